"""A correction takes the finish of an enrollment back, unless something depends on it (docs/decisions/0009)."""

from datetime import timedelta
from typing import Any

from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from onsite.classes.attendance import store_attendance
from onsite.models import ClassSession
from records.models import Event
from records.verification.run import verify_company
from tests import factories as make
from tests.onsite.conftest import CLASS, SIGN, STORE, UNSIGN, GroundSchool, create_students
from tests.world import create_client
from trainings.models import Enrollment

Marks = dict[str, Any]


def mark_attendance(school: GroundSchool, value: Any, *, by: str = "ines", session: ClassSession | None = None) -> Any:
    session = session or school.session
    body = {"class_id": str(session.pk), "attendance": {str(school.world.sam.pk): value}}
    return create_client(getattr(school.world, by)).post(STORE, body, format="json")


def get_certificate(school: GroundSchool) -> Any:
    return create_client(school.world.sam).get(f"/trainings/trainings/certificate/{school.sams.pk}.json")


def is_finished(school: GroundSchool) -> bool:
    school.sams.refresh_from_db()
    return school.sams.is_finished


def list_actions(school: GroundSchool) -> list[str]:
    return list(Event.objects.filter(company=school.world.alpine).order_by("seq").values_list("action", flat=True))


def test_a_mark_corrected_seconds_later_takes_the_finish_back(ground_school: GroundSchool) -> None:
    mark_attendance(ground_school, True)
    number = get_certificate(ground_school).json()["certificate"]["number"]
    code = Certificate.objects.get().code

    assert mark_attendance(ground_school, False).status_code == 200

    view = (
        create_client(ground_school.world.maria)
        .get(f"/manager/trainings/students/view/{ground_school.sams.pk}.json")
        .json()
    )
    assert view["training"]["Progress"] == {"total": 1, "completed": 0, "finished": False}
    assert view["training"]["TrainingsUser"]["finished"] is False
    assert (get_certificate(ground_school).status_code, get_certificate(ground_school).json()) == (
        404, {"message": "Training not finished yet"},
    )  # fmt: skip
    assert (
        create_client(ground_school.world.sam).get(f"/certificates/{code}.json").json()["certificate"]["status"]
        == "revoked"
    )
    assert number == "2026-00001"
    assert list_actions(ground_school) == [
        "attendance.stored", "enrollment.finished", "certificate.issued",
        "attendance.stored", "enrollment.reopened", "certificate.revoked",
    ]  # fmt: skip
    assert not verify_company(ground_school.world.alpine).findings


def test_finished_again_it_has_a_certificate_with_a_number_of_its_own(ground_school: GroundSchool) -> None:
    for value in (True, False, True):
        mark_attendance(ground_school, value)

    assert is_finished(ground_school)
    assert get_certificate(ground_school).json()["certificate"]["number"] == "2026-00002"
    assert list(Certificate.objects.unrevoked().values_list("number", flat=True)) == ["2026-00002"]


def test_a_result_of_an_exam_class_corrected_to_not_passed_takes_the_finish_back(ground_school: GroundSchool) -> None:
    ground_school.training.subjects.get().lessons.update(is_mandatory=False)
    ground_school.exam.is_mandatory = True
    ground_school.exam.save()
    held = make.ClassSessionFactory(
        subject=ground_school.subject,
        lesson=None,
        exam=ground_school.exam,
        starts_in=-0.1,
        teacher=ground_school.world.ines,
    )
    make.AttendanceFactory(class_session=held, enrollment=ground_school.sams)

    mark_attendance(ground_school, {"value": True, "exam_value": True}, session=held)
    assert is_finished(ground_school)
    mark_attendance(ground_school, {"value": True, "exam_value": False}, session=held)
    assert not is_finished(ground_school)


def test_an_item_that_another_class_still_credits_keeps_the_finish(ground_school: GroundSchool) -> None:
    other = make.ClassSessionFactory(
        subject=ground_school.subject, lesson=ground_school.lesson, teacher=ground_school.world.ines
    )
    make.AttendanceFactory(class_session=other, enrollment=ground_school.sams, is_present=True)
    mark_attendance(ground_school, True)

    assert mark_attendance(ground_school, False).status_code == 200
    assert is_finished(ground_school)


