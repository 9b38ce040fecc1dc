"""The standardisation of instructors: each against the school, with numbers computed by hand."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from missions.models import FlightGrade, FlightObjective
from office.standards.reads import Standard, read_standards
from office.standards.statistics import Meaning, Share, Spread, compare
from tests import factories as make
from tests.office.browser import open_browser
from tests.world import World

REPORT = "instructors_qualification_standards"
TODAY = date(2026, 3, 18)


# --- statistics


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(8, 10, 49.0, 94.3), (0, 10, 0.0, 27.8), (10, 10, 72.2, 100.0), (81, 263, 25.5, 36.6)],
)
def test_the_interval_of_a_share_is_wilsons(hits: int, cases: int, low: float, high: float) -> None:
    """The values of Newcombe (1998), table I, method 3, for 81 of 263; the others by hand."""
    interval = Share(hits, cases).get_interval(Share())
    assert interval is not None
    assert tuple(round(end, 1) for end in interval) == (low, high)


def test_mean_and_deviation_are_those_of_the_places_on_the_scales() -> None:
    """0, 50, 50, 100 and of the scale from 1 to 5: 75; "not observed" is no grade."""
    spread = Spread({"-": 1, "STD": 2, "+": 1, "4": 1, "N": 7})

    assert (spread.cases, spread.value) == (5, 55)
    assert spread.deviation == pytest.approx(((55**2 + 5**2 * 2 + 45**2 + 20**2) / 4) ** 0.5)


@pytest.mark.parametrize(
    ("own", "school", "meaning"),
    [
        (Share(0, 9), Share(90, 100), Meaning.TOO_FEW),
        (Share(0, 0), Share(0, 0), Meaning.TOO_FEW),
        (Share(8, 10), Share(94, 100), Meaning.NONE),
        (Share(8, 10), Share(95, 100), Meaning.LOWER),
        (Share(8, 10), Share(48, 100), Meaning.HIGHER),
        (Spread({"STD": 9}), Spread({"+": 900}), Meaning.TOO_FEW),
        (Spread({"STD": 30}), Spread({"STD": 100, "+": 20, "-": 10}), Meaning.NONE),
        (Spread({"+": 30}), Spread({"STD": 100, "+": 30}), Meaning.HIGHER),
        (Spread({"-": 20, "STD": 10}), Spread({"STD": 200, "-": 20}), Meaning.LOWER),
    ],
)
def test_what_a_difference_means(own: Any, school: Any, meaning: Meaning) -> None:
    assert compare(own, school) is meaning


# --- what is counted


@pytest.fixture
def subject(world: World) -> Any:
    return make.SubjectFactory(training__company=world.alpine, training__name="PPL theory")


def hold(subject: Any, teacher: User, *, days_ago: int = 3, signed_after: int | None = None, **fields: Any) -> Any:
    """A class of an hour, signed so many hours after its end."""
    starts_at = timezone.now() - timedelta(days=days_ago)
    signed_at = None if signed_after is None else starts_at + timedelta(hours=1 + signed_after)
    return make.ClassSessionFactory(
        subject=subject, teacher=teacher, starts_at=starts_at, signed_at=signed_at, duration_minutes=60, **fields
    )


def attend(session: Any, student: User | None = None, *, rating: str = "", **fields: Any) -> Any:
    training = session.subject.training
    enrollment = make.EnrollmentFactory(
        training=training, user=student or make.UserFactory(company=training.company), company=training.company
    )
    row = make.AttendanceFactory(class_session=session, enrollment=enrollment, is_present=True, **fields)
    if rating:
        metric = training.metrics.get_or_create(name="Airmanship")[0]
        row.metric_ratings.create(metric=metric, rating=rating)
    return row


def read(world: World, **options: Any) -> tuple[dict[str, Standard], Standard]:
    values = {"training_id": None, "first_day": TODAY - timedelta(days=30), "last_day": TODAY, **options}
    report = read_standards(manager=world.maria, now=timezone.now(), **values)
    return {person.name: standard for person, standard in report.instructors}, report.school


def test_classes_are_counted_with_the_middle_time_to_their_signature(world: World, subject: Any) -> None:
    for hours in (1, 2, 30, None):
        hold(subject, world.ines, signed_after=hours)
    hold(subject, world.tom, signed_after=4)
    hold(subject, world.tom, days_ago=40, signed_after=4)
    hold(subject, world.tom, days_ago=-2)

    instructors, school = read(world)

    assert {name: (row.classes, row.median_delay) for name, row in instructors.items()} == {
        "Ines": (4, timedelta(hours=2)),
        "Tom": (1, timedelta(hours=4)),
    }
    assert (school.classes, school.median_delay) == (5, timedelta(hours=3))


def test_exams_of_classes_are_passed_or_not(world: World, subject: Any) -> None:
    exam = make.ExamFactory(subject=subject, type="ONSITE")
    session, other = hold(subject, world.ines, exam=exam), hold(subject, world.tom, exam=exam)
    for is_passed in (True, True, False, None):
        attend(session, is_passed=is_passed)
    attend(other, is_passed=False)
    attend(hold(subject, world.tom), is_passed=None)

    instructors, school = read(world)

    assert (instructors["Ines"].exams, instructors["Tom"].exams, school.exams) == (
        Share(2, 3),
        Share(0, 1),
        Share(2, 4),
    )


def test_an_evaluation_with_anything_below_standard_is_not_passed(world: World, subject: Any) -> None:
    session = hold(subject, world.ines)
    for rating in ("-", "STD", "+", "1", "N", ""):
        attend(session, rating=rating)
    again = attend(hold(subject, world.ines), world.sam, rating="STD")
    again.metric_ratings.create(metric=subject.training.metrics.create(name="Lookout"), rating="-")

    instructors, school = read(world)

    assert instructors["Ines"].evaluations == school.evaluations == Share(2, 5)
    assert instructors["Ines"].students == 5
    assert instructors["Ines"].class_grades.counts == {"-": 2, "STD": 2, "+": 1, "1": 1, "N": 1}


def test_a_mission_is_repeated_if_it_was_flown_again_after_a_poor_flight(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    mission = make.FlightTemplateFactory(training=training)
    landing = FlightObjective.objects.create(template=mission, name="Landing")

    def fly(student: User, days_ago: int, *, grade: str = "", is_completed: bool = True, by: User = world.ines) -> None:
        enrollment = student.enrollments.filter(training=training).first() or make.EnrollmentFactory(
            training=training, user=student
        )
        row = make.FlightRecordFactory(
            enrollment=enrollment, template=mission, instructor=by, is_completed=is_completed,
            flown_on=TODAY - timedelta(days=days_ago),
        )  # fmt: skip
        if grade:
            FlightGrade.objects.create(record=row, objective=landing, grade=grade)

    fly(world.sam, 5, is_completed=False)
    fly(world.sam, 4, grade="-")
    fly(world.sam, 3, grade="+", by=world.tom)
    fly(world.sue, 5, grade="STD")  # flown again, but not because it was poor
    fly(world.sue, 4, grade="STD")
    fly(make.UserFactory(company=world.alpine), 2, is_completed=False)  # not flown again yet
    same_day = make.UserFactory(company=world.alpine)  # recorded at one moment, as from an import
    fly(same_day, 1, is_completed=False)
    fly(same_day, 1)

    instructors, school = read(world)

    assert (instructors["Ines"].repeats, instructors["Tom"].repeats) == (Share(3, 7), Share(0, 1))
    assert (instructors["Ines"].flights, school.flights) == (7, 8)
    assert instructors["Ines"].flight_grades.counts == {"-": 1, "STD": 2}


def test_a_training_and_the_days_of_the_school_limit_it(world: World, subject: Any) -> None:
    """The class began at 11:30 UTC on the 17th, which is the 18th in Auckland."""
    other = make.SubjectFactory(training__company=world.alpine)
    hold(other, world.tom)
    session = make.ClassSessionFactory(
        subject=subject, teacher=world.ines, starts_at=timezone.now() - timedelta(hours=22, minutes=30)
    )

    assert set(read(world, training_id=subject.training_id)[0]) == {"Ines"}
    assert set(read(world, first_day=TODAY)[0]) == {"Ines"}
    assert read(world, first_day=TODAY)[1].classes == 1
    assert session.starts_at.date() == date(2026, 3, 17)


# --- the page and the file


def fill(world: World, subject: Any, teacher: User, students: int) -> None:
    exam = make.ExamFactory(subject=subject, type="ONSITE")
    session = hold(subject, teacher, exam=exam, signed_after=1)
    for number in range(students):
        attend(session, rating="STD", is_passed=number % 2 == 0)


def test_the_page_marks_what_is_too_few(world: World, subject: Any) -> None:
    fill(world, subject, world.ines, 12)
    fill(world, subject, world.tom, 3)

    page = open_browser(world.maria).get(reverse(f"admin:{REPORT}")).content.decode()

    assert "Ines Instructor" in page
    assert ">66.7<" in re.sub(r"\s+", "", page)  # rounded, not cut off
    assert "no difference that means anything" in page
    assert "too few to mean anything" in page


def test_the_file_has_each_measure_against_the_school(world: World, subject: Any) -> None:
    fill(world, subject, world.ines, 12)
    fill(world, subject, world.tom, 3)
    browser = open_browser(world.maria)

    content = browser.get(reverse(f"admin:{REPORT}_export", args=["csv"])).content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(content)) if row["Measure"] == "Exams of classes passed, %"]

    assert [
        [row[name] for name in ("Surname", "Cases", "Value", "School", "Difference", "95 % from", "95 % to", "Meaning")]
        for row in rows
    ] == [
        ["Instructor", "12", "50.0", "53.3", "-3.3", "25.4", "74.6", "no difference that means anything"],
        ["Teacher", "3", "66.7", "53.3", "13.3", "20.8", "93.9", "too few cases"],
        ["School", "15", "53.3", "", "", "", "", ""],
    ]
    assert browser.get(reverse(f"admin:{REPORT}_export", args=["xlsx"])).content[:2] == b"PK"


def test_only_managers_see_it_and_only_their_school(world: World, subject: Any) -> None:
    fill(world, subject, world.ines, 2)
    address = reverse(f"admin:{REPORT}")

    for person in (world.charles, world.ines, world.sam):
        assert open_browser(person).get(address).status_code == 302
    page = open_browser(world.otto).get(address).content.decode()
    assert "Ines" not in page
    assert "Nobody has taught or flown in these days." in page


def test_days_that_make_no_sense_are_refused_at_their_field(world: World) -> None:
    response = open_browser(world.maria).get(
        reverse(f"admin:{REPORT}"), {"first_day": "2026-03-02", "last_day": "2026-03-01"}
    )
    assert "The first day is after the last day." in response.content.decode()


def test_thirty_instructors_cost_what_one_costs(world: World, subject: Any, queries_of: Any) -> None:
    fill(world, subject, world.ines, 2)
    few = len(queries_of(lambda: read(world)))
    for number in range(30):
        teacher = world.create_person(f"Teacher{number}", "Many", world.ines.group)  # type: ignore[arg-type]  # a number
        fill(world, subject, teacher, 2)

    assert len(queries_of(lambda: read(world))) == few == 8
