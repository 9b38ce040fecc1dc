"""`GET /messages/messages/unread.json`, `POST /messages/messages/read.json` (docs/api.md, section 2)."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification, User
from accounts.notifications import notify
from mail.message_texts import MessageText
from tests.world import World, create_client

UNREAD = "/messages/messages/unread.json"
READ = "/messages/messages/read.json"
NOBODY = "01900000-0000-7000-8000-000000000000"


def create_message(recipient: User, subject: str = "Hello", **fields: Any) -> Notification:
    return Notification.objects.create(company=recipient.company, recipient=recipient, subject=subject, **fields)


def list_unread(user: User) -> list[Any]:
    response = create_client(user).get(UNREAD)
    assert response.status_code == 200, response.content
    messages: list[Any] = response.json()["messages"]
    return messages


def test_a_message_tells_what_it_says_and_who_sent_it(world: World) -> None:
    sent = create_message(world.sam, "Enrolled", body="In PPL(A).", url="/trainings.json", sender=world.maria)

    assert list_unread(world.sam) == [
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
    create_message(world.sam)

    assert list_unread(world.sam)[0]["Sender"] is None


def test_the_newest_message_comes_first_also_within_a_second(world: World, frozen_clock: Any) -> None:
    for subject in ("first", "second"):
        create_message(world.sam, subject)
    frozen_clock.shift(1)
    create_message(world.sam, "third")

    assert [row["Message"]["subject"] for row in list_unread(world.sam)] == ["third", "second", "first"]


def test_messages_are_their_recipients_alone(world: World) -> None:
    text = MessageText("enrolled", {"training": "PPL(A)"})
    notify(company=world.alpine, recipients=[world.sam], text=text, urls=["/"], sender=world.maria)

    assert [len(list_unread(user)) for user in (world.sam, world.sue, world.maria, world.otto)] == [1, 0, 0, 0]


def test_a_read_message_is_gone_and_the_others_stay(world: World) -> None:
    read, other = create_message(world.sam), create_message(world.sam)
    client = create_client(world.sam)

    assert client.post(READ, {"id": str(read.pk)}).json() == {"result": True}

    assert [row["Message"]["id"] for row in list_unread(world.sam)] == [str(other.pk)]
    read.refresh_from_db()
    assert read.read_at == timezone.now()


def test_reading_again_answers_the_same_and_keeps_the_first_moment(world: World, frozen_clock: Any) -> None:
    read = create_message(world.sam)
    client = create_client(world.sam)
    client.post(READ, {"id": str(read.pk)})
    first = timezone.now()
    frozen_clock.shift(60)

    assert client.post(READ, {"id": str(read.pk)}).json() == {"result": True}
    read.refresh_from_db()
    assert read.read_at == first


@pytest.mark.parametrize("who", ["sue", "maria", "otto"])
def test_another_persons_message_is_answered_like_one_that_does_not_exist(world: World, who: str) -> None:
    theirs = create_message(world.sam)
    client = create_client(getattr(world, who))

    response = client.post(READ, {"id": str(theirs.pk)})

    assert response.status_code == 404
    assert response.content == client.post(READ, {"id": NOBODY}).content
    theirs.refresh_from_db()
    assert theirs.read_at is None


@pytest.mark.parametrize(
    "fields", [{}, {"id": ""}, {"id": None}, {"id": "x"}, {"id": 7}, {"id": []}, {"id": NOBODY[:-1]}]
)
def test_a_bad_id_is_a_400_that_names_it(world: World, fields: Any) -> None:
    response = create_client(world.sam).post(READ, fields)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["id"]


def test_thirty_messages_cost_what_one_costs(world: World, queries_of: Any) -> None:
    """The token with its user; the messages with their senders."""
    client = create_client(world.sam)
    create_message(world.sam, sender=world.maria)
    one = queries_of(lambda: client.get(UNREAD))
    for _ in range(29):
        create_message(world.sam, sender=world.ines)
    thirty = queries_of(lambda: client.get(UNREAD))

    assert len(one) == len(thirty) == 2


def test_at_most_a_hundred_are_answered_at_once(world: World) -> None:
    Notification.objects.bulk_create(
        Notification(company=world.alpine, recipient=world.sam, subject="Hello") for _ in range(101)
    )

    assert len(list_unread(world.sam)) == 100
