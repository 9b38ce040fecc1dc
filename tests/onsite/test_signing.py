"""`POST /trainings/onsite/sign_class.json` and `unsign_class.json` (contract section 5)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from onsite.classes.content import class_content, classes_today
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from records.canonical import canonical
from records.models import Event, Revocation, Signature
from records.verification.run import verify
from tests import factories as make
from tests.onsite.conftest import NOBODY, SIGN, UNSIGN, School, crowd
from tests.world import World, api_client_of, client_of

TEXT = "Ines Instructor (Instructor), 2026-03-18 10:00:00 UTC"


def sign(user: Any, session: ClassSession, password: str = make.PASSWORD) -> Any:
    return client_of(user).post(SIGN, {"classId": str(session.pk), "password": password})


def unsign(user: Any, session: ClassSession, **fields: Any) -> Any:
    return client_of(user).post(UNSIGN, {"classId": str(session.pk), **fields})


def test_signing_closes_the_class(world: World, school: School) -> None:
    answer = sign(world.ines, school.session)

    assert answer.status_code == 200, answer.content
    assert answer.json() == {"result": True, "signature": TEXT, "signed_at": "2026-03-18 10:00:00"}
    session = ClassSession.objects.get()
    assert (session.status, session.signature_text, session.signed_at) == ("closed", TEXT, timezone.now())


def test_attendance_that_is_open_is_stored_as_absent(world: World, school: School) -> None:
    Attendance.objects.filter(enrollment=school.sams).update(is_present=True)

    sign(world.ines, school.session)

    assert (school.row(world.sam).is_present, school.row(world.sue).is_present) == (True, False)


def test_the_whole_class_is_what_is_signed(world: World, school: School) -> None:
    row = school.row(world.sam)
    Attendance.objects.filter(pk=row.pk).update(is_present=True, seconds=3600, remarks="Good.", code="X")
    ObjectiveRating.objects.create(attendance=row, objective=school.objectives[0], rating="STD")
    MetricRating.objects.create(attendance=row, metric=school.metric, rating="4", comments="Calm.")

    sign(world.ines, school.session)

    signature = Signature.objects.get()
    content = json.loads(signature.content)
    sam, sue = content["students"]
    assert sam == {
        "student": str(world.sam.pk), "enrollment": str(school.sams.pk), "present": True, "passed": None,
        "seconds": 3600, "exam_rating": "", "code": "X", "remarks": "Good.", "measures": "",
        "objectives": {str(school.objectives[0].pk): "STD"},
        "metrics": {str(school.metric.pk): {"rating": "4", "comments": "Calm."}},
    }  # fmt: skip
    assert (sue["student"], sue["present"]) == (str(world.sue.pk), False)
    del content["students"]
    assert content == {
        "class": str(school.session.pk), "training": str(school.training.pk), "subject": str(school.subject.pk),
        "lesson": str(school.lesson.pk), "exam": None, "teacher": str(world.ines.pk), "location": str(school.room.pk),
        "starts_at": "2026-03-18T09:30:00.000000+00:00", "minutes": 60, "remarks": "",
        "names": {
            "training": "PPL(A)", "subject": "050 Meteorology", "lesson": "Fronts", "exam": None, "location": "Room 1",
            "people": {
                str(world.ines.pk): "Ines Instructor",
                str(world.sam.pk): "Sam Student",
                str(world.sue.pk): "Sue Student",
            },
            "objectives": {str(school.objectives[0].pk): "Warm front"},
            "metrics": {str(school.metric.pk): "Airmanship"},
        },
    }  # fmt: skip
    assert signature.meaning == "I held this class; the attendance below is right."
    assert (signature.signer, signature.version) == (world.ines, 1)
    assert canonical(class_content(school.session)) == signature.content


def test_a_new_name_is_no_altered_record_and_a_new_result_is(world: World, school: School) -> None:
    sign(world.ines, school.session)
    world.sam.surname = "Married"
    world.sam.save()
    school.lesson.name = "Fronts and lows"
    school.lesson.save()
    assert verify(world.alpine).findings == []

    Attendance.objects.filter(enrollment=school.sams).update(is_present=True)
    assert [finding.what for finding in verify(world.alpine).findings] == [
        "it no longer says what was signed: students"
    ]

    ClassSession.objects.update(signed_at=None, deleted_at=timezone.now(), is_cancelled=True)
    assert classes_today([school.session.pk]) == {}


def test_each_student_is_told(world: World, school: School) -> None:
    sign(world.ines, school.session)

    notes = Notification.objects.order_by("recipient__name")
    assert [note.recipient for note in notes] == [world.sam, world.sue]
    assert {note.subject for note in notes} == {"Your class has been signed: 050 Meteorology, 2026-03-18 22:30 NZDT"}


def test_signing_is_on_record(world: World, school: School) -> None:
    Attendance.objects.filter(enrollment=school.sams).update(is_present=True)

    sign(world.ines, school.session)

    events = list(Event.objects.all())
    assert [event.action for event in events] == [
        "class.signed", "signature.added", "enrollment.finished", "certificate.issued",
    ]  # fmt: skip
    assert {event.actor for event in events} == {world.ines}
    assert json.loads(events[0].payload) == {"version": 1, "stored_as_absent": 1}


def test_signing_twice_is_refused_without_asking_the_password(world: World, school: School) -> None:
    sign(world.ines, school.session)

    assert sign(world.ines, school.session).status_code == 409
    assert sign(world.ines, school.session, "wrong").status_code == 409
    assert Signature.objects.count() == 1
    assert not Event.objects.filter(action="signature.refused").exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("maria", 403), ("charles", 403), ("sam", 403), ("tom", 400), ("otto", 400), ("olga", 400)],
)
def test_only_the_teacher_signs(world: World, school: School, who: str, status: int) -> None:
    assert sign(getattr(world, who), school.session).status_code == status
    assert not Signature.objects.exists()
    assert not Event.objects.exists()


def test_a_manager_who_teaches_signs_as_the_teacher(world: World, school: School) -> None:
    ClassSession.objects.update(teacher=world.maria)

    assert sign(world.maria, school.session).status_code == 200


def test_a_teacher_on_the_roster_does_not_sign(world: World, school: School) -> None:
    make.AttendanceFactory(
        class_session=school.session, enrollment=make.EnrollmentFactory(training=school.training, user=world.ines)
    )

    assert sign(world.ines, school.session).status_code == 403


@pytest.mark.parametrize(("hours", "status"), [(-5, 409), (-4, 200), (0, 200), (24 * 30, 200)])
def test_when_a_class_can_be_signed(world: World, school: School, hours: int, status: int) -> None:
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(hours=hours))

    assert sign(world.ines, school.session).status_code == status


def test_a_key_never_signs_nor_unsigns(world: World, school: School) -> None:
    client = api_client_of(world.ines)
    body = {"classId": str(school.session.pk), "password": make.PASSWORD}

    assert client.post(SIGN, body).status_code == 403
    assert client.post(SIGN, {}).status_code == 403
    sign(world.ines, school.session)
    assert client.post(UNSIGN, body).status_code == 403
    assert api_client_of(world.maria).post(UNSIGN, body).status_code == 403
    assert ClassSession.objects.get().signed_at is not None


def test_five_wrong_passwords_and_then_none_at_all(world: World, school: School, frozen_clock: Any) -> None:
    for _ in range(5):
        answer = sign(world.ines, school.session, "wrong")
        assert (answer.status_code, answer.json()) == (403, {"message": "The password is not right."})

    throttled = sign(world.ines, school.session)
    assert throttled.status_code == 429
    assert int(throttled["Retry-After"]) == 15 * 60
    assert ClassSession.objects.get().signed_at is None
    assert Event.objects.filter(action="signature.refused").count() == 5

    frozen_clock.shift(15 * 60 + 1)
    assert sign(world.ines, school.session).status_code == 200


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
def test_bad_input_names_the_field_and_signs_nothing(world: World, school: School, fields: Any, field: str) -> None:
    body = {"classId": str(school.session.pk), "password": make.PASSWORD, **fields}

    answer = client_of(world.ines).post(SIGN, body)

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {field}
    assert not Signature.objects.exists()


def test_a_manager_unsigns_and_the_signature_stays_on_record(world: World, school: School) -> None:
    sign(world.ines, school.session)

    answer = unsign(world.maria, school.session, reason="Sue was there.")

    assert answer.status_code == 200, answer.content
    assert answer.json() == {"result": True}
    session = ClassSession.objects.get()
    assert (session.status, session.signature_text, session.signed_at) == ("scheduled", "", None)
    revocation = Revocation.objects.get()
    assert (revocation.signature.text, revocation.by, revocation.reason) == (TEXT, world.maria, "Sue was there.")
    assert list(Event.objects.values_list("action", flat=True))[-2:] == ["class.unsigned", "signature.revoked"]
    assert verify(world.alpine).findings == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("ines", 200), ("maria", 200), ("charles", 403), ("sam", 403), ("tom", 400), ("otto", 400)],
)
def test_who_may_unsign(world: World, school: School, who: str, status: int) -> None:
    sign(world.ines, school.session)

    assert unsign(getattr(world, who), school.session).status_code == status
    assert Revocation.objects.exists() is (status == 200)


@pytest.mark.parametrize(("hours", "teacher"), [(48, 200), (72, 200), (73, 403), (96, 403)])
def test_until_when_the_teacher_takes_the_signature_back(
    world: World, school: School, hours: int, teacher: int
) -> None:
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(hours=hours))
    Attendance.objects.update(starts_at=timezone.now() - timedelta(hours=hours))
    sign(world.ines, school.session)

    assert unsign(world.ines, school.session).status_code == teacher
    assert unsign(world.maria, school.session).status_code == (409 if teacher == 200 else 200)


def test_what_is_not_signed_cannot_be_unsigned(world: World, school: School) -> None:
    for user in (world.maria, world.ines):
        assert unsign(user, school.session).status_code == 409
    assert unsign(world.maria, school.session, reason="x" * 1001).json()["errors"].keys() == {"reason"}
    assert not Event.objects.exists()


def test_thirty_students_cost_what_one_costs(world: World, school: School, queries_of: Any) -> None:
    client = client_of(world.ines)
    body = {"classId": str(school.session.pk), "password": make.PASSWORD}
    client.post(SIGN, {**body, "password": "wrong"})  # the first event of a school also makes the head of its ledger
    make.LessonFactory(subject=school.subject)  # nobody finishes
    school.row(world.sue).delete()
    ObjectiveRating.objects.create(attendance=school.row(world.sam), objective=school.objectives[0], rating="1")
    MetricRating.objects.create(attendance=school.row(world.sam), metric=school.metric, rating="1")

    def signed() -> list[str]:
        return queries_of(lambda: client.post(SIGN, body))

    def unsigned() -> list[str]:
        return queries_of(lambda: client.post(UNSIGN, body))

    one, one_back = signed(), unsigned()
    crowd(school, 29, on_roster=True)
    for row in school.session.attendances.exclude(enrollment=school.sams):
        ObjectiveRating.objects.create(attendance=row, objective=school.objectives[1], rating="2")
        MetricRating.objects.create(attendance=row, metric=school.metric, rating="2")
    thirty, thirty_back = signed(), unsigned()

    # Who is asking; the class; is the caller on its roster; the guess: its row, locked, counted, forgotten; under the
    # lock: class, roster; open attendance; the content: class, roster, ratings (4); the signature: standing one,
    # version, itself; the class closed; the roster, telling it; finishing: roster, lock, count; ledger: head, events,
    # head.
    assert len(one) == len(thirty), "\n".join(thirty)
    assert len(one) == 32, "\n".join(one)
    # Who is asking; the class, seen and locked; is the caller on its roster; the standing signature, its revocation;
    # the class opened; ledger: head, events, head.
    assert len(one_back) == len(thirty_back) == 14, "\n".join(one_back)
