"""Deleting people and restoring them (docs/decisions/0021)."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Notification, OneTimeCode, PilotGroup, Token, User
from accounts.notifications import notify
from accounts.one_time_codes import Purpose, issue_code
from accounts.people.deleting import INCIDENTAL, delete_user, list_protecting_relations, restore_user
from accounts.people.services import create_user
from accounts.roles import Role
from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.sessions import record_login
from core.exceptions import DomainError, NotFound
from mail.kinds import MailKind
from mail.message_texts import MessageText
from mail.services import queue_mail
from records.models import Event
from records.services import EventDraft, record_events
from records.verification.run import verify_company
from tests import factories as make
from tests.parallel import run_in_parallel
from tests.world import Client, World, create_api_client, create_client
from trainings.endpoints.calendar.services import issue_feed
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Training

HELLO = MessageText("enrolled", {"training": "PPL(A)"})


def delete(client: Client, user: User, **body: Any) -> Any:
    return client.post(f"/manager/users/delete/{user.pk}.json", body or {"confirm": True})


def add_incidental_rows(user: User, by: User) -> None:
    """A row of everything that goes with a person."""
    create_client(user)
    create_api_client(user).post("/messages/messages/read.json", {"id": "x"}, HTTP_IDEMPOTENCY_KEY="k")
    notify(company=user.company, recipients=[user], text=HELLO, urls=[""], sender=by)
    issue_code(user, Purpose.RECOVERY)
    record_login(user, ClientInfo("127.0.0.1", "Firefox", None))
    queue_mail(MailKind.RECOVERY, user, {"code": "x"})
    make.PilotGroupFactory(company=user.company).members.add(user)


def test_a_person_without_records_is_removed_with_all_that_goes_along(world: World, maria: Client, mail: None) -> None:
    add_incidental_rows(world.sam, world.maria)

    assert delete(maria, world.sam).json() == {"result": True}

    assert not User.objects.filter(pk=world.sam.pk).exists()
    assert not OneTimeCode.objects.exists()
    assert not Notification.objects.exists()
    assert not PilotGroup.objects.get().members.exists()
    assert not Token.objects.exclude(user=world.maria).exists()
    event = Event.objects.get(action="user.deleted")
    assert (event.object_id, json.loads(event.payload)["is_removed"]) == (str(world.sam.pk), True)
    assert "Sam" not in event.payload
    assert not verify_company(world.alpine).findings


RECORDS: dict[str, Callable[[World], object]] = {
    "an enrollment": lambda world: make.EnrollmentFactory(user=world.sam, training__company=world.alpine),
    "a supervised enrollment": lambda world: make.EnrollmentFactory(
        user=world.sue, supervisor=world.sam, training__company=world.alpine
    ),
    "a class": lambda world: make.ClassSessionFactory(teacher=world.sam, subject__training__company=world.alpine),
    "a subject": lambda world: make.SubjectFactory(teacher=world.sam, training__company=world.alpine),
    "an act in the ledger": lambda world: issue_feed(by=world.sam),
    "a person who is supervised": lambda world: User.objects.filter(pk=world.sue.pk).update(supervisor=world.sam),
}


@pytest.mark.parametrize("record", RECORDS)
def test_a_person_whom_a_record_names_is_closed_and_found_nowhere(
    world: World, maria: Client, mail: None, record: str
) -> None:
    RECORDS[record](world)
    add_incidental_rows(world.sam, world.maria)
    phone = create_client(world.sam)

    assert delete(maria, world.sam).json() == {"result": True}

    row = User.objects.get(pk=world.sam.pk)
    assert (row.is_active, row.deleted_at is not None) == (False, True)
    assert phone.get("/users/view.json").status_code == 401
    assert not Token.objects.filter(user=row, revoked_at__isnull=True).exists()
    found = [user["UserDetail"]["name"] for user in maria.get("/manager/users.json").json()]
    assert "Sam" not in found
    assert str(row.pk) not in maria.get("/manager/users/list.json").json()
    assert maria.get(f"/manager/users/view/{row.pk}.json").status_code == 404
    assert not PilotGroup.objects.get().members.exists()
    assert json.loads(Event.objects.get(action="user.deleted").payload)["is_removed"] is False


def test_the_records_of_a_deleted_person_stay_readable(world: World, maria: Client) -> None:
    training = make.TrainingFactory(company=world.alpine)
    subject = make.SubjectFactory(training=training, teacher=world.tom)
    enrollment = make.EnrollmentFactory(user=world.sam, training=training, supervisor=world.tom)
    held = make.ClassSessionFactory(subject=subject, teacher=world.tom)
    make.AttendanceFactory(class_session=held, enrollment=enrollment)
    for user in (world.sam, world.tom):
        delete(maria, user)

    seen = maria.get(f"/trainings/onsite/class/{held.pk}.json").json()
    student = maria.get(f"/manager/trainings/students/view/{enrollment.pk}.json").json()

    assert "Tom" in json.dumps(seen)
    assert student["training"]["User"]["UserDetail"]["name"] == "Sam"
    assert student["training"]["Supervisor"]["UserDetail"]["name"] == "Tom"
    assert len(maria.get("/manager/trainings/students/list.json").json()["students"]) == 1


def test_a_past_class_keeps_its_deleted_teacher_and_takes_no_other_deleted_one(world: World, maria: Client) -> None:
    held = make.ClassSessionFactory(teacher=world.tom, subject__training__company=world.alpine)
    enrollment = make.EnrollmentFactory(user=world.sam, training=held.subject.training)
    make.ClassSessionFactory(teacher=world.ines, subject=held.subject)
    for user in (world.tom, world.ines):
        delete(maria, user)
    plan = {
        "id": str(held.pk), "training_subject_id": str(held.subject_id), "start": "2026-03-17 10:00:00",
        "students": [enrollment.user_id],
    }  # fmt: skip

    kept = maria.post("/manager/trainings/onsite/class.json", {**plan, "teacher_id": world.tom.pk})
    other = maria.post("/manager/trainings/onsite/class.json", {**plan, "teacher_id": world.ines.pk})

    assert kept.status_code == 200, kept.content
    assert (other.status_code, list(other.json()["errors"])) == (400, ["teacher_id"])


def test_a_deleted_person_is_enrolled_by_nobody(world: World, maria: Client) -> None:
    make.EnrollmentFactory(user=world.sam, training__company=world.alpine)
    delete(maria, world.sam)
    training = make.TrainingFactory(company=world.alpine)
    body = {"training_id": str(training.pk), "students": [world.sam.pk]}

    assert maria.post("/manager/trainings/students/enroll.json", body).json() == {"results": {str(world.sam.pk): False}}


@pytest.mark.parametrize("body", [{"confirm": False}, {"confirm": ""}, {"confirm": "maybe"}, {"other": 1}])
def test_nobody_is_deleted_without_a_confirmation(world: World, maria: Client, body: dict[str, Any]) -> None:
    response = delete(maria, world.sam, **body)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["confirm"])
    assert User.objects.filter(pk=world.sam.pk, deleted_at__isnull=True).exists()


def test_somebody_unseen_or_deleted_already_is_not_found(world: World, maria: Client) -> None:
    make.EnrollmentFactory(user=world.sam, training__company=world.alpine)
    delete(maria, world.sam)

    responses = [delete(maria, user) for user in (world.sam, world.olga, User(pk=999_999))]

    assert [response.status_code for response in responses] == [404] * 3
    assert len({response.content for response in responses}) == 1


@pytest.mark.parametrize("path", ["create", "edit"])
def test_the_address_of_a_deleted_person_says_so_at_the_own_school_alone(
    world: World, maria: Client, path: str
) -> None:
    make.EnrollmentFactory(user=world.sam, training__company=world.alpine)
    delete(maria, world.sam)
    new = {"name": "New", "surname": "Person", "user_group_id": 190, "email": "sam@alpine.example"}

    own = maria.post(f"/manager/users/{path}.json", {**new, "id": world.sue.pk})
    foreign = create_client(world.otto).post(f"/manager/users/{path}.json", {**new, "id": world.olga.pk})

    assert [response.status_code for response in (own, foreign)] == [400, 400]
    assert "can restore this person" in own.json()["errors"]["email"][0]
    assert foreign.json()["errors"] == {"email": ["The e-mail address sam@alpine.example is already in use."]}


def test_a_restored_person_is_seen_again_and_closed(world: World, maria: Client) -> None:
    enrollment = make.EnrollmentFactory(user=world.sam, training__company=world.alpine)
    delete(maria, world.sam)

    restore_user(user=world.sam, by=world.maria)

    view = maria.get(f"/manager/users/view/{world.sam.pk}.json").json()
    assert view["user"]["User"]["active"] is False
    assert [row["Training"]["enrollment_id"] for row in view["enrollments"]] == [str(enrollment.pk)]
    for user in (world.sam, world.olga):
        with pytest.raises(NotFound):
            restore_user(user=user, by=world.maria)


def test_a_more_powerful_person_is_not_restored(world: World) -> None:
    chief = make.UserFactory(company=world.alpine, group=Role.ADMINISTRATOR)
    make.EnrollmentFactory(user=world.sue, supervisor=chief, training__company=world.alpine)
    delete_user(user=chief, by=make.UserFactory(company=world.alpine, group=Role.ADMINISTRATOR))

    with pytest.raises(DomainError):
        restore_user(user=chief, by=world.maria)
    assert User.objects.get(pk=chief.pk).deleted_at is not None


def test_every_reference_is_a_record_unless_it_is_known_to_be_none() -> None:
    assert set(list_protecting_relations()) > INCIDENTAL
    assert set(list_protecting_relations()) - INCIDENTAL >= {
        "trainings.Enrollment.user", "trainings.Enrollment.supervisor", "onsite.ClassSession.teacher",
        "missions.FlightRecord.instructor", "records.Event.actor", "records.Signature.signer",
    }  # fmt: skip


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_person_who_is_enrolled_meanwhile_is_either_not_enrolled_or_not_removed() -> None:
    world = World()
    training = make.TrainingFactory(company=world.alpine)
    for number in range(12):
        user = create_user(
            company=world.alpine, email=f"r{number}@alpine.example", name="R", surname="R", group=Role.STUDENT
        )
        failed: list[Exception] = []

        def enroll(user: User = user, failed: list[Exception] = failed) -> None:
            attempt(
                lambda: enroll_students(training=training, user_ids=[user.pk], group_ids=[], by=world.maria), failed
            )

        def remove(user: User = user, failed: list[Exception] = failed) -> None:
            attempt(lambda: delete_user(user=user, by=world.maria), failed)

        run_in_parallel([enroll, remove])

        assert failed == []
        row = User.objects.filter(pk=user.pk).first()
        is_enrolled = Enrollment.objects.filter(user_id=user.pk, training=Training.objects.get(pk=training.pk)).exists()
        assert (row is not None and row.deleted_at is not None) if is_enrolled else row is None
    assert not verify_company(world.alpine).findings


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deleting_does_not_deadlock_with_an_act_that_names_the_person() -> None:
    world = World()
    user = create_user(company=world.alpine, email="r@alpine.example", name="R", surname="R", group=Role.STUDENT)
    has_recorded, failed = threading.Event(), list[Exception]()

    def name_person() -> None:
        with transaction.atomic():
            notify(company=world.alpine, recipients=[user], text=HELLO, urls=[""])
            record_events(EventDraft("user.changed", world.maria), company_id=world.alpine.pk, by=world.maria)
            has_recorded.set()
            time.sleep(0.5)

    def remove() -> None:
        has_recorded.wait()
        delete_user(user=user, by=world.maria)

    run_in_parallel([lambda: attempt(name_person, failed), lambda: attempt(remove, failed)])

    assert failed == []
    assert not User.objects.filter(pk=user.pk).exists()


def attempt(act: Callable[[], object], failed: list[Exception]) -> None:
    try:
        act()
    except Exception as error:  # to be told of in the thread of the test
        failed.append(error)
