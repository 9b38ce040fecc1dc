"""What a receiver gets (docs/webhooks.md)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from exams.sitting.settling import settle_attempt
from records.models import Event
from tests import factories as make
from tests.receiver import Receiver
from tests.webhooks.conftest import enroll, record, work
from tests.world import World
from webhooks.models import Subscription, WebhookDelivery
from webhooks.subscriptions import IssuedSecret, create_subscription, rotate_secret


def test_an_act_arrives_signed(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    enrollment = enroll(world)

    work()

    (request,) = receiver.requests
    event = Event.objects.get(action="enrollment.created")
    assert Webhook(hook.secret).verify(request.body, request.headers) == {
        "id": str(event.pk),
        "type": "enrollment.created",
        "occurred_at": "2026-03-18T10:00:00.000000Z",
        "company_id": str(world.alpine.pk),
        "object": {"type": "enrollment", "id": str(enrollment.pk)},
        "data": {
            "user_id": str(world.sam.pk),
            "training_id": str(enrollment.training_id),
            "training_name": enrollment.training.name,
        },
    }
    assert request.path == "/hook?key=1"
    assert request.headers["webhook-id"] == str(event.pk)
    assert request.headers["content-type"] == "application/json"


def test_the_delivery_says_what_it_came_to(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    enroll(world)

    work()

    delivery, subscription = WebhookDelivery.objects.get(), Subscription.objects.get()
    assert (delivery.status, delivery.response_status, delivery.attempts) == ("done", 204, 1)
    assert delivery.duration_ms is not None
    assert subscription.last_success_at == delivery.finished_at


def test_a_changed_body_or_secret_is_noticed(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    enroll(world)
    work()

    (request,) = receiver.requests
    with pytest.raises(WebhookVerificationError):
        Webhook(hook.secret).verify(request.body.replace(b"enrollment", b"Enrollment"), request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 43 + "=").verify(request.body, request.headers)


def test_after_a_rotation_both_secrets_verify_for_a_day(
    world: World, hook: IssuedSecret, receiver: Receiver, frozen_clock: Any
) -> None:
    new = rotate_secret(hook.subscription, by=world.maria)
    record(world)
    work()
    during = receiver.requests.pop()
    Webhook(hook.secret).verify(during.body, during.headers)
    Webhook(new.secret).verify(during.body, during.headers)

    frozen_clock.shift(timedelta(hours=24))
    record(world)
    work()
    after = receiver.requests.pop()
    Webhook(new.secret).verify(after.body, after.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(hook.secret).verify(after.body, after.headers)


def test_secrets_are_encrypted_in_the_database(hook: IssuedSecret) -> None:
    assert hook.secret.startswith("whsec_")
    assert hook.secret.removeprefix("whsec_") not in str(Subscription.objects.values_list())


def test_what_is_rolled_back_is_not_sent(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    def enroll_in_vain() -> None:
        with transaction.atomic():
            enroll(world)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        enroll_in_vain()
    work()

    assert receiver.requests == []


def test_only_the_chosen_kinds_are_sent(world: World, receiver: Receiver) -> None:
    create_subscription(name="LMS", url=receiver.url, kinds=["certificate.issued"], by=world.maria)
    enroll(world)
    issued = record(world, "certificate.issued")

    work()

    assert receiver.ids == [str(issued.pk)]


def test_another_school_is_told_of_nothing(world: World, receiver: Receiver) -> None:
    create_subscription(name="LMS", url=receiver.url, kinds=["enrollment.created"], by=world.otto)
    enroll(world)

    work()

    assert receiver.requests == []


def test_what_happened_before_is_not_sent(world: World, receiver: Receiver) -> None:
    enroll(world)
    create_subscription(name="LMS", url=receiver.url, kinds=["enrollment.created"], by=world.maria)

    work()

    assert receiver.requests == []


def test_events_arrive_in_the_order_of_the_ledger(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    events = [record(world, number=f"2026-{number}") for number in range(20)]

    work()

    assert receiver.ids == [str(event.pk) for event in events]


@pytest.mark.parametrize(
    ("action", "kind", "payload", "data"),
    [
        ("exam.finished", "exam.finished", {"score": "66.67", "passed": False}, {"score": 66.67, "passed": False}),
        ("exam.finished", "exam.finished", {"score": "0.00"}, {"score": 0, "passed": None}),
        ("enrollment.finished", "training.finished", {"valid_until": "2027-03-18"}, {"valid_until": "2027-03-18"}),
        ("certificate.issued", "certificate.issued", {"number": "2026-00001"}, {"number": "2026-00001"}),
        ("certificate.revoked", "certificate.revoked", {"reason": "Ü “"}, {"reason": "Ü “", "number": None}),
        ("class.signed", "class.signed", {"subject_name": "Wetter"}, {"subject_name": "Wetter", "teacher_id": None}),
    ],
)
def test_each_kind_is_made_of_its_event(
    action: str, kind: str, payload: dict[str, Any], data: dict[str, Any], world: World, hook: IssuedSecret,
    receiver: Receiver,
) -> None:  # fmt: skip
    """Events that are older than a key have null."""
    record(world, action, **payload)

    work()

    body = json.loads(receiver.bodies[0])
    assert body["type"] == kind
    assert data.items() <= body["data"].items()


def test_a_graded_exam_names_exam_and_student(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    training = make.TrainingFactory(company=world.alpine)
    exam = make.ExamFactory(subject=make.SubjectFactory(training=training), name="Air law")
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    attempt = make.AttemptFactory(
        exam=exam, enrollment=enrollment, pass_percent=75, finished_at=None, score=None, is_passed=None
    )
    settle_attempt(attempt)

    work()

    assert json.loads(receiver.bodies[0])["data"] == {
        "enrollment_id": str(enrollment.pk),
        "user_id": str(world.sam.pk),
        "exam_id": str(exam.pk),
        "exam_name": "Air law",
        "score": 0.0,
        "passed": False,
    }
    assert json.loads(receiver.bodies[0])["object"] == {"type": "attempt", "id": str(attempt.pk)}
