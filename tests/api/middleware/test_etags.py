"""Weak ETags: what a client has already is not sent again (RFC 9110, sections 8.8.3 and 13.1.2)."""

from typing import Any

import pytest

from tests import factories as make
from tests.world import Client, World, create_client

TRAININGS = "/trainings.json"


@pytest.fixture
def sam(world: World) -> Client:
    make.EnrollmentFactory(user=world.sam, training__company=world.alpine, training__name="PPL theory")
    return create_client(world.sam)


def test_the_answer_that_the_client_has_is_not_sent_again(sam: Client) -> None:
    first = sam.get(TRAININGS)
    again = sam.get(TRAININGS, headers={"if-none-match": first["ETag"]})

    assert first.status_code == 200
    assert first["ETag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    assert {name: again[name] for name in ("ETag", "Cache-Control", "Vary")} == {
        name: first[name] for name in ("ETag", "Cache-Control", "Vary")
    }


def test_a_change_is_sent_at_once(world: World, sam: Client) -> None:
    tag = sam.get(TRAININGS)["ETag"]
    training = world.alpine.trainings.get()
    training.name = "CPL theory"
    training.save()

    response = sam.get(TRAININGS, headers={"if-none-match": tag})
    assert response.status_code == 200
    assert response["ETag"] != tag
    assert "CPL theory" in response.content.decode()


@pytest.mark.parametrize("sent", ['"other", {}', "*", "{}, x", "  {}"])
def test_the_header_may_hold_several_tags(sam: Client, sent: str) -> None:
    tag = sam.get(TRAININGS)["ETag"]

    assert sam.get(TRAININGS, headers={"if-none-match": sent.format(tag)}).status_code == 304


def test_a_strong_tag_of_the_same_text_is_the_same_to_a_reader(sam: Client) -> None:
    tag = sam.get(TRAININGS)["ETag"].removeprefix("W/")

    assert sam.get(TRAININGS, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("sent", ["", "W/", "nonsense", '"', 'W/"0"', "\x00", '"a' * 5000])
def test_any_other_header_gets_the_whole_answer(sam: Client, sent: str) -> None:
    assert sam.get(TRAININGS, headers={"if-none-match": sent}).status_code == 200


def test_the_tag_of_one_person_opens_nothing_to_another(world: World, sam: Client) -> None:
    tag = sam.get(TRAININGS)["ETag"]

    assert create_client(world.sue).get(TRAININGS, headers={"if-none-match": tag}).status_code == 200
    assert Client().get(TRAININGS, headers={"if-none-match": tag}).status_code == 401
    assert sam.get(TRAININGS)["Cache-Control"] == "private, no-cache"
    assert "Authorization" in sam.get(TRAININGS)["Vary"]


def test_what_changes_state_has_no_tag(sam: Client) -> None:
    refused = sam.get("/trainings/trainings/view/01900000-0000-7000-8000-000000000000.json")
    responses: list[Any] = [refused, sam.post("/messages/messages/read.json"), sam.get("/users/logout.json")]

    assert [response.status_code for response in responses] == [404, 400, 200]
    assert not any("ETag" in response for response in responses)
