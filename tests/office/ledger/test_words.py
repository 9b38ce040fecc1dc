"""The ledger in words: sentences with names, tables of changes, the history of a row, filters."""

import html
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.translation import override

from accounts.models import Company, PilotGroup, User
from accounts.people.editing import edit_user
from accounts.people.pilot_groups import delete_pilot_group
from missions.corrections import build_deletion_facts
from missions.ledger_texts import describe_flight
from office.ledger.stories import tell_events
from onsite.models import ClassSession
from records.models import Event, Revocation, Signature
from records.services import EventDraft, record_events
from records.signing import revoke_signature, sign_object
from records.wording import get_noun, get_the_noun
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, populate
from tests.world import World


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def held(world: World) -> ClassSession:
    """At 10:30 UTC on 2 December, which is 23:30 in Auckland; in New York it is 05:30."""
    training = make.TrainingFactory(company=world.alpine, name="PPL theory")
    subject = make.SubjectFactory(training=training, code="010", name="Air Law")
    return make.ClassSessionFactory(
        subject=subject, teacher=world.ines, starts_at=datetime(2026, 12, 2, 10, 30, tzinfo=UTC)
    )


def record(world: World, action: str, obj: Any, payload: dict[str, Any] | None = None, by: User | None = None) -> Event:
    (event,) = record_events(EventDraft(action, obj, payload or {}), company_id=world.alpine.pk, by=by or world.ines)
    return event


def read_text(response: Any) -> str:
    text = re.sub(r"<script.*?</script>|<style.*?</style>", " ", response.content.decode(), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", re.sub(r"</?(a|strong)\b[^>]*>", "", text))
    return " ".join(html.unescape(text).split())


def read_page(browser: Browser, event: Event) -> str:
    return read_text(browser.get(build_address(Event, "change", event.pk)))


def test_a_signed_class_is_a_sentence_linked_to_the_class_and_the_teacher(
    browser: Browser, world: World, held: ClassSession
) -> None:
    record(world, "class.signed", held, {"version": 2, "subject_name": "Air Law"})

    page = browser.get(build_address(Event))

    assert "Ines Instructor signed the class 010 Air Law of 2 Dec 2026 (version 2)." in read_text(page)
    assert f'<a href="/admin/onsite/classsession/{held.pk}/change/"' in page.content.decode()
    assert f'<a href="/admin/accounts/user/{world.ines.pk}/change/"' in page.content.decode()
    assert f'<span class="cell-text"><a href="/admin/accounts/user/{world.ines.pk}/change/"' in page.content.decode()


ENGLISH_LINES = (
    "Ines Instructor changed the class 010 Air Law of {day}.",
    *("Start {moment}", "Duration 1 h 20 min", "Teacher Tom Teacher", "Added Sam Student", "Raw columns"),
)
GERMAN_LINES = (
    "Ines Instructor hat den Unterricht 010 Air Law vom {day} geändert.",
    *("Beginn {moment}", "Dauer 1 h 20 min", "Lehrkraft Tom Teacher", "Hinzugefügt Sam Student", "Rohdaten"),
)


@pytest.mark.parametrize(
    ("language", "zone", "day", "moment", "lines"),
    [
        ("en", "Pacific/Auckland", "2 Dec 2026", "3 Dec 2026, 08:30", ENGLISH_LINES),
        ("de", "Pacific/Auckland", "2. Dez. 2026", "3. Dez. 2026, 08:30", GERMAN_LINES),
        ("de", "America/New_York", "2. Dez. 2026", "2. Dez. 2026, 14:30", GERMAN_LINES),
    ],
)
def test_dates_follow_the_managers_language_and_the_schools_zone(
    world: World, held: ClassSession, language: str, zone: str, day: str, moment: str, lines: tuple[str, ...]
) -> None:
    User.objects.filter(pk=world.maria.pk).update(language=language)
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id=zone)
    world.maria.refresh_from_db()
    facts = {"starts_at": "2026-12-02T19:30:00.000000+00:00", "minutes": 80, "teacher": str(world.tom.pk)}
    event = record(world, "class.changed", held, {"changed": facts, "added": [str(world.sam.pk)], "removed": []})

    text = read_page(open_browser(world.maria), event)

    for line in lines:
        assert line.format(day=day, moment=moment) in text


