"""What completes an enrollment by mistake and is corrected takes the finish back, as long as nothing rests on it."""

from datetime import timedelta
from typing import Any

from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from onsite.models import ClassSession
from records.models import Event
from records.verification.run import verify
from tests import factories as make
from tests.onsite.conftest import CLASS, SIGN, STORE, UNSIGN, School
from tests.world import client_of
from trainings.models import Enrollment

Marks = dict[str, Any]


def mark(school: School, value: Any, *, by: str = "ines", session: ClassSession | None = None) -> Any:
    session = session or school.session
    body = {"class_id": str(session.pk), "attendance": {str(school.world.sam.pk): value}}
    return client_of(getattr(school.world, by)).post(STORE, body, format="json")


def certificate_of(school: School) -> Any:
    return client_of(school.world.sam).get(f"/trainings/trainings/certificate/{school.sams.pk}.json")


def is_finished(school: School) -> bool:
    school.sams.refresh_from_db()
    return school.sams.is_finished


def actions(school: School) -> list[str]:
    return list(Event.objects.filter(company=school.world.alpine).order_by("seq").values_list("action", flat=True))


def test_a_mark_corrected_seconds_later_takes_the_finish_back(school: School) -> None:
    mark(school, True)
    number = certificate_of(school).json()["certificate"]["number"]
    code = Certificate.objects.get().code

    assert mark(school, False).status_code == 200

    view = client_of(school.world.maria).get(f"/manager/trainings/students/view/{school.sams.pk}.json").json()
    assert view["training"]["Progress"] == {"total": 1, "completed": 0, "finished": False}
    assert view["training"]["TrainingsUser"]["finished"] is False
    assert (certificate_of(school).status_code, certificate_of(school).json()) == (
        404, {"message": "Training not finished yet"},
    )  # fmt: skip
    assert client_of(school.world.sam).get(f"/certificates/{code}.json").json()["certificate"]["status"] == "revoked"
    assert number == "2026-00001"
    assert actions(school) == [
        "attendance.stored", "enrollment.finished", "certificate.issued",
        "attendance.stored", "enrollment.reopened", "certificate.revoked",
    ]  # fmt: skip
    assert not verify(school.world.alpine).findings


def test_finished_again_it_has_a_certificate_with_a_number_of_its_own(school: School) -> None:
    for value in (True, False, True):
        mark(school, value)

    assert is_finished(school)
    assert certificate_of(school).json()["certificate"]["number"] == "2026-00002"
    assert list(Certificate.objects.standing().values_list("number", flat=True)) == ["2026-00002"]


def test_a_result_of_an_exam_class_corrected_to_not_passed_takes_the_finish_back(school: School) -> None:
    school.training.subjects.get().lessons.update(is_mandatory=False)
    school.exam.is_mandatory = True
    school.exam.save()
    held = make.ClassSessionFactory(
        subject=school.subject, lesson=None, exam=school.exam, starts_in=-0.1, teacher=school.world.ines
    )
    make.AttendanceFactory(class_session=held, enrollment=school.sams)

    mark(school, {"value": True, "exam_value": True}, session=held)
    assert is_finished(school)
    mark(school, {"value": True, "exam_value": False}, session=held)
    assert not is_finished(school)


def test_an_item_that_another_class_still_credits_keeps_the_finish(school: School) -> None:
    other = make.ClassSessionFactory(subject=school.subject, lesson=school.lesson, teacher=school.world.ines)
    make.AttendanceFactory(class_session=other, enrollment=school.sams, is_present=True)
    mark(school, True)

    assert mark(school, False).status_code == 200
    assert is_finished(school)


def test_a_change_that_takes_nothing_away_keeps_the_finish_of_a_training_that_has_grown(school: School) -> None:
    mark(school, True)
    make.LessonFactory(subject=school.subject)

    assert mark(school, {"value": True, "remarks": "Well prepared"}).status_code == 200
    assert is_finished(school)


def test_a_class_held_after_the_finish_is_corrected_without_touching_it(school: School, frozen_clock: Any) -> None:
    mark(school, True)
    later = make.ClassSessionFactory(
        subject=school.subject,
        lesson=make.LessonFactory(subject=school.subject),
        starts_in=0.5,
        teacher=school.world.ines,
    )
    make.AttendanceFactory(class_session=later, enrollment=school.sams)
    frozen_clock.shift(timedelta(days=1))
    for value in (True, False):
        assert mark(school, value, session=later).status_code == 200

    assert is_finished(school)


def test_a_class_moved_into_the_future_takes_the_finish_back(school: School) -> None:
    mark(school, True)

    answer = client_of(school.world.maria).post(
        CLASS,
        school.plan(
            id=str(school.session.pk),
            training_subject_lesson_id=str(school.lesson.pk),
            students=[school.world.sam.pk, school.world.sue.pk],
        ),
        format="json",
    )

    assert answer.status_code == 200, answer.content
    assert not is_finished(school)


def test_a_class_deleted_takes_the_finish_back(school: School) -> None:
    mark(school, True)

    path = f"/manager/trainings/onsite/delete_class/{school.session.pk}/true.json"
    assert client_of(school.world.maria).post(path).status_code == 200
    assert not is_finished(school)


def test_a_class_signed_and_unsigned_is_corrected_like_any_other(school: School) -> None:
    ines = client_of(school.world.ines)
    mark(school, True)
    ines.post(SIGN, {"classId": str(school.session.pk), "password": make.PASSWORD})
    assert mark(school, False).status_code == 409
    assert is_finished(school)

    ines.post(UNSIGN, {"classId": str(school.session.pk), "reason": "wrong box"})
    assert is_finished(school)
    assert mark(school, False).status_code == 200
    assert not is_finished(school)


def test_a_certificate_that_has_been_given_out_refuses_the_correction_until_a_manager_revokes_it(
    school: School, frozen_clock: Any
) -> None:
    mark(school, True)
    frozen_clock.shift(timedelta(days=3, seconds=1))

    refused = mark(school, False, by="maria")
    assert refused.status_code == 409
    assert refused.json()["message"] == (
        "Sam Student finished the training on what would be corrected, and certificate 2026-00001 has been given out: "
        "a manager has to revoke it first."
    )
    assert is_finished(school)
    assert school.row(school.world.sam).is_present is True

    revoke_certificate(certificate=Certificate.objects.get(), reason="Not present", by=school.world.maria)
    assert mark(school, False, by="maria").status_code == 200
    assert not is_finished(school)


def test_a_student_who_is_enrolled_afresh_refuses_the_correction(school: School) -> None:
    mark(school, True)
    make.EnrollmentFactory(training=school.training, user=school.world.sam)

    refused = mark(school, False)

    assert refused.status_code == 409
    assert "enrolled in it afresh" in refused.json()["message"]
    assert is_finished(school)


def test_correcting_thirty_costs_what_correcting_one_costs(school: School, queries_of: Any) -> None:
    from onsite.classes.attendance import store_attendance
    from tests.onsite.conftest import crowd

    def corrected(ids: list[int]) -> list[str]:
        for present in (True, False):
            queries = queries_of(
                lambda present=present: store_attendance(
                    session=school.session, marks={id: {"is_present": present} for id in ids}, by=school.world.ines
                )
            )
        return queries

    few, many = corrected(crowd(school, 1, on_roster=True)), corrected(crowd(school, 30, on_roster=True))

    assert not Enrollment.objects.filter(finished_at__isnull=False).exists()
    assert len(few) == len(many)
