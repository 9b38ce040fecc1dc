"""A malicious manager reads no secrets and alters no evidence in the managers' admin."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from accounts.api_keys import create_api_key
from accounts.models import Token, User
from evidence.models import Certificate
from exams.models import Exam
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, populate
from tests.world import World
from trainings.models import Lesson, Subject, Training


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.mark.parametrize("kind", ["", "export.csv"])
def test_a_filter_does_not_tell_how_a_password_hash_begins(browser: Browser, world: World, kind: str) -> None:
    make.UserFactory(company=world.alpine, group=100, password="argon2$secret")
    for lookup in ("password", "password__startswith", "password__regex", "password__gt"):
        response = browser.get(build_address(User) + kind, {lookup: "argon2$secret"})
        assert response.status_code == 400, lookup


def test_a_filter_does_not_tell_how_the_digest_of_a_key_begins(browser: Browser, world: World) -> None:
    create_api_key(user=world.maria, name="office")

    assert browser.get(build_address(Token), {"digest__startswith": "a"}).status_code == 400


def test_no_list_is_filtered_by_what_it_neither_shows_nor_offers(browser: Browser, world: World) -> None:
    assert browser.get(build_address(User), {"photo__startswith": "a"}).status_code == 400
    assert browser.get(build_address(User), {"group__exact": 190, "is_active__exact": 1}).status_code == 200


@pytest.mark.parametrize("lookup", ["surname__regex", "email__iregex", "group__regex"])
def test_no_list_is_filtered_by_a_regular_expression(browser: Browser, lookup: str) -> None:
    assert browser.get(build_address(User), {lookup: "["}).status_code == 400


def test_there_is_no_page_that_leads_from_an_id_to_a_row(browser: Browser, world: World) -> None:
    kind = ContentType.objects.get_for_model(Training).pk
    for pk in ("1", "x", make.TrainingFactory(company=world.baltic).pk):
        assert browser.get(f"/admin/r/{kind}/{pk}/").status_code == 404


# --- evidence


def test_a_new_person_is_one_event_with_the_role_given(browser: Browser, world: World) -> None:
    fields = {"email": "new@alpine.example", "name": "New", "surname": "Person", "group": 170, "language": "en"}
    browser.post(build_address(User, "add"), {**fields, "new_password": "sturdy-horse-92"})

    event = Event.objects.get(object_type="accounts.user", object_id=str(User.objects.get(name="New").pk))
    assert (event.action, event.actor, event.payload) == ("user.created", world.maria, '{"group":170}')


def test_a_key_and_a_revoked_certificate_are_one_event_each(browser: Browser, world: World) -> None:
    populate(world.alpine, "Alpine")
    before = Event.objects.count()

    browser.post(build_address(Token, "add"), {"user": world.sam.pk, "name": "office"})
    certificate = Certificate.objects.get()
    browser.post(
        reverse("admin:trainings_enrollment_certificate_revoke", args=[certificate.enrollment_id, certificate.pk]),
        {"asked": "1", "reason": "By mistake", "confirmed": "1"},
    )

    events = Event.objects.order_by("seq")[before:]
    assert [event.action for event in events] == ["key.created", "certificate.revoked"]


def test_what_students_have_results_of_moves_to_no_other_training(browser: Browser, world: World) -> None:
    populate(world.alpine, "Alpine")
    subject, lesson, exam = Subject.objects.get(), Lesson.objects.get(), Exam.objects.get()
    elsewhere = make.SubjectFactory(training__company=world.alpine)
    none = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}

    browser.post(
        build_address(Subject, "change", subject.pk),
        {"training": elsewhere.training_id, "code": "1", "name": "Moved", "order": 1, "hours": 1}
        | {f"lessons-{name}": value for name, value in none.items()},
    )
    response = browser.post(
        build_address(Lesson, "change", lesson.pk),
        {"subject": elsewhere.pk, "name": "Moved", "order": 1, "duration_minutes": 1}
        | {f"objectives-{name}": value for name, value in none.items()},
    )
    assert "subject" in response.context["adminform"].errors
    response = browser.post(build_address(Exam, "change", exam.pk), {"subject": elsewhere.pk, "name": "Moved"})
    assert "subject" in response.context["adminform"].errors

    for row in (subject, lesson, exam):
        row.refresh_from_db()
    assert (subject.name, subject.training_id != elsewhere.training_id) == ("Moved", True)
    assert (lesson.subject, exam.subject) == (subject, subject)
