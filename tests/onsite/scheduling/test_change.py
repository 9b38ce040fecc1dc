"""`POST /manager/trainings/onsite/class.json` with `id`: a change (docs/api.md, section 5)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from onsite.models import Attendance, ClassSession, ObjectiveRating
from records.models import Event
from tests import factories as make
from tests.onsite.conftest import CLASS, GroundSchool, create_students
from tests.world import World, create_client
from trainings.models import Enrollment


@pytest.fixture
def change(ground_school: GroundSchool) -> Any:
    client = create_client(ground_school.world.maria)
    unchanged = {
        "id": str(ground_school.session.pk),
        "start": "2026-03-18 09:30:00",
        "students": [ground_school.world.sam.pk, ground_school.world.sue.pk],
    }

    def post(**fields: Any) -> Any:
        return client.post(CLASS, ground_school.build_plan(**{**unchanged, **fields}))

    return post


def list_messages() -> list[tuple[str, str]]:
    rows = Notification.objects.order_by("recipient__name").values_list("recipient__name", "subject")
    return [(name, subject.split(":")[0]) for name, subject in rows]


def test_what_is_not_said_stays(ground_school: GroundSchool, change: Any) -> None:
    ClassSession.objects.update(remarks="Bring a plotter.", duration_minutes=77)

    body = change().json()

    ground_school.session.refresh_from_db()
    assert body["class"]["LessonClass"]["remarks"] == ground_school.session.remarks == "Bring a plotter."
    assert (ground_school.session.lesson, ground_school.session.location) == (ground_school.lesson, ground_school.room)
    assert ground_school.session.duration_minutes == 77
    assert not Event.objects.exists()  # nothing has changed


def test_everything_can_be_changed(world: World, ground_school: GroundSchool, change: Any) -> None:
    other = make.SubjectFactory(training=ground_school.training)
    exam = make.ExamFactory(subject=other)

    response = change(
        training_subject_id=str(other.pk),
        training_subject_exam_id=str(exam.pk),
        teacher_id=world.tom.pk,
        location_id=None,
        start="2026-03-20 08:00:00",
        minutes=30,
        remarks="",
    )

    assert response.status_code == 200, response.content
    session = ClassSession.objects.get()
    assert (session.subject, session.lesson, session.exam, session.teacher) == (other, None, exam, world.tom)
    assert (session.location, session.duration_minutes, session.remarks) == (None, 30, "")
    for row in session.attendances.all():
        assert (row.item_id, row.starts_at) == (exam.pk, session.starts_at)


def test_naming_nothing_takes_the_lesson_away(ground_school: GroundSchool, change: Any) -> None:
    assert change(training_subject_lesson_id="").status_code == 200

    assert ClassSession.objects.get().lesson is None
    assert set(Attendance.objects.values_list("item_id", flat=True)) == {ground_school.session.pk}


def test_naming_no_exam_leaves_the_lesson(ground_school: GroundSchool, change: Any) -> None:
    assert change(training_subject_exam_id="").status_code == 200

    assert ClassSession.objects.get().lesson == ground_school.lesson


def test_the_roster_changes_and_the_attendance_of_those_who_stay_is_kept(
    world: World, ground_school: GroundSchool, change: Any
) -> None:
    Attendance.objects.filter(pk=ground_school.get_attendance(world.sam).pk).update(is_present=True, remarks="Good.")
    kept = ground_school.get_attendance(world.sam)
    enrollment = make.EnrollmentFactory(training=ground_school.training, user=world.tom)

    assert change(students=[world.sam.pk, world.tom.pk]).status_code == 200

    rows = {row.enrollment_id: row for row in Attendance.objects.all()}
    assert set(rows) == {ground_school.sams.pk, enrollment.pk}
    assert (rows[ground_school.sams.pk].pk, rows[ground_school.sams.pk].remarks) == (kept.pk, "Good.")
    assert rows[enrollment.pk].is_present is None


def test_who_has_finished_since_may_stay_but_cannot_join(
    world: World, ground_school: GroundSchool, change: Any
) -> None:
    ground_school.training.enrollments.update(finished_at=timezone.now())

    assert change(remarks="Held in the hangar.").status_code == 200
    assert change(students=[world.sam.pk]).status_code == 200
    assert "students" in change(students=[world.sam.pk, world.sue.pk]).json()["errors"]


@pytest.mark.parametrize("recorded", [{"is_present": True}, {"is_present": False}, {"remarks": "x"}, {"measures": "x"}])
def test_whose_attendance_is_recorded_stays_on_the_roster(
    world: World, ground_school: GroundSchool, change: Any, recorded: Any
) -> None:
    Attendance.objects.filter(pk=ground_school.get_attendance(world.sue).pk).update(**recorded)

    response = change(students=[world.sam.pk], remarks="Without Sue.")

    assert response.status_code == 400
    assert response.json()["errors"] == {
        "students": [f"Has recorded attendance and cannot be removed from the roster: {world.sue.pk}."]
    }
    assert ClassSession.objects.get().remarks == ""


def test_results_keep_a_class_to_its_lesson_and_its_exam(
    world: World, ground_school: GroundSchool, change: Any
) -> None:
    row = ground_school.get_attendance(world.sam)
    ObjectiveRating.objects.create(attendance=row, objective=ground_school.objectives[0], rating="3")
    response = change(training_subject_exam_id=str(ground_school.exam.pk))
    assert set(response.json()["errors"]) == {"training_subject_lesson_id"}

    ObjectiveRating.objects.all().delete()
    assert change(training_subject_exam_id=str(ground_school.exam.pk)).status_code == 200
    Attendance.objects.filter(pk=row.pk).update(is_passed=False)
    response = change(training_subject_lesson_id=str(ground_school.lesson.pk))
    assert set(response.json()["errors"]) == {"training_subject_exam_id"}


def test_a_signed_class_is_not_changed(ground_school: GroundSchool, change: Any) -> None:
    ClassSession.objects.update(signed_at=timezone.now())

    assert change(remarks="Later.").status_code == 409
    assert ClassSession.objects.get().remarks == ""


def test_another_schools_class_is_unknown(world: World, ground_school: GroundSchool, change: Any) -> None:
    foreign = make.ClassSessionFactory(subject=make.SubjectFactory(training__company=world.baltic))
    deleted = make.ClassSessionFactory(subject=ground_school.subject, deleted_at=timezone.now(), is_cancelled=True)

    for session in (foreign, deleted):
        response = change(id=str(session.pk), remarks="Mine now.")
        assert response.status_code == 400
        assert response.json()["errors"] == {"id": [f"There is no class with the id {session.pk}."]}
    assert not ClassSession.objects.filter(remarks="Mine now.").exists()


def test_who_joins_is_told_and_everybody_when_the_class_is_moved(
    world: World, ground_school: GroundSchool, change: Any
) -> None:
    make.EnrollmentFactory(training=ground_school.training, user=world.tom)
    students = [world.sam.pk, world.sue.pk, world.tom.pk]

    change(remarks="Nothing to tell.", notify=True)
    assert list_messages() == []

    change(students=students, notify=True)
    assert list_messages() == [("Tom", "You have a class")]

    Notification.objects.all().delete()
    change(students=students[:2], start="2026-03-21 09:00:00", notify=True)
    assert list_messages() == [("Sam", "Your class has been moved"), ("Sue", "Your class has been moved")]

    change(students=students, start="2026-03-22 09:00:00")
    assert len(list_messages()) == 2


def test_moving_a_recorded_class_into_the_past_finishes_whom_it_completes(
    world: World, ground_school: GroundSchool, change: Any
) -> None:
    ClassSession.objects.update(starts_at=timezone.now() + timedelta(hours=1))
    Attendance.objects.update(starts_at=timezone.now() + timedelta(hours=1))
    Attendance.objects.filter(enrollment=ground_school.sams).update(is_present=True)

    change(start="2026-03-18 09:00:00")

    ground_school.sams.refresh_from_db()
    ground_school.sues.refresh_from_db()
    assert (ground_school.sams.is_finished, ground_school.sues.is_finished) == (True, False)
    assert list(Event.objects.values_list("action", flat=True)) == [
        "class.changed",
        "enrollment.finished",
        "certificate.issued",
    ]


def test_a_change_is_on_record(world: World, ground_school: GroundSchool, change: Any) -> None:
    make.EnrollmentFactory(training=ground_school.training, user=world.tom)

    change(students=[world.sam.pk, world.tom.pk], minutes=50)

    event = Event.objects.get()
    assert event.action == "class.changed"
    assert json.loads(event.payload) == {
        "changed": {"minutes": 50}, "added": [str(world.tom.pk)], "removed": [str(world.sue.pk)],
    }  # fmt: skip


def test_thirty_students_cost_what_one_costs(
    world: World, ground_school: GroundSchool, change: Any, queries_of: Any
) -> None:
    make.EnrollmentFactory(training=ground_school.training, user=world.tom)
    change(remarks="The first event of a school also makes the head of its ledger.")
    options = {"training_subject_lesson_id": str(ground_school.lesson.pk), "notify": 1}
    one = queries_of(lambda: change(students=[world.sam.pk, world.tom.pk], start="2026-05-01", **options))
    students = create_students(ground_school, 30)
    create_students(ground_school, 29, on_roster=True)

    thirty = queries_of(lambda: change(students=[world.sam.pk, *students], start="2026-06-01", **options))

    # The token; the class, seen and locked; teacher, location, subject, lesson, roster, enrollments; the class written;
    # who leaves (4: with both kinds of ratings); the item and what attendance copies; who joins, their messages; the
    # roster, its messages; mails: the former names (3), who gets them, themselves; finishing: roster and its
    # enrollments locked before, those who join, lock, count; ledger: head, the state of the class (4), event, head;
    # conflicts: roster, attendance, classes.
    assert len(one) == len(thirty) == 42, "\n".join(thirty)


def test_a_fresh_go_takes_the_place_of_a_finished_one_that_has_nothing_recorded(
    ground_school: GroundSchool, change: Any
) -> None:
    Enrollment.objects.update(finished_at=timezone.now())
    fresh = make.EnrollmentFactory(training=ground_school.training, user=ground_school.world.sam)

    assert change().status_code == 200
    rows = ground_school.session.attendances.order_by("enrollment__user_id")
    assert [row.enrollment for row in rows] == [fresh, ground_school.sues]


def test_what_is_recorded_stays_with_the_go_it_was_recorded_for(ground_school: GroundSchool, change: Any) -> None:
    Attendance.objects.update(is_present=True)
    Enrollment.objects.update(finished_at=timezone.now())
    make.EnrollmentFactory(training=ground_school.training, user=ground_school.world.sam)

    assert change().status_code == 200
    assert {row.enrollment for row in ground_school.session.attendances.all()} == {
        ground_school.sams,
        ground_school.sues,
    }


def test_a_class_of_a_lesson_deleted_since_can_still_be_moved(ground_school: GroundSchool, change: Any) -> None:
    ground_school.lesson.deleted_at = timezone.now()
    ground_school.lesson.save()

    assert change(start="2026-03-20 08:00:00").status_code == 200
    ground_school.session.refresh_from_db()
    assert ground_school.session.lesson == ground_school.lesson


def test_a_class_keeps_a_teacher_who_left_while_it_is_moved(ground_school: GroundSchool, change: Any) -> None:
    ground_school.world.ines.is_active = False
    ground_school.world.ines.save()

    assert change(start="2026-03-20 08:00:00").status_code == 200