def test_seconds_are_never_shown_but_raw(browser: Browser, world: World) -> None:
    enrollment = make.EnrollmentFactory(training__company=world.alpine, user=world.sam)
    lesson = make.LessonFactory(subject=make.SubjectFactory(training=enrollment.training))
    study = make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
    event = record(world, "lesson.completed", study, {"lesson": str(study.lesson_id), "seconds": 4800}, world.sam)

    assert f"Sam Student completed the lesson {study.lesson} (Sam Student) in 1 h 20 min." in read_page(browser, event)


def test_what_a_form_changed_is_a_table_with_the_values_before(browser: Browser, world: World) -> None:
    edit_user(user=world.sam, values={"phone": "+64 9 1", "group": 170}, by=world.maria)
    changed, role = (Event.objects.get(action=action) for action in ("user.changed", "role.changed"))

    text = read_page(browser, changed)
    assert "Maria Manager changed the details of Sam Student." in text
    assert "What Before After" in text
    assert "Phone — +64 9 1" in text
    assert "Role Student Instructor" in read_page(browser, role)


def test_a_row_that_is_gone_is_named_by_what_the_event_knows(browser: Browser, world: World) -> None:
    group: PilotGroup = make.PilotGroupFactory(company=world.alpine, name="Intake 7")
    delete_pilot_group(group_id=group.pk, by=world.maria)

    text = read_text(browser.get(build_address(Event)))

    assert "Maria Manager deleted the pilot group Intake 7 (no longer exists)." in text


def test_an_action_that_no_app_knows_is_shown_raw(browser: Browser, world: World) -> None:
    event = record(world, "engine.started", world.sam, {"fuel": "AVGAS <100>"})

    text = read_page(browser, event)
    assert "Ines Instructor: engine.started, person Sam Student" in text
    assert "Fuel AVGAS <100>" in text


def test_an_older_event_without_a_fact_has_the_shorter_sentence(
    browser: Browser, world: World, held: ClassSession
) -> None:
    assert "signed the class 010 Air Law of 2 Dec 2026." in read_page(browser, record(world, "class.signed", held))


def test_names_are_text_and_no_markup(browser: Browser, world: World, held: ClassSession) -> None:
    User.objects.filter(pk=world.ines.pk).update(name="<b>%(object)s")
    world.ines.refresh_from_db()
    record(world, "class.signed", held, {"version": 1})

    content = browser.get(build_address(Event)).content.decode()
    assert "&lt;b&gt;%(object)s Instructor" in content
    assert "<b>%" not in content


def test_the_history_of_a_class_has_its_events_and_those_of_its_signatures(
    browser: Browser, world: World, held: ClassSession
) -> None:
    school: dict[str, Any] = {"obj": held, "company_id": world.alpine.pk, "by": world.ines}
    _, signed = sign_object(meaning="I held it", content={"class": str(held.pk)}, **school)
    revoked = revoke_signature(reason="Wrong day", **school)
    record_events(
        signed, EventDraft("class.signed", held, {"version": 1}), revoked, company_id=world.alpine.pk, by=world.ines
    )
    record(world, "class.signed", make.ClassSessionFactory(subject=held.subject), {"version": 7})

    text = read_text(browser.get(build_address(ClassSession, "history", held.pk)))

    for sentence in (
        "Ines Instructor signed the class 010 Air Law of 2 Dec 2026 (version 1).",
        "Ines Instructor took back the signature of the class 010 Air Law of 2 Dec 2026.",
    ):
        assert sentence in text
    assert "version 7" not in text
    for model in (Signature, Revocation):
        row = model.objects.get()
        assert "class 010 Air Law of 2 Dec 2026" in read_text(browser.get(build_address(model)))
        assert "class 010 Air Law of 2 Dec 2026" in read_text(browser.get(build_address(model, "change", row.pk)))


def test_a_person_filter_finds_what_somebody_did_and_what_was_done_to_them(browser: Browser, world: World) -> None:
    by_sam = record(world, "password.refused", world.sam, by=world.sam)
    about_sam = record(world, "user.invited", world.sam, by=world.maria)
    record(world, "user.invited", world.sue, by=world.maria)

    rows = browser.get(build_address(Event), {"actor__id__exact": world.sam.pk}).context["cl"].queryset

    assert set(rows) == {by_sam, about_sam}


