"""`GET /messages/messages/unread.json`, `POST /messages/messages/read.json` (contract section 2)."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification, User
from accounts.notifications import notify
from tests.world import World, client_of

UNREAD = "/messages/messages/unread.json"
READ = "/messages/messages/read.json"
NOBODY = "01900000-0000-7000-8000-000000000000"


def message(recipient: User, subject: str = "Hello", **fields: Any) -> Notification:
    return Notification.objects.create(company=recipient.company, recipient=recipient, subject=subject, **fields)


def unread(user: User) -> list[Any]:
    answer = client_of(user).get(UNREAD)
    assert answer.status_code == 200, answer.content
    messages: list[Any] = answer.json()["messages"]
    return messages


def test_a_message_tells_what_it_says_and_who_sent_it(world: World) -> None:
    sent = message(world.sam, "Enrolled", body="In PPL(A).", url="/trainings.json", sender=world.maria)

    assert unread(world.sam) == [
        {
            "Message": {
                "id": str(sent.pk),
                "subject": "Enrolled",
                "body": "In PPL(A).",
                "url": "/trainings.json",
                "created": "2026-03-18 10:00:00",
            },
            "Sender": {
                "id": str(world.maria.pk),
                "name": "Maria Manager",
                "email": "maria@alpine.example",
                "pic": None,
            },
        }
    ]


def test_a_message_of_the_server_itself_has_no_sender(world: World) -> None:
    message(world.sam)

    assert unread(world.sam)[0]["Sender"] is None


def test_the_newest_message_comes_first_also_within_a_second(world: World, frozen_clock: Any) -> None:
    for subject in ("first", "second"):
        message(world.sam, subject)
    frozen_clock.shift(1)
    message(world.sam, "third")

    assert [row["Message"]["subject"] for row in unread(world.sam)] == ["third", "second", "first"]


def test_messages_are_their_recipients_alone(world: World) -> None:
    notify(company=world.alpine, recipients=[world.sam], subject="For Sam", urls=["/"], sender=world.maria)

    assert [len(unread(user)) for user in (world.sam, world.sue, world.maria, world.otto)] == [1, 0, 0, 0]


def test_a_read_message_is_gone_and_the_others_stay(world: World) -> None:
    read, other = message(world.sam), message(world.sam)
    client = client_of(world.sam)

    assert client.post(READ, {"id": str(read.pk)}).json() == {"result": True}

    assert [row["Message"]["id"] for row in unread(world.sam)] == [str(other.pk)]
    read.refresh_from_db()
    assert read.read_at == timezone.now()


def test_reading_again_answers_the_same_and_keeps_the_first_moment(world: World, frozen_clock: Any) -> None:
    read = message(world.sam)
    client = client_of(world.sam)
    client.post(READ, {"id": str(read.pk)})
    first = timezone.now()
    frozen_clock.shift(60)

    assert client.post(READ, {"id": str(read.pk)}).json() == {"result": True}
    read.refresh_from_db()
    assert read.read_at == first


@pytest.mark.parametrize("who", ["sue", "maria", "otto"])
def test_another_persons_message_is_answered_like_one_that_does_not_exist(world: World, who: str) -> None:
    theirs = message(world.sam)
    client = client_of(getattr(world, who))

    answer = client.post(READ, {"id": str(theirs.pk)})

    assert answer.status_code == 404
    assert answer.content == client.post(READ, {"id": NOBODY}).content
    theirs.refresh_from_db()
    assert theirs.read_at is None


@pytest.mark.parametrize(
    "fields", [{}, {"id": ""}, {"id": None}, {"id": "x"}, {"id": 7}, {"id": []}, {"id": NOBODY[:-1]}]
)
def test_a_bad_id_is_a_400_that_names_it(world: World, fields: Any) -> None:
    answer = client_of(world.sam).post(READ, fields)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["id"]


def test_thirty_messages_cost_what_one_costs(world: World, queries_of: Any) -> None:
    """The token with its user; the messages with their senders."""
    client = client_of(world.sam)
    message(world.sam, sender=world.maria)
    one = queries_of(lambda: client.get(UNREAD))
    for _ in range(29):
        message(world.sam, sender=world.ines)
    thirty = queries_of(lambda: client.get(UNREAD))

    assert len(one) == len(thirty) == 2


def test_at_most_a_hundred_are_answered_at_once(world: World) -> None:
    Notification.objects.bulk_create(
        Notification(company=world.alpine, recipient=world.sam, subject="Hello") for _ in range(101)
    )

    assert len(unread(world.sam)) == 100
