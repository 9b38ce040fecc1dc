"""The login page of the managers' admin says what is wrong, once."""

from typing import Any

import pytest

from accounts.sign_in.hashers import HASHING_LIMIT, RETRY_AFTER_SECONDS, HashingBusy
from tests.factories import PASSWORD
from tests.hashers import QuickHasher
from tests.office.browser import Browser
from tests.world import World


@pytest.fixture
def known_people(world: World) -> World:
    world.maria.set_password(PASSWORD)
    world.maria.save()
    return world


def list_error_boxes(response: Any) -> list[str]:
    """The text of each error box of the page."""
    html = response.content.decode()
    parts = html.split('class="errornote')[1:]
    return [" ".join(part.split(">", 1)[1].split("</")[0].split()) for part in parts]


def test_a_wrong_password_is_one_box(known_people: World) -> None:
    assert list_error_boxes(Browser().enter(known_people.maria, "wrong")) == [
        "The e-mail address or password is incorrect."
    ]


def test_who_is_locked_out_is_told_so_and_for_how_long(known_people: World, frozen_clock: Any) -> None:
    for _ in range(5):
        Browser().enter(known_people.maria, "wrong")
    frozen_clock.shift(4 * 60)

    assert list_error_boxes(Browser().enter(known_people.maria)) == [
        "Too many failed login attempts. Please wait 11 minutes and try again."
    ]


def test_an_unknown_address_is_locked_like_a_known_one(known_people: World) -> None:
    stranger = type(known_people.maria)(email="nobody@alpine.example")
    answers = [list_error_boxes(Browser().enter(stranger, "wrong")) for _ in range(6)]

    assert "Too many failed login attempts" in answers[5][0]


def test_a_server_that_is_busy_says_so_and_counts_no_attempt(
    known_people: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: Any, **kwargs: Any) -> None:
        raise HashingBusy(RETRY_AFTER_SECONDS)

    with monkeypatch.context() as patched:
        patched.setattr(QuickHasher, "verify", busy)
        for _ in range(6):
            assert list_error_boxes(Browser().enter(known_people.maria)) == [
                "The server is busy. Please try again in a moment."
            ]

    assert HASHING_LIMIT.running.acquire(blocking=False)
    HASHING_LIMIT.running.release()
    browser = Browser()
    browser.enter(known_people.maria)
    assert browser.get("/admin/").status_code == 200