def test_events_are_filtered_by_the_kind_of_object_and_by_the_schools_day(
    browser: Browser, world: World, held: ClassSession, frozen_clock: Any
) -> None:
    about_class = record(world, "class.unsigned", held)
    frozen_clock.move_to("2026-03-18 11:30Z")  # already 19 March in Auckland
    about_sam = record(world, "user.invited", world.sam)

    for query, event in (
        ({"kind": "onsite.classsession"}, about_class),
        ({"kind": "accounts.user"}, about_sam),
        ({"at__year": 2026, "at__month": 3, "at__day": 19}, about_sam),
    ):
        assert list(browser.get(build_address(Event), query).context["cl"].queryset) == [event], query


def test_an_event_of_another_school_is_a_404_like_none(browser: Browser, world: World) -> None:
    (event,) = record_events(EventDraft("user.invited", world.olga), company_id=world.baltic.pk, by=world.otto)

    for pk in (event.pk, world.alpine.pk, "x"):
        for kind in ("change", "history"):
            assert browser.get(build_address(Event, kind, pk)).status_code == 404


def test_an_id_of_another_school_in_a_payload_has_no_name(browser: Browser, world: World, held: ClassSession) -> None:
    event = record(world, "evaluation.saved", held, {"student": str(world.olga.pk)})

    text = read_page(browser, event)
    assert "Olga" not in text
    assert f"Ines Instructor evaluated {world.olga.pk} (no longer exists) in the class" in text


def test_the_list_and_a_history_cost_the_same_queries_for_one_row_and_for_thirty(
    browser: Browser, world: World, queries_of: Any
) -> None:
    populate(world.alpine, "First")
    session = ClassSession.objects.get(subject__training__company=world.alpine)
    pages = [
        *(build_address(model) for model in (Event, Signature, Revocation)),
        build_address(ClassSession, "history", session.pk),
    ]
    record(world, "class.signed", session, {"version": 0, "teacher": str(world.tom.pk)})
    few = [len(queries_of(lambda page=page: browser.get(page))) for page in pages]
    populate(world.alpine, "More", 29)
    for version in range(29):
        record(world, "class.signed", session, {"version": version, "teacher": str(world.tom.pk)})

    assert [len(queries_of(lambda page=page: browser.get(page))) for page in pages] == few


@pytest.mark.parametrize(
    ("action", "payload", "sentence"),
    [
        ("recovery_code.used", {"left": 1}, "logged in with a recovery code; 1 is left."),
        ("recovery_code.used", {"left": 7}, "logged in with a recovery code; 7 are left."),
        ("user.unsubscribed", {"topic": "message_alerts"}, "turned off mails about messages."),
        ("user.unsubscribed", {"topic": "alerts"}, "turned off mails about classes, deadlines and validity."),
        ("syllabus.reordered", {"kind": "gate exams"}, "changed the order of the gate exams of Sam Student"),
        ("syllabus.reordered", {"kind": "something older"}, "changed the order of the parts of Sam Student"),
        ("login.failed", {"provider": "Entra", "reason": "closed account"}, "for Sam Student: closed account."),
    ],
)
def test_a_sentence_says_codes_and_numbers_in_words(
    browser: Browser, world: World, action: str, payload: dict[str, object], sentence: str
) -> None:
    assert sentence in read_page(browser, record(world, action, world.sam, payload))


def test_fields_that_changed_are_named_as_on_the_pages(browser: Browser, world: World) -> None:
    event = record(world, "user.edited", world.sam, {"changed": ["date_of_birth", "phone"]}, world.sam)

    assert "Changed date of birth, phone" in read_page(browser, event)


def test_sentences_name_what_an_event_is_about_with_the_article_of_the_language(world: World) -> None:
    """`%(the_noun)s` has the article, because in other languages it depends on the noun."""
    event = record(world, "admin.changed", world.sam, {"change": []})
    (story,) = tell_events([event], world.alpine)

    assert "changed the person <a" in story.sentence
    assert get_the_noun("accounts.user") == "the person"
    assert get_the_noun("no.model") == get_noun("no.model") == "no.model"


def test_what_is_stored_of_a_deleted_flight_is_in_english_whoever_deletes_it(world: World) -> None:
    enrollment = make.EnrollmentFactory(training__company=world.alpine, user=world.sam)
    mission = make.FlightTemplateFactory(training=enrollment.training)
    flight = make.FlightRecordFactory(enrollment=enrollment, template=mission, flown_on=date(2026, 12, 2))
    with override("de"):
        assert "Dez" in describe_flight(flight)
        facts = build_deletion_facts(flight, "")

    assert facts["name"] == f"{flight.template} of 2 Dec 2026 (Sam Student)"
