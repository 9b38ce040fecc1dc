"""`POST /trainings/onsite/sign_class.json` and `unsign_class.json` (docs/api.md, section 5)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from onsite.classes.content import read_class_content, read_current_classes
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from records.canonical import format_canonical_json
from records.models import Event, Signature
from records.verification.run import verify_company
from tests import factories as make
from tests.onsite.conftest import NOBODY, SIGN, SIGNATURE_TEXT, UNSIGN, GroundSchool, create_students, post_signature
from tests.world import World, create_api_client, create_client


def test_signing_closes_the_class(world: World, ground_school: GroundSchool) -> None:
    response = post_signature(world.ines, ground_school.session)

    assert response.status_code == 200, response.content
    assert response.json() == {"result": True, "signature": SIGNATURE_TEXT, "signed_at": "2026-03-18 10:00:00"}
    session = ClassSession.objects.get()
    assert (session.status, session.signature_text, session.signed_at) == ("closed", SIGNATURE_TEXT, timezone.now())


def test_attendance_that_is_open_is_stored_as_absent(world: World, ground_school: GroundSchool) -> None:
    Attendance.objects.filter(enrollment=ground_school.sams).update(is_present=True)

    post_signature(world.ines, ground_school.session)

    assert (ground_school.get_attendance(world.sam).is_present, ground_school.get_attendance(world.sue).is_present) == (
        True,
        False,
    )


def test_the_whole_class_is_what_is_signed(world: World, ground_school: GroundSchool) -> None:
    row = ground_school.get_attendance(world.sam)
    Attendance.objects.filter(pk=row.pk).update(is_present=True, seconds=3600, remarks="Good.", code="X")
    ObjectiveRating.objects.create(attendance=row, objective=ground_school.objectives[0], rating="STD")
    MetricRating.objects.create(attendance=row, metric=ground_school.metric, rating="4", comments="Calm.")

    post_signature(world.ines, ground_school.session)

    signature = Signature.objects.get()
    content = json.loads(signature.content)
    sam, sue = content["students"]
    assert sam == {
        "student": str(world.sam.pk), "enrollment": str(ground_school.sams.pk), "present": True, "passed": None,
        "seconds": 3600, "exam_rating": "", "code": "X", "remarks": "Good.", "measures": "",
        "objectives": {str(ground_school.objectives[0].pk): "STD"},
        "metrics": {str(ground_school.metric.pk): {"rating": "4", "comments": "Calm."}},
    }  # fmt: skip
    assert (sue["student"], sue["present"]) == (str(world.sue.pk), False)
    del content["students"]
    assert content == {
        "class": str(ground_school.session.pk), "training": str(ground_school.training.pk),
        "subject": str(ground_school.subject.pk),
        "lesson": str(ground_school.lesson.pk), "exam": None, "teacher": str(world.ines.pk),
        "location": str(ground_school.room.pk),
        "starts_at": "2026-03-18T09:30:00.000000+00:00", "minutes": 60, "remarks": "",
        "names": {
            "training": "PPL(A)", "subject": "050 Meteorology", "lesson": "Fronts", "exam": None, "location": "Room 1",
            "people": {
                str(world.ines.pk): "Ines Instructor",
                str(world.sam.pk): "Sam Student",
                str(world.sue.pk): "Sue Student",
            },
            "objectives": {str(ground_school.objectives[0].pk): "Warm front"},
            "metrics": {str(ground_school.metric.pk): "Airmanship"},
        },
    }  # fmt: skip
    assert signature.meaning == "I held this class; the attendance below is right."
    assert (signature.signer, signature.version) == (world.ines, 1)
    assert format_canonical_json(read_class_content(ground_school.session)) == signature.content


def test_a_new_name_is_no_altered_record_and_a_new_result_is(world: World, ground_school: GroundSchool) -> None:
    post_signature(world.ines, ground_school.session)
    world.sam.surname = "Married"
    world.sam.save()
    ground_school.lesson.name = "Fronts and lows"
    ground_school.lesson.save()
    assert verify_company(world.alpine).findings == []

    Attendance.objects.filter(enrollment=ground_school.sams).update(is_present=True)
    assert [finding.what for finding in verify_company(world.alpine).findings] == [
        "it differs from what was signed: students"
    ]

    ClassSession.objects.update(signed_at=None, deleted_at=timezone.now(), is_cancelled=True)
    assert read_current_classes([ground_school.session.pk]) == {}


def test_each_student_is_told(world: World, ground_school: GroundSchool) -> None:
    post_signature(world.ines, ground_school.session)

    messages = Notification.objects.order_by("recipient__name")
    assert [message.recipient for message in messages] == [world.sam, world.sue]
    assert {message.subject for message in messages} == {
        "Your class has been signed: 050 Meteorology, 2026-03-18 22:30 NZDT"
    }


def test_signing_is_on_record(world: World, ground_school: GroundSchool) -> None:
    Attendance.objects.filter(enrollment=ground_school.sams).update(is_present=True)

    post_signature(world.ines, ground_school.session)

    events = list(Event.objects.all())
    assert [event.action for event in events] == [
        "class.signed", "signature.added", "enrollment.finished", "certificate.issued",
    ]  # fmt: skip
    assert {event.actor for event in events} == {world.ines}
    assert json.loads(events[0].payload).items() >= {"version": 1, "stored_as_absent": 1}.items()


def test_signing_twice_is_refused_without_asking_the_password(world: World, ground_school: GroundSchool) -> None:
    post_signature(world.ines, ground_school.session)

    assert post_signature(world.ines, ground_school.session).status_code == 409
    assert post_signature(world.ines, ground_school.session, "wrong").status_code == 409
    assert Signature.objects.count() == 1
    assert not Event.objects.filter(action="signature.refused").exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("maria", 403), ("charles", 403), ("sam", 403), ("tom", 400), ("otto", 400), ("olga", 400)],
)
def test_only_the_teacher_signs(world: World, ground_school: GroundSchool, who: str, status: int) -> None:
    assert post_signature(getattr(world, who), ground_school.session).status_code == status
    assert not Signature.objects.exists()
    assert not Event.objects.exists()


def test_a_manager_who_teaches_signs_as_the_teacher(world: World, ground_school: GroundSchool) -> None:
    ClassSession.objects.update(teacher=world.maria)

    assert post_signature(world.maria, ground_school.session).status_code == 200


def test_a_teacher_on_the_roster_does_not_sign(world: World, ground_school: GroundSchool) -> None:
    make.AttendanceFactory(
        class_session=ground_school.session,
        enrollment=make.EnrollmentFactory(training=ground_school.training, user=world.ines),
    )

    assert post_signature(world.ines, ground_school.session).status_code == 403


@pytest.mark.parametrize(("hours", "status"), [(-5, 409), (-4, 200), (0, 200), (24 * 30, 200)])
def test_when_a_class_can_be_signed(world: World, ground_school: GroundSchool, hours: int, status: int) -> None:
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(hours=hours))

    assert post_signature(world.ines, ground_school.session).status_code == status


def test_a_key_never_signs_nor_unsigns(world: World, ground_school: GroundSchool) -> None:
    client = create_api_client(world.ines)
    body = {"classId": str(ground_school.session.pk), "password": make.PASSWORD}

    assert client.post(SIGN, body).status_code == 403
    assert client.post(SIGN, {}).status_code == 403
    post_signature(world.ines, ground_school.session)
    assert client.post(UNSIGN, body).status_code == 403
    assert create_api_client(world.maria).post(UNSIGN, body).status_code == 403
    assert ClassSession.objects.get().signed_at is not None


def test_five_wrong_passwords_and_then_none_at_all(
    world: World, ground_school: GroundSchool, frozen_clock: Any
) -> None:
    for _ in range(5):
        response = post_signature(world.ines, ground_school.session, "wrong")
        assert (response.status_code, response.json()) == (403, {"message": "The password is incorrect."})

    throttled = post_signature(world.ines, ground_school.session)
    assert throttled.status_code == 429
    assert int(throttled["Retry-After"]) == 15 * 60
    assert ClassSession.objects.get().signed_at is None
    assert Event.objects.filter(action="signature.refused").count() == 5

    frozen_clock.shift(15 * 60 + 1)
    assert post_signature(world.ines, ground_school.session).status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"classId": None}, "classId"),
        ({"classId": "x"}, "classId"),
        ({"classId": 12}, "classId"),
        ({"classId": NOBODY}, "classId"),
        ({"password": None}, "password"),
        ({"password": ""}, "password"),
        ({"password": ["x"]}, "password"),
        ({"password": "x" * 1025}, "password"),
    ],
)
def test_bad_input_names_the_field_and_signs_nothing(
    world: World, ground_school: GroundSchool, fields: Any, field: str
) -> None:
    body = {"classId": str(ground_school.session.pk), "password": make.PASSWORD, **fields}

    response = create_client(world.ines).post(SIGN, body)

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {field}
    assert not Signature.objects.exists()


def test_thirty_students_cost_what_one_costs(world: World, ground_school: GroundSchool, queries_of: Any) -> None:
    client = create_client(world.ines)
    body = {"classId": str(ground_school.session.pk), "password": make.PASSWORD}
    client.post(SIGN, {**body, "password": "wrong"})  # the first event of a school also makes the head of its ledger
    make.LessonFactory(subject=ground_school.subject)  # so that nobody finishes
    ground_school.get_attendance(world.sue).delete()
    ObjectiveRating.objects.create(
        attendance=ground_school.get_attendance(world.sam), objective=ground_school.objectives[0], rating="1"
    )
    MetricRating.objects.create(
        attendance=ground_school.get_attendance(world.sam), metric=ground_school.metric, rating="1"
    )

    def count_signing() -> list[str]:
        queries: list[str] = queries_of(lambda: client.post(SIGN, body))
        return queries

    def count_unsigning() -> list[str]:
        queries: list[str] = queries_of(lambda: client.post(UNSIGN, body))
        return queries

    one, one_back = count_signing(), count_unsigning()
    create_students(ground_school, 29, on_roster=True)
    for row in ground_school.session.attendances.exclude(enrollment=ground_school.sams):
        ObjectiveRating.objects.create(attendance=row, objective=ground_school.objectives[1], rating="2")
        MetricRating.objects.create(attendance=row, metric=ground_school.metric, rating="2")
    thirty, thirty_back = count_signing(), count_unsigning()

    # The token; the class; whether the caller is on its roster; the login attempt: its row, locked, counted, reset;
    # under the lock: class, roster; open attendance; the content: class, roster, ratings (4); the signature: the
    # current one, version, itself; the class closed; the roster, its messages, mails (2); finishing: roster, lock,
    # count; ledger: head, events, head.
    assert len(one) == len(thirty), "\n".join(thirty)
    assert len(one) == 34, "\n".join(one)
    # The token; the class, seen and locked; whether the caller is on its roster; the current signature, its revocation;
    # the class opened; ledger: head, events, head.
    assert len(one_back) == len(thirty_back) == 14, "\n".join(one_back)
