"""`GET /messages.json`, `GET /messages/messages/view/{id}.json` (docs/api.md, section 12)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from tests.accounts.test_messages import NOBODY, create_message
from tests.world import Client, World, create_api_client, create_client

LIST = "/messages.json"


def view(client: Client, message: Notification) -> Any:
    return client.get(f"/messages/messages/view/{message.pk}.json")


def test_a_row_is_that_of_the_unread_ones_with_whether_it_was_read(world: World) -> None:
    create_message(world.sam, "Old", read_at=timezone.now())
    create_message(world.sam, "New", sender=world.maria)
    client = create_client(world.sam)

    answer = client.get(LIST).json()

    unread = client.get("/messages/messages/unread.json").json()["messages"]
    new, old = answer["messages"]
    assert new == {"Message": {**unread[0]["Message"], "read": False}, "Sender": unread[0]["Sender"]}
    assert (old["Message"]["subject"], old["Message"]["read"], old["Sender"]) == ("Old", True, None)
    assert answer["paginate"] == {
        "page": 1, "current": 2, "count": 2, "prevPage": False, "nextPage": False, "pageCount": 1, "limit": 30,
    }  # fmt: skip


def test_thirty_are_on_a_page(world: World) -> None:
    for number in range(31):
        create_message(world.sam, str(number))
    client = create_client(world.sam)

    first, second = client.get(LIST).json(), client.get("/messages/page:2.json").json()

    assert [row["Message"]["subject"] for row in first["messages"]] == [str(n) for n in range(30, 0, -1)]
    assert [row["Message"]["subject"] for row in second["messages"]] == ["0"]
    assert (first["paginate"]["nextPage"], second["paginate"]["prevPage"]) == (True, True)
    assert client.get(LIST, {"page": 2}).json() == second
    assert client.get(LIST, {"page": 3, "limit": 100}).json()["messages"] == []


@pytest.mark.parametrize("page", ["0", "x", "-1"])
def test_a_page_that_is_none_is_a_400(world: World, page: str) -> None:
    assert create_client(world.sam).get(LIST, {"page": page}).status_code == 400


@pytest.mark.parametrize("who", ["sue", "maria", "otto"])
def test_messages_are_their_recipients_alone(world: World, who: str) -> None:
    theirs = create_message(world.sam)
    client = create_client(getattr(world, who))

    response = view(client, theirs)

    assert client.get(LIST).json()["messages"] == []
    assert response.status_code == 404
    assert response.content == client.get(f"/messages/messages/view/{NOBODY}.json").content
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_opening_a_message_marks_it_as_read(world: World, frozen_clock: Any) -> None:
    message = create_message(world.sam, "Enrolled", body="In PPL(A).", sender=world.maria)
    client, first = create_client(world.sam), timezone.now()

    response = view(client, message)

    assert response.json()["family"] == []
    assert response.json()["message"]["Message"]["read"] is True
    assert response.json()["message"]["Sender"]["name"] == "Maria Manager"
    assert response["Cache-Control"] == "no-store"
    frozen_clock.shift(60)
    assert view(client, message).json() == response.json()
    message.refresh_from_db()
    assert message.read_at == first


def test_a_head_or_a_prefetch_marks_nothing(world: World) -> None:
    message = create_message(world.sam)
    client = create_client(world.sam)

    assert client.head(f"/messages/messages/view/{message.pk}.json").status_code == 405
    assert client.get(f"/messages/messages/view/{message.pk}.json", headers={"Purpose": "prefetch"}).status_code == 403
    message.refresh_from_db()
    assert message.read_at is None


def test_an_api_key_reads_messages(world: World) -> None:
    message = create_message(world.sam)
    client = create_api_client(world.sam)

    assert len(client.get(LIST).json()["messages"]) == 1
    assert view(client, message).status_code == 200


def test_thirty_messages_cost_what_one_costs(
    world: World, queries_of: Callable[[Callable[[], Any]], list[str]]
) -> None:
    """The token with its user; the messages with their senders and number."""
    client = create_client(world.sam)
    create_message(world.sam, sender=world.maria)
    one = queries_of(lambda: client.get(LIST))
    for _ in range(29):
        create_message(world.sam, sender=world.ines)
    thirty = queries_of(lambda: client.get(LIST))

    assert len(one) == len(thirty) == 2
