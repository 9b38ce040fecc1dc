"""`GET /trainings/onsite/class/{id}.json` (docs/api.md, section 5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Company
from onsite.models import Attendance, ClassSession
from tests import factories as make
from tests.onsite.conftest import NOBODY, GroundSchool, create_students
from tests.world import World, create_api_client, create_client
from trainings.models import LearningObjective


def view_class(user: Any, session: ClassSession) -> Any:
    return create_client(user).get(f"/trainings/onsite/class/{session.pk}.json")


def build_person(user: Any) -> dict[str, Any]:
    detail = {"id": str(user.pk), "name": user.name, "surname": user.surname, "photo": None}
    return {"id": str(user.pk), "UserDetail": detail}


def build_row(attendance: Attendance) -> dict[str, Any]:
    return {
        "TrainingSubjectAttendance": {
            "id": str(attendance.pk), "user_id": str(attendance.enrollment.user_id),
            "enrollment_id": str(attendance.enrollment_id), "value": None, "time": 0,
            "remarks": "", "measures": "", "exam_value": None, "exam_rating": None, "code": None,
        },
        "User": build_person(attendance.enrollment.user),
    }  # fmt: skip


def test_the_teacher_sees_the_class_with_its_roster(world: World, ground_school: GroundSchool) -> None:
    session = ground_school.session

    response = view_class(world.ines, session)

    assert response.status_code == 200, response.content
    assert response.json() == {
        "class": {
            "LessonClass": {
                "id": str(session.pk),
                "training_subject_id": str(ground_school.subject.pk),
                "training_subject_lesson_id": str(ground_school.lesson.pk),
                "training_subject_exam_id": None,
                "datetime": "2026-03-18 09:30:00",
                "status": "scheduled",
                "teacher_id": str(world.ines.pk),
                "signature": None,
                "minutes": 60,
                "location_id": str(ground_school.room.pk),
                "meeting_url": None,
                "remarks": "",
                "signed_at": None,
            },
            "TrainingSubject": {"id": str(ground_school.subject.pk), "name": "Meteorology", "code": "050"},
            "Training": {
                "id": str(ground_school.training.pk), "name": "PPL(A)", "type": "ONSITE", "competencies": False,
                "metrics": False, "Metric": [{"id": str(ground_school.metric.pk), "name": "Airmanship"}],
            },
            "TrainingSubjectLesson": {
                "id": str(ground_school.lesson.pk), "name": "Fronts", "minutes": 45,
                "LearningObjective": [
                    {"id": str(row.pk), "name": row.name, "description": ""} for row in ground_school.objectives
                ],
            },
            "TrainingSubjectExam": None,
            "Teacher": build_person(world.ines),
            "Location": {"id": str(ground_school.room.pk), "name": "Room 1", "address": None},
            "Student": [build_person(world.sam), build_person(world.sue)],
        },
        "attendances": [build_row(ground_school.get_attendance(user)) for user in (world.sam, world.sue)],
        "attempts": [],
        "editable": True,
        "signable": True,
    }  # fmt: skip


def test_a_student_on_the_roster_sees_the_own_row_and_no_list_of_students(
    world: World, ground_school: GroundSchool
) -> None:
    body = view_class(world.sam, ground_school.session).json()

    assert body["attendances"] == [build_row(ground_school.get_attendance(world.sam))]
    assert "Student" not in body["class"]
    assert (body["editable"], body["signable"]) == (False, False)


def test_an_exam_class_shows_its_exam_and_a_class_of_neither_shows_neither(
    world: World, ground_school: GroundSchool
) -> None:
    of_exam = make.ClassSessionFactory(subject=ground_school.subject, exam=ground_school.exam, teacher=world.ines)
    of_neither = make.ClassSessionFactory(subject=ground_school.subject, teacher=world.ines)

    exam, neither = (view_class(world.ines, session).json()["class"] for session in (of_exam, of_neither))

    assert exam["TrainingSubjectExam"] == {
        "id": str(ground_school.exam.pk), "name": ground_school.exam.name, "type": "ONSITE", "access_mode": "FREE",
        "access_window_days": 10,
    }  # fmt: skip
    assert exam["TrainingSubjectLesson"] is exam["Location"] is None
    assert neither["TrainingSubjectExam"] is neither["TrainingSubjectLesson"] is None


@pytest.mark.parametrize("who", ["sue", "tom", "otto", "olga"])
def test_whoever_the_class_does_not_concern_gets_what_an_unknown_id_gets(
    world: World, ground_school: GroundSchool, who: str
) -> None:
    ground_school.get_attendance(world.sue).delete()
    user = getattr(world, who)

    hidden, unknown = (
        view_class(user, ground_school.session),
        create_client(user).get(f"/trainings/onsite/class/{NOBODY}.json"),
    )

    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content == unknown.content


def test_a_deleted_class_is_gone_for_everybody(world: World, ground_school: GroundSchool) -> None:
    ClassSession.objects.update(deleted_at=timezone.now(), is_cancelled=True)

    for user in (world.maria, world.charles, world.ines, world.sam):
        assert view_class(user, ground_school.session).status_code == 404


@pytest.mark.parametrize(
    ("who", "students", "editable", "signable"),
    [
        ("maria", 2, True, False),
        ("charles", 2, False, False),
        ("ines", 2, True, True),
    ],
)
def test_what_staff_see_and_may_do(
    world: World, ground_school: GroundSchool, who: str, students: int, editable: bool, signable: bool
) -> None:
    body = view_class(getattr(world, who), ground_school.session).json()

    assert len(body["class"]["Student"]) == len(body["attendances"]) == students
    assert (body["editable"], body["signable"]) == (editable, signable)


@pytest.mark.parametrize("who", ["ines", "tom", "charles"])
def test_a_teacher_on_the_roster_is_a_student_of_that_class(
    world: World, ground_school: GroundSchool, who: str
) -> None:
    user = getattr(world, who)
    enrollment = make.EnrollmentFactory(training=ground_school.training, user=user)
    row = make.AttendanceFactory(class_session=ground_school.session, enrollment=enrollment)

    body = view_class(user, ground_school.session).json()

    assert body["attendances"] == [build_row(row)]
    assert "Student" not in body["class"]
    assert (body["editable"], body["signable"]) == (False, False)


def test_attendance_is_visible_to_whom_it_concerns(world: World, ground_school: GroundSchool) -> None:
    enrollment = make.EnrollmentFactory(training=ground_school.training, user=world.tom)
    mine = make.AttendanceFactory(class_session=ground_school.session, enrollment=enrollment)

    seen = {name: Attendance.objects.visible_to(getattr(world, name)).count() for name in ("ines", "charles", "maria")}

    assert seen == {"ines": 3, "charles": 3, "maria": 3}
    assert list(Attendance.objects.visible_to(world.tom)) == [mine]
    assert not Attendance.objects.visible_to(world.otto).exists()


@pytest.mark.parametrize("who", ["sam", "ines", "charles", "maria", "tom"])
@pytest.mark.parametrize("on_roster", [True, False])
def test_the_view_shows_the_attendance_that_is_visible(
    world: World, ground_school: GroundSchool, who: str, on_roster: bool
) -> None:
    user = getattr(world, who)
    if on_roster and user != world.sam:
        enrollment = make.EnrollmentFactory(training=ground_school.training, user=user)
        make.AttendanceFactory(class_session=ground_school.session, enrollment=enrollment)
    response = view_class(user, ground_school.session)

    shown = response.json()["attendances"] if response.status_code == 200 else []
    visible = Attendance.objects.visible_to(user).filter(class_session=ground_school.session)
    assert {row["TrainingSubjectAttendance"]["id"] for row in shown} == {str(row.pk) for row in visible}


@pytest.mark.parametrize(
    ("hours", "teacher", "manager", "signable"),
    [
        (-4.01, False, False, False),
        (-4, True, True, True),
        (72, True, True, True),
        (72.01, False, True, True),
    ],
)
def test_when_a_class_can_be_recorded_and_signed(
    world: World, ground_school: GroundSchool, hours: float, teacher: bool, manager: bool, signable: bool
) -> None:
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(hours=hours))

    ines, maria = (
        view_class(world.ines, ground_school.session).json(),
        view_class(world.maria, ground_school.session).json(),
    )

    assert (ines["editable"], maria["editable"]) == (teacher, manager)
    assert (ines["signable"], maria["signable"]) == (signable, False)


def test_the_limits_are_those_of_the_school(world: World, ground_school: GroundSchool) -> None:
    Company.objects.filter(pk=world.baltic.pk).update(class_opens_hours_before=168, class_closes_days_after=90)
    Company.objects.filter(pk=world.alpine.pk).update(class_opens_hours_before=0, class_closes_days_after=1)
    expected = {-0.01: (False, False), 0: (True, True), 24: (True, True), 24.01: (False, True)}

    for hours, flags in expected.items():
        ClassSession.objects.update(starts_at=timezone.now() - timedelta(hours=hours))
        body = view_class(world.ines, ground_school.session).json()
        assert (body["editable"], body["signable"]) == flags, hours


def test_a_signed_class_is_closed_to_all(world: World, ground_school: GroundSchool) -> None:
    ClassSession.objects.update(signed_at=timezone.now(), signature_text="Ines Instructor (Instructor), 10:00")

    for user in (world.maria, world.ines):
        body = view_class(user, ground_school.session).json()
        assert (body["editable"], body["signable"]) == (False, False)
        assert body["class"]["LessonClass"]["status"] == "closed"
        assert body["class"]["LessonClass"]["signature"] == "Ines Instructor (Instructor), 10:00"
        assert body["class"]["LessonClass"]["signed_at"] == "2026-03-18 10:00:00"


def test_a_key_of_the_teacher_records_and_never_signs(world: World, ground_school: GroundSchool) -> None:
    body = create_api_client(world.ines).get(f"/trainings/onsite/class/{ground_school.session.pk}.json").json()

    assert (body["editable"], body["signable"]) == (True, False)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_refused(world: World, ground_school: GroundSchool, method: str) -> None:
    response = getattr(create_client(world.ines), method)(f"/trainings/onsite/class/{ground_school.session.pk}.json")

    assert response.status_code == 405
    assert "GET" in response["Allow"]


def test_five_queries_for_one_student_or_thirty(world: World, ground_school: GroundSchool, queries_of: Any) -> None:
    client = create_client(world.ines)
    address = f"/trainings/onsite/class/{ground_school.session.pk}.json"
    ground_school.get_attendance(world.sue).delete()
    one = queries_of(lambda: client.get(address))

    create_students(ground_school, 29, on_roster=True)
    for name in range(29):
        LearningObjective.objects.create(lesson=ground_school.lesson, name=str(name))
    thirty = queries_of(lambda: client.get(address))

    assert len(client.get(address).json()["attendances"]) == 30
    # The token; the class with all that it refers to, and whether the caller is on its roster; the roster with its
    # people; the objectives of the lesson; the metrics of the training.
    assert len(one) == len(thirty) == 5, thirty
