"""`POST /manager/trainings/trainings/teaching_report.json` (docs/api.md, section 8)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from onsite.models import ClassSession
from tests import factories as make
from tests.world import Client, World, create_client
from trainings.models import Subject, Training

NOBODY = "01900000-0000-7000-8000-000000000000"
REPORT = "/manager/trainings/trainings/teaching_report"
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture
def maria(world: World) -> Client:
    return create_client(world.maria)


@pytest.fixture
def training(world: World) -> Training:
    return make.TrainingFactory(company=world.alpine, name="PPL(A)", type="ONSITE")


@pytest.fixture
def meteorology(training: Training) -> Subject:
    return make.SubjectFactory(training=training, code="050", name="Meteorology")


def create_class(
    teacher: User, subject: Subject, at: str, minutes: int = 60, *students: User, **fields: Any
) -> ClassSession:
    """A class with these students on its roster, who are enrolled on the way."""
    starts_at = datetime.fromisoformat(at).replace(tzinfo=UTC)
    session: ClassSession = make.ClassSessionFactory(
        subject=subject, teacher=teacher, starts_at=starts_at, duration_minutes=minutes, **fields
    )
    for student in students:
        enrollment = subject.training.enrollments.filter(user=student).first() or make.EnrollmentFactory(
            training=subject.training, user=student
        )
        make.AttendanceFactory(class_session=session, enrollment=enrollment)
    return session


def request_report(client: Client, **fields: Any) -> Any:
    response = client.post(f"{REPORT}.json", {**MARCH, **fields})
    assert response.status_code == 200, response.content
    return response.json()


def count_classes(client: Client, **fields: Any) -> int:
    classes: int = request_report(client, **fields)["totals"]["classes"]
    return classes


def build_person(user: User) -> dict[str, Any]:
    detail = {"id": str(user.pk), "name": user.name, "surname": user.surname, "photo": None}
    return {"id": str(user.pk), "UserDetail": detail}


@pytest.fixture
def march(world: World, meteorology: Subject, training: Training) -> dict[str, Subject]:
    """Ines: three classes in two subjects of PPL(A), 90 + 45 + 50 minutes, one of them signed; Tom: one of ATPL."""
    law = make.SubjectFactory(training=training, code="010", name="Air Law")
    atpl = make.SubjectFactory(training__company=world.alpine, training__type="ONSITE", code="010", name="ATPL Law")
    signed = timezone.now() - timedelta(days=1)
    create_class(world.ines, meteorology, "2026-03-02 08:00", 90, world.sam, world.sue, signed_at=signed)
    create_class(world.ines, meteorology, "2026-03-09 08:00", 45, world.sam)
    create_class(world.ines, law, "2026-03-18 09:59", 50, world.sam, world.charles)
    create_class(world.tom, atpl, "2026-03-03 08:00", 20, world.sam)
    return {"meteorology": meteorology, "law": law, "atpl": atpl}


def test_the_report_as_added_up_by_hand(world: World, maria: Client, march: dict[str, Subject]) -> None:
    law, meteorology, atpl = (str(march[name].pk) for name in ("law", "meteorology", "atpl"))

    assert request_report(maria) == {
        "report": [
            {
                "Teacher": build_person(world.ines),
                "classes": 3,
                "minutes": 185,
                "hours": 3.08,
                "signed": 1,
                "students": 3,
                "TrainingSubject": [
                    {"id": law, "name": "Air Law", "classes": 1, "minutes": 50},
                    {"id": meteorology, "name": "Meteorology", "classes": 2, "minutes": 135},
                ],
            },
            {
                "Teacher": build_person(world.tom),
                "classes": 1,
                "minutes": 20,
                "hours": 0.33,
                "signed": 0,
                "students": 1,
                "TrainingSubject": [{"id": atpl, "name": "ATPL Law", "classes": 1, "minutes": 20}],
            },
        ],
        "totals": {"classes": 4, "minutes": 205, "hours": 3.42},
        "filters": {"training": None, "from": "2026-03-01", "to": "2026-03-31"},
    }


def test_one_training_narrows_the_report_and_is_echoed(
    world: World, maria: Client, march: dict[str, Subject], training: Training
) -> None:
    report = request_report(maria, training=str(training.pk))

    assert [row["Teacher"]["id"] for row in report["report"]] == [str(world.ines.pk)]
    assert report["totals"] == {"classes": 3, "minutes": 185, "hours": 3.08}
    assert report["filters"]["training"] == str(training.pk)


@pytest.mark.parametrize("nothing", ["", None])
def test_no_training_means_all_of_the_school(maria: Client, march: dict[str, Subject], nothing: Any) -> None:
    assert count_classes(maria, training=nothing) == 4


def test_who_takes_two_trainings_with_a_teacher_is_one_student(
    world: World, maria: Client, march: dict[str, Subject]
) -> None:
    create_class(world.tom, march["meteorology"], "2026-03-04 08:00", 60, world.sam, world.sue)

    tom = next(row for row in request_report(maria)["report"] if row["Teacher"]["id"] == str(world.tom.pk))

    assert (tom["classes"], tom["students"]) == (2, 2)


def test_only_classes_that_have_begun_and_are_not_deleted_count(
    world: World, maria: Client, meteorology: Subject
) -> None:
    create_class(world.ines, meteorology, "2026-03-18 09:59:59")
    create_class(world.ines, meteorology, "2026-03-18 10:00")  # now
    create_class(world.ines, meteorology, "2026-03-19 08:00")
    create_class(world.ines, meteorology, "2026-03-02 08:00", deleted_at=timezone.now(), is_cancelled=True)

    assert count_classes(maria) == 1


def test_a_class_stays_taught_when_its_subject_is_deleted_later(
    world: World, maria: Client, meteorology: Subject
) -> None:
    create_class(world.ines, meteorology, "2026-03-02 08:00")
    Subject.objects.update(deleted_at=timezone.now())

    assert count_classes(maria) == 1


def test_nothing_taught_is_an_empty_report(maria: Client) -> None:
    report = request_report(maria)

    assert report["report"] == []
    assert report["totals"] == {"classes": 0, "minutes": 0, "hours": 0.0}


# --- days


@pytest.mark.parametrize(
    ("at", "is_within"),
    [
        ("2026-02-28 10:59:59", False),
        ("2026-02-28 11:00", True),
        ("2026-03-02 10:59:59", True),
        ("2026-03-02 11:00", False),
    ],
)
def test_both_days_are_included(world: World, maria: Client, meteorology: Subject, at: str, is_within: bool) -> None:
    create_class(world.ines, meteorology, at)

    assert count_classes(maria, **{"from": "2026-03-01", "to": "2026-03-02"}) == is_within


@pytest.mark.parametrize(
    ("zone", "day", "first", "last"),
    [
        ("Europe/Vienna", "2026-03-02", "2026-03-01 23:00:00", "2026-03-02 22:59:59"),
        ("Europe/Vienna", "2025-03-30", "2025-03-29 23:00:00", "2025-03-30 21:59:59"),  # the day of 23 hours
        ("Europe/Vienna", "2025-10-26", "2025-10-25 22:00:00", "2025-10-26 22:59:59"),  # the day of 25 hours
        ("America/Los_Angeles", "2026-03-02", "2026-03-02 08:00:00", "2026-03-03 07:59:59"),
        ("Pacific/Auckland", "2026-03-02", "2026-03-01 11:00:00", "2026-03-02 10:59:59"),
        ("Asia/Beirut", "2025-03-30", "2025-03-29 22:00:00", "2025-03-30 20:59:59"),  # has no midnight
    ],
)
def test_a_day_is_a_day_at_the_school(
    world: World, maria: Client, meteorology: Subject, zone: str, day: str, first: str, last: str
) -> None:
    type(world.alpine).objects.filter(pk=world.alpine.pk).update(timezone_id=zone)
    for text in (first, last):
        edge = datetime.fromisoformat(text)
        outside = edge - timedelta(seconds=1) if text == first else edge + timedelta(seconds=1)
        create_class(world.ines, meteorology, str(edge))
        create_class(world.ines, meteorology, str(outside))

    assert count_classes(maria, **{"from": day, "to": day}) == 2


# --- refusals


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"from": None}, "from"),
        ({"from": ""}, "from"),
        ({"from": "March"}, "from"),
        ({"from": "2026-13-01"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"to": [1]}, "to"),
        ({"to": 1e18}, "to"),
        ({"from": "2026-04-01"}, "from"),
        ({"from": "2024-03-31", "to": "2026-04-01"}, "to"),
        ({"training": "x"}, "training"),
        ({"training": NOBODY}, "training"),
    ],
)
def test_bad_input_names_the_field(maria: Client, fields: Any, field: str) -> None:
    response = maria.post(f"{REPORT}.json", {**MARCH, **fields})

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == [field], response.content


def test_both_days_are_required(maria: Client) -> None:
    response = maria.post(f"{REPORT}.json")

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"from", "to"}


def test_two_whole_years_are_answered(maria: Client) -> None:
    assert count_classes(maria, **{"from": "2024-01-01", "to": "2025-12-31"}) == 0


def test_another_schools_training_is_answered_like_an_unknown_one(world: World, maria: Client) -> None:
    foreign = make.TrainingFactory(company=world.baltic)

    responses = [maria.post(f"{REPORT}.json", {**MARCH, "training": id}) for id in (str(foreign.pk), NOBODY)]

    assert [response.status_code for response in responses] == [400, 400]
    assert responses[0].content == responses[1].content


def test_another_schools_classes_are_in_no_report(world: World, march: dict[str, Subject]) -> None:
    assert count_classes(create_client(world.otto)) == 0


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_see_the_report(world: World, who: str) -> None:
    assert create_client(getattr(world, who)).post(f"{REPORT}.json", MARCH).status_code == 403


def test_on_the_wire_it_is_asked_for_by_a_post(maria: Client) -> None:
    assert maria.get(f"{REPORT}.json", MARCH).status_code == 405


# --- cost


def test_thirty_teachers_cost_the_queries_of_one(
    world: World, maria: Client, training: Training, queries_of: Any
) -> None:
    def teacher() -> None:
        for _ in range(2):
            session = make.ClassSessionFactory(subject__training=training)
            make.AttendanceFactory(class_session=session, enrollment=make.EnrollmentFactory(training=training))

    teacher()
    one = queries_of(lambda: request_report(maria, training=str(training.pk)))
    for _ in range(29):
        teacher()
    thirty = queries_of(lambda: request_report(maria, training=str(training.pk)))

    assert count_classes(maria) == 60
    assert len(one) == len(thirty) == 5, thirty
    token, exists, subjects, students, teachers = thirty
    assert "accounts_token" in token  # who is asking
    assert "trainings_training" in exists  # is there such a training
    assert "SUM(" in subjects  # what was taught, by teacher and subject
    assert "COUNT(DISTINCT" in students  # who was there, by teacher
    assert "accounts_user" in teachers  # the teachers' names