def test_a_change_that_takes_nothing_away_keeps_the_finish_of_a_training_that_has_grown(
    ground_school: GroundSchool,
) -> None:
    mark_attendance(ground_school, True)
    make.LessonFactory(subject=ground_school.subject)

    assert mark_attendance(ground_school, {"value": True, "remarks": "Well prepared"}).status_code == 200
    assert is_finished(ground_school)


def test_a_class_held_after_the_finish_is_corrected_without_touching_it(
    ground_school: GroundSchool, frozen_clock: Any
) -> None:
    mark_attendance(ground_school, True)
    later = make.ClassSessionFactory(
        subject=ground_school.subject,
        lesson=make.LessonFactory(subject=ground_school.subject),
        starts_in=0.5,
        teacher=ground_school.world.ines,
    )
    make.AttendanceFactory(class_session=later, enrollment=ground_school.sams)
    frozen_clock.shift(timedelta(days=1))
    for value in (True, False):
        assert mark_attendance(ground_school, value, session=later).status_code == 200

    assert is_finished(ground_school)


def test_a_class_moved_into_the_future_takes_the_finish_back(ground_school: GroundSchool) -> None:
    mark_attendance(ground_school, True)

    response = create_client(ground_school.world.maria).post(
        CLASS,
        ground_school.build_plan(
            id=str(ground_school.session.pk),
            training_subject_lesson_id=str(ground_school.lesson.pk),
            students=[ground_school.world.sam.pk, ground_school.world.sue.pk],
        ),
        format="json",
    )

    assert response.status_code == 200, response.content
    assert not is_finished(ground_school)


def test_a_class_deleted_takes_the_finish_back(ground_school: GroundSchool) -> None:
    mark_attendance(ground_school, True)

    path = f"/manager/trainings/onsite/delete_class/{ground_school.session.pk}/true.json"
    assert create_client(ground_school.world.maria).post(path).status_code == 200
    assert not is_finished(ground_school)


def test_a_class_signed_and_unsigned_is_corrected_like_any_other(ground_school: GroundSchool) -> None:
    ines = create_client(ground_school.world.ines)
    mark_attendance(ground_school, True)
    ines.post(SIGN, {"classId": str(ground_school.session.pk), "password": make.PASSWORD})
    assert mark_attendance(ground_school, False).status_code == 409
    assert is_finished(ground_school)

    ines.post(UNSIGN, {"classId": str(ground_school.session.pk), "reason": "wrong box"})
    assert is_finished(ground_school)
    assert mark_attendance(ground_school, False).status_code == 200
    assert not is_finished(ground_school)


def test_a_certificate_that_has_been_given_out_refuses_the_correction_until_a_manager_revokes_it(
    ground_school: GroundSchool, frozen_clock: Any
) -> None:
    mark_attendance(ground_school, True)
    frozen_clock.shift(timedelta(days=3, seconds=1))

    refused = mark_attendance(ground_school, False, by="maria")
    assert refused.status_code == 409
    assert refused.json()["message"] == (
        "Sam Student finished the training based on this record, and certificate 2026-00001 has been issued. "
        "A manager must revoke it first."
    )
    assert is_finished(ground_school)
    assert ground_school.get_attendance(ground_school.world.sam).is_present is True

    revoke_certificate(certificate=Certificate.objects.get(), reason="Not present", by=ground_school.world.maria)
    assert mark_attendance(ground_school, False, by="maria").status_code == 200
    assert not is_finished(ground_school)


def test_a_student_who_is_enrolled_afresh_refuses_the_correction(ground_school: GroundSchool) -> None:
    mark_attendance(ground_school, True)
    make.EnrollmentFactory(training=ground_school.training, user=ground_school.world.sam)

    refused = mark_attendance(ground_school, False)

    assert refused.status_code == 409
    assert "has enrolled again since" in refused.json()["message"]
    assert is_finished(ground_school)


def test_correcting_thirty_costs_what_correcting_one_costs(ground_school: GroundSchool, queries_of: Any) -> None:
    def count_correcting(ids: list[int]) -> list[str]:
        queries: list[str] = []
        for present in (True, False):
            queries = queries_of(
                lambda present=present: store_attendance(
                    session=ground_school.session,
                    marks={id: {"is_present": present} for id in ids},
                    by=ground_school.world.ines,
                )
            )
        return queries

    few, many = (
        count_correcting(create_students(ground_school, 1, on_roster=True)),
        count_correcting(create_students(ground_school, 30, on_roster=True)),
    )

    assert not Enrollment.objects.filter(finished_at__isnull=False).exists()
    assert len(few) == len(many)
