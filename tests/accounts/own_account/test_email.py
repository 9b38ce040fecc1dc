"""`POST /users/email.json`, `GET /users/confirmation/{userId}/{code}/email.json` (docs/api.md, section 12)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import OneTimeCode, User
from accounts.one_time_codes import Purpose, issue_code
from mail.models import Mail
from records.models import Event
from tests.accounts.own_account.mailbox import build_confirmation_path, list_mails
from tests.factories import PASSWORD
from tests.world import Client, World, create_api_client, create_client

CHANGE = "/users/email.json"
NEW = "sam@new.example"


def change(user: User, email: str = NEW, *, password: str = PASSWORD, again: str | None = None) -> Any:
    body = {"new_email": email, "new_email_repeat": email if again is None else again, "password": password}
    return create_client(user).post(CHANGE, body)


def log_in(email: str) -> int:
    return int(Client().post("/users/login.json", {"email": email, "password": PASSWORD}).status_code)


def get_email(user: User) -> str:
    return str(User.objects.values_list("email", flat=True).get(pk=user.pk))


def test_the_new_address_counts_once_its_link_was_opened(people: World) -> None:
    client = create_client(people.sam)

    assert change(people.sam).json()["result"] is True
    assert (log_in(people.sam.email), log_in(NEW)) == (200, 401)
    assert list_mails() == [("address_change", people.sam.email), ("confirmation", NEW)]

    response = Client().get(build_confirmation_path(people.sam))

    assert (response.status_code, response.json()["result"], response["Cache-Control"]) == (200, True, "no-store")
    assert (log_in(people.sam.email), log_in(NEW)) == (401, 200)
    assert list_mails()[2:] == [("account_changed", people.sam.email)]
    assert client.get("/users/view.json").json()["User"]["email"] == NEW


def test_mails_hold_no_code(people: World) -> None:
    change(people.sam)

    path = build_confirmation_path(people.sam)
    assert all(path.split("/")[-2][32:] not in str(mail.facts) for mail in Mail.objects.all())


def test_a_link_may_be_opened_twice(people: World) -> None:
    change(people.sam)
    path = build_confirmation_path(people.sam)
    first = Client().get(path)

    assert Client().get(path).json() == first.json()
    assert Event.objects.filter(action="email.changed").count() == 1
    assert len(list_mails()) == 3


def test_a_used_link_does_not_bring_an_address_back(people: World) -> None:
    change(people.sam)
    first = build_confirmation_path(people.sam)
    Client().get(first)
    change(User.objects.get(pk=people.sam.pk), "sam@third.example")
    Client().get(build_confirmation_path(people.sam))

    assert Client().get(first).status_code == 404
    assert get_email(people.sam) == "sam@third.example"


def test_a_head_or_a_prefetch_confirms_nothing(people: World) -> None:
    change(people.sam)
    path = build_confirmation_path(people.sam)

    assert Client().head(path).status_code == 405
    assert Client().get(path, headers={"Sec-Purpose": "prefetch"}).status_code == 403
    assert get_email(people.sam) == people.sam.email


def test_the_ledger_holds_the_request_and_the_change_and_no_address(people: World) -> None:
    change(people.sam)
    Client().get(build_confirmation_path(people.sam))

    events = Event.objects.filter(action__startswith="email.").order_by("seq")
    assert [(event.action, event.actor, event.payload) for event in events] == [
        ("email.requested", people.sam, "{}"),
        ("email.changed", people.sam, "{}"),
    ]


def test_an_address_that_is_in_use_anywhere_is_not_told(people: World) -> None:
    free = change(people.sue)
    taken = [change(people.sam, email) for email in (people.olga.email, people.sue.email, "OLGA@Baltic.example")]

    assert {(response.status_code, response.content) for response in taken} == {(200, free.content)}
    assert [address for kind, address in list_mails() if kind == "confirmation"] == [NEW]
    assert [address for kind, address in list_mails() if kind == "address_change"][1:] == [people.sam.email] * 3


def test_of_two_who_want_one_address_the_first_gets_it(people: World) -> None:
    change(people.sam)
    change(people.sue)

    assert Client().get(build_confirmation_path(people.sue)).json()["result"] is True
    response = Client().get(build_confirmation_path(people.sam))

    assert response.status_code == 404
    assert (get_email(people.sam), get_email(people.sue)) == (people.sam.email, NEW)


def test_a_later_request_replaces_an_earlier_one(people: World) -> None:
    change(people.sam, "sam@typo.example")
    earlier = build_confirmation_path(people.sam)
    change(people.sam)

    assert Client().get(earlier).status_code == 404
    assert Client().get(build_confirmation_path(people.sam)).status_code == 200


def test_an_expired_link_says_so_and_changes_nothing(people: World, frozen_clock: Any) -> None:
    change(people.sam)
    path = build_confirmation_path(people.sam)
    frozen_clock.shift(timedelta(days=3))

    assert Client().get(path).status_code == 404
    assert get_email(people.sam) == people.sam.email


@pytest.mark.parametrize("code", ["x", "0" * 96, "%00" * 33, "é"])
def test_an_unknown_link_and_one_of_another_person_look_like_an_expired_one(
    people: World, frozen_clock: Any, code: str
) -> None:
    change(people.sam)
    path = build_confirmation_path(people.sam)
    own = path.split("/")[-2]
    responses = [
        Client().get(f"/users/confirmation/{people.sue.pk}/{own}/email.json"),
        Client().get(f"/users/confirmation/{people.sam.pk}/{code}/email.json"),
        Client().get(f"/users/confirmation/999999999/{own}/email.json"),
    ]
    frozen_clock.shift(timedelta(days=3))
    responses.append(Client().get(path))

    assert {(response.status_code, response.content) for response in responses} == {(404, responses[0].content)}


def test_guessed_links_are_slowed_down(people: World, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 3
    change(people.sam)
    for number in range(3):
        Client().get(f"/users/confirmation/{people.sam.pk}/{number:096}/email.json")

    assert Client().get(f"/users/confirmation/{people.sam.pk}/{3:096}/email.json").status_code == 429
    assert Client().get(build_confirmation_path(people.sam)).status_code == 200


def test_a_closed_account_confirms_nothing(people: World) -> None:
    change(people.sam)
    path = build_confirmation_path(people.sam)
    User.objects.filter(pk=people.sam.pk).update(is_active=False)

    assert Client().get(path).status_code == 404
    assert get_email(people.sam) == people.sam.email


def test_an_address_is_stored_in_its_one_spelling(people: World) -> None:
    assert change(people.sam, "  SAM@Xn--Exmple-Cua.Example ", again="sam@exämple.example").status_code == 200
    Client().get(build_confirmation_path(people.sam))

    assert get_email(people.sam) == "sam@exämple.example"


@pytest.mark.parametrize("email", ["", "x", "a@b", "@new.example", "a b@new.example", None, [], "x" * 250 + "@b.at"])
def test_what_is_no_address_is_a_400_and_no_attempt(people: World, email: Any) -> None:
    body = {"new_email": email, "new_email_repeat": email, "password": "wrong"}

    for _ in range(6):
        response = create_client(people.sam).post(CHANGE, body)
        assert response.status_code == 400
        assert "new_email" in response.json()["errors"]
    assert change(people.sam).status_code == 200


def test_two_different_addresses_are_a_400(people: World) -> None:
    response = change(people.sam, again="sam@other.example")

    assert (response.status_code, list(response.json()["errors"])) == (400, ["new_email_repeat"])


def test_the_present_address_is_a_400(people: World) -> None:
    response = change(people.sam, people.sam.email)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["new_email"])


def test_a_present_address_that_is_not_confirmed_gets_a_link(people: World) -> None:
    User.objects.update(email_confirmed_at=None)

    assert change(people.sam, people.sam.email).status_code == 200
    assert list_mails() == [("confirmation", people.sam.email)]
    assert Client().get(build_confirmation_path(people.sam)).status_code == 200
    assert User.objects.get(pk=people.sam.pk).email_confirmed_at == timezone.now()
    assert Event.objects.filter(action="email.confirmed").exists()
    assert len(list_mails()) == 1


def test_a_wrong_password_is_counted_and_recorded(people: World) -> None:
    assert [change(people.sam, password="wrong").status_code for _ in range(6)] == [403] * 5 + [429]
    assert change(people.sam).status_code == 429
    assert Event.objects.filter(action="password.refused").count() == 5
    assert list_mails() == []


def test_three_changes_an_hour_can_be_requested(people: World, frozen_clock: Any) -> None:
    assert [change(people.sam, f"sam{n}@new.example").status_code for n in range(4)] == [200] * 3 + [429]
    assert change(people.sam)["Retry-After"] == "3600"
    assert len(list_mails()) == 6

    frozen_clock.shift(timedelta(hours=1))
    assert change(people.sam).status_code == 200


def test_an_api_key_changes_no_address(people: World) -> None:
    body = {"new_email": NEW, "new_email_repeat": NEW, "password": PASSWORD}

    assert create_api_client(people.sam).post(CHANGE, body).status_code == 403
    assert not OneTimeCode.objects.exists()


def test_a_server_without_mail_says_that_a_manager_can_do_it(people: World, settings: Any) -> None:
    settings.MAIL_ENABLED = False

    assert change(people.sam).status_code == 409
    assert not OneTimeCode.objects.exists()


def test_links_of_other_purposes_confirm_nothing(people: World) -> None:
    change(people.sam)
    issue_code(people.sam, Purpose.RECOVERY)
    recovery = OneTimeCode.objects.get(purpose="recovery")
    path = build_confirmation_path(people.sam).replace(
        OneTimeCode.objects.get(purpose="confirmation").pk.hex, recovery.pk.hex
    )

    assert Client().get(path).status_code == 404
