"""The reports of the admin: teaching, students, and what an inspector would find; filtered, and as files."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from evidence.readiness.rules import RULES, find_lapses
from missions.models import FlightRecord
from office.reports.readiness_rows import SCOPES
from onsite.models import Attendance
from tests import factories as make
from tests.instructors.papers import add_paper, days_from_today
from tests.office.browser import Browser, open_browser
from tests.world import World
from trainings.models import Credit

TEACHING, STUDENTS, READINESS = (
    "onsite_classsession_teaching_report",
    "trainings_enrollment_students",
    ("records_event_readiness"),
)


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def read_report(browser: Browser, report: str, **filters: Any) -> str:
    response = browser.get(reverse(f"admin:{report}"), filters)
    assert response.status_code == 200
    page = re.sub(r"\s+", " ", response.content.decode()).partition("</form>")[2]
    page = page.partition("</form>")[2] or page
    return re.sub(r"[\s|]*\|[\s|]*", "|", re.sub(r"<[^>]+>", "|", page))


def read_export(browser: Browser, report: str, **filters: Any) -> str:
    response = browser.get(reverse(f"admin:{report}_export", args=["csv"]), filters)
    assert response.status_code == 200
    assert browser.get(reverse(f"admin:{report}_export", args=["xlsx"]), filters).content[:2] == b"PK"
    return str(response.content.decode("utf-8-sig"))


def add_everything(world: World, *, subject: Any, days_ago: int = 2, user: Any = None) -> Any:
    """A student with a class that is not signed, an evaluation without remarks, a flight without signature, a credit
    without a document, and a deadline that has passed."""
    user = user or make.UserFactory(company=world.alpine)
    training = subject.training
    past = timezone.now() - timedelta(days=days_ago)
    row = make.EnrollmentFactory(training=training, user=user, finish_before_at=past, created_at=past)
    session = make.ClassSessionFactory(subject=subject, teacher=world.ines, starts_at=past)
    attendance: Attendance = make.AttendanceFactory(class_session=session, enrollment=row, is_present=True)
    attendance.metric_ratings.create(metric=training.metrics.get_or_create(name="Airmanship")[0], rating="-")
    mission = make.FlightTemplateFactory(training=training, name="Circuits")
    make.FlightRecordFactory(enrollment=row, template=mission, flown_on=past.date())
    given: Any = {"credited_by": world.maria, "credited_at": past, "signed_at": past}
    Credit.objects.create(enrollment=row, kind="MISSION", item_id=mission.pk, reason="LAPL", **given)
    return row


@pytest.fixture
def subject(world: World) -> Any:
    return make.SubjectFactory(
        training__company=world.alpine,
        training__name="PPL theory",
        training__has_flights=True,
        training__requires_debriefing_signature=True,
        name="Weather",
    )


def test_the_teaching_report_by_training_days_and_group(world: World, browser: Browser, subject: Any) -> None:
    row = add_everything(world, subject=subject, user=world.sam)
    other = make.SubjectFactory(training__company=world.alpine, training__name="IR", name="Radio")
    add_everything(world, subject=other, user=world.sue, days_ago=40)
    group = make.PilotGroupFactory(company=world.alpine)
    group.members.set([world.sue])

    assert "|Ines Instructor|All subjects|1|1 h|0|1|Ines Instructor|Weather|1|1 h|0|" in read_report(browser, TEACHING)
    days = {"first_day": "2026-01-01", "last_day": "2026-03-18"}
    both = read_report(browser, TEACHING, **days)
    assert "|Ines Instructor|All subjects|2|2 h|0|2|" in both
    assert "|All teachers|" in both
    text = read_report(browser, TEACHING, **days, training=row.training_id)
    assert "Weather" in text
    assert "|Radio|" not in text
    text = read_report(browser, TEACHING, **days, group=group.pk)
    assert "|Radio|" in text
    assert "|Weather|" not in text
    assert '"Instructor","Ines","Radio",1,60,1.0,0' in read_export(browser, TEACHING, **days, group=group.pk)
    wrong = browser.get(reverse(f"admin:{TEACHING}"), {"first_day": "2026-03-18", "last_day": "2026-03-01"})
    assert "The first day is after the last day." in wrong.content.decode()
    file = reverse(f"admin:{TEACHING}_export", args=["csv"])
    assert browser.get(file, {"first_day": "x", "last_day": "2026-03-01"}).status_code == 400


def test_the_students_list_by_each_filter(world: World, browser: Browser, subject: Any) -> None:
    row = add_everything(world, subject=subject, user=world.sam)
    make.EnrollmentFactory(
        training__company=world.alpine, training__name="IR", user=world.sue, finished_at=timezone.now()
    )
    group = make.PilotGroupFactory(company=world.alpine)
    group.members.set([world.sue])

    assert "|Sam Student|PPL theory|Ongoing|—|16 Mar 2026|16 Mar 2026|—|—|—|1 of 1|1 of 1|16 Mar 2026, Circuits|" in (
        read_report(browser, STUDENTS)
    )
    for filters, name in (
        ({"training": row.training_id}, "Sam"),
        ({"group": group.pk}, "Sue"),
        ({"state": "FINISHED"}, "Sue"),
        ({"name": "sam@"}, "Sam"),
        ({"last_day": "2026-03-17"}, "Sam"),
        ({"first_day": "2026-03-18"}, "Sue"),
    ):
        other = {"Sam": "Sue", "Sue": "Sam"}[name]
        assert f"|{name} Student|" in read_report(browser, STUDENTS, **filters), filters
        assert f"|{other} Student|" not in read_report(browser, STUDENTS, **filters), filters
        assert f'"{name}"' in read_export(browser, STUDENTS, **filters)
        assert f'"{other}"' not in read_export(browser, STUDENTS, **filters)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["Ada", "Ben", "Cleo"]),
        ("training", ["Cleo", "Ada", "Ben"]),
        ("finish_before", ["Ben", "Ada", "Cleo"]),
        ("enrolled", ["Cleo", "Ben", "Ada"]),
        ("supervisor", ["Ben", "Ada", "Cleo"]),
        ("finished", ["Ada", "Ben", "Cleo"]),
    ],
)
def test_the_students_list_is_sorted_by_a_column(
    world: World, browser: Browser, subject: Any, order: str, names: list[str]
) -> None:
    now, other = timezone.now(), make.TrainingFactory(company=world.alpine, name="IR")
    for number, (name, training, finish_before, supervisor) in enumerate(
        [
            ("Ada", subject.training, now + timedelta(days=9), None),
            ("Ben", subject.training, now + timedelta(days=3), world.ines),
            ("Cleo", other, None, None),
        ]
    ):
        user = make.UserFactory(company=world.alpine, name=name, surname=f"{name}son")
        make.EnrollmentFactory(
            training=training, user=user, finish_before_at=finish_before, supervisor=supervisor,
            created_at=now - timedelta(days=number),
        )  # fmt: skip

    found = re.findall(r"(Ada|Ben|Cleo) (?:Ada|Ben|Cleo)son", read_report(browser, STUDENTS, order=order))
    exported = re.findall(r'"(Ada|Ben|Cleo)"', read_export(browser, STUDENTS, order=order))

    assert found == exported == names


def test_an_unknown_order_of_the_students_list_is_refused(world: World, browser: Browser, subject: Any) -> None:
    make.EnrollmentFactory(training=subject.training, user=world.sam)

    assert "Sam Student" not in read_report(browser, STUDENTS, order="user__password")
    export = reverse(f"admin:{STUDENTS}_export", args=["csv"])
    assert browser.get(export, {"order": "user__password"}).status_code == 400


def test_sorting_the_students_list_costs_the_same_for_one_and_for_thirty(
    world: World, browser: Browser, subject: Any, queries_of: Any
) -> None:
    make.EnrollmentFactory(training=subject.training)
    one = queries_of(lambda: read_report(browser, STUDENTS, order="supervisor"))
    for _ in range(29):
        make.EnrollmentFactory(training=subject.training, supervisor=world.ines)

    assert len(queries_of(lambda: read_report(browser, STUDENTS, order="supervisor"))) == len(one)


def test_the_students_list_has_pages_that_keep_the_filters(world: World, browser: Browser, subject: Any) -> None:
    for _ in range(51):
        make.EnrollmentFactory(training=subject.training)

    page = browser.get(reverse(f"admin:{STUDENTS}"), {"state": "ONGOING", "page": "2"}).content.decode()

    assert "Page 2 of 2" in page
    assert "?state=ONGOING&amp;page=1" in page


def test_what_an_inspector_would_find_is_what_the_command_finds(world: World, browser: Browser, subject: Any) -> None:
    add_everything(world, subject=subject, user=world.sam)
    finished = make.EnrollmentFactory(training=subject.training, user=world.sue, finished_at=timezone.now())
    held = make.ClassSessionFactory(subject=subject, teacher=world.ines, signed_at=timezone.now())
    add_paper(world, world.ines, days_from_today(-90))
    FlightRecord.objects.update(instructor=world.ines)
    make.RequiredHoursFactory(training=subject.training)

    text = read_report(browser, READINESS)
    export = read_export(browser, READINESS)

    lapses = list(find_lapses(world.alpine, timezone.now()))
    assert {lapse.rule.name for lapse in lapses} == set(RULES)
    assert {type(lapse.obj) for lapse in lapses} == set(SCOPES)
    assert len(export.splitlines()) == len(lapses) + 1
    for rule in RULES.values():
        assert rule.sentence in text
    assert "|Circuits|Sam Student|PPL theory|16 Mar 2026|" in text
    assert f"/admin/onsite/classsession/{held.pk}/change/" in export
    assert f"/admin/trainings/enrollment/{finished.pk}/file/" in export


def test_the_readiness_list_by_each_filter(world: World, browser: Browser, subject: Any) -> None:
    add_everything(world, subject=subject, user=world.sam)
    other = make.SubjectFactory(
        training__company=world.alpine, training__name="IR", training__requires_debriefing_signature=True
    )
    add_everything(world, subject=other, user=world.sue, days_ago=40)
    group = make.PilotGroupFactory(company=world.alpine)
    group.members.set([world.sue])

    for filters in (
        {"training": other.training_id},
        {"group": group.pk},
        {"last_day": "2026-03-01"},
    ):
        text = read_report(browser, READINESS, **filters)
        assert text.count("|IR|") == 5, filters
        assert "|PPL theory|" not in text
    assert read_report(browser, READINESS, first_day="2026-03-01").count("|PPL theory|") == 5
    text = read_report(browser, READINESS, rule="past_classes_not_signed")
    assert text.count("|PPL theory|") == text.count("|IR|") == 1


def test_each_report_costs_the_same_for_one_and_for_thirty_rows(
    world: World, browser: Browser, subject: Any, queries_of: Any
) -> None:
    days = {"first_day": "2026-01-01", "last_day": "2026-03-18"}
    addresses = [(reverse(f"admin:{name}"), days) for name in (TEACHING, STUDENTS, READINESS)]
    addresses += [(reverse(f"admin:{name}_export", args=["csv"]), days) for name in (TEACHING, STUDENTS, READINESS)]

    def measure() -> list[int]:
        return [len(queries_of(lambda at=at, query=query: browser.get(at, query))) for at, query in addresses]

    add_everything(world, subject=subject)
    measure()
    one = measure()
    for _ in range(29):
        add_everything(world, subject=subject)

    assert measure() == one


@pytest.mark.parametrize("value", ["x", "\x00", "9" * 300, "é"])
def test_no_malformed_filter_breaks_a_report(browser: Browser, value: str) -> None:
    names = ("training", "group", "first_day", "last_day", "state", "name", "rule", "page")
    for report in (TEACHING, STUDENTS, READINESS):
        for name in names:
            assert browser.get(reverse(f"admin:{report}"), {name: value}).status_code == 200
            assert browser.get(reverse(f"admin:{report}_export", args=["csv"]), {name: value}).status_code < 500
