"""Login with a code by e-mail (docs/api.md, section 12)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import OneTimeCode, Token, User
from accounts.one_time_codes import derive_login_code
from accounts.sign_in.second_factor.changing import choose_factor
from accounts.sign_in.second_factor.email_codes import MAILS_PER_WINDOW
from mail.models import Mail
from records.models import Event
from tests.accounts.second_factor.steps import WRONG_CODE, find_wrong_code, log_in, read_mail, use_email
from tests.world import Client, World


@pytest.fixture
def sam(people: World) -> User:
    return use_email(people.sam)


def count_mails() -> int:
    return Mail.objects.filter(kind="login_code").count()


def test_the_right_pair_alone_gets_a_mail_and_no_session(sam: User) -> None:
    response = log_in(sam)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Cache-Control"] == "no-store"
    message = "A code was sent to your e-mail address. It is valid for ten minutes."
    assert response.json() == {
        "message": message,
        "response": {
            "result": False, "message": message, "token": None, "user_id": None, "api": False, "active": False,
            "url": None, "two_factor": "EMAIL", "confirmed": False,
        },
    }  # fmt: skip
    assert not Token.objects.exists()
    mail = Mail.objects.get(kind="login_code")
    code = OneTimeCode.objects.get()
    assert (mail.address, mail.facts) == (sam.email, {"code": str(code.pk)})


def test_the_code_of_the_mail_opens_a_session(sam: User) -> None:
    log_in(sam)
    response = log_in(sam, read_mail(sam))

    login = response.json()["response"]
    assert response.status_code == 200
    assert (login["result"], login["two_factor"], login["message"]) == (True, "EMAIL", None)
    assert Client(login["token"]).get("/users/view.json").json()["User"]["two_factor"] == "EMAIL"


@pytest.mark.parametrize("spell", ["{0} {1}", " {0}-{1} ", "{0}\u00a0{1}", "\u200b{0}{1}"])
def test_a_code_may_be_typed_in_groups(sam: User, spell: str) -> None:
    log_in(sam)
    code = read_mail(sam)

    assert log_in(sam, spell.format(code[:3], code[3:])).status_code == 200


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\u0966", "\uff10"])
def test_a_code_may_be_typed_in_the_digits_of_another_script(sam: User, zero: str) -> None:
    log_in(sam)
    typed = "".join(chr(ord(zero) + int(digit)) for digit in read_mail(sam))

    assert log_in(sam, typed).status_code == 200


def test_a_code_works_once(sam: User) -> None:
    log_in(sam)
    code = read_mail(sam)

    assert [log_in(sam, code).status_code for _ in range(2)] == [200, 401]


def test_a_code_is_good_for_ten_minutes(sam: User, frozen_clock: Any) -> None:
    log_in(sam)
    code = read_mail(sam)
    frozen_clock.shift(timedelta(minutes=10))

    response = log_in(sam, code)
    assert (response.status_code, response.json()["message"]) == (401, WRONG_CODE)


def test_a_new_request_makes_the_earlier_code_worthless(sam: User, frozen_clock: Any) -> None:
    log_in(sam)
    first = read_mail(sam)
    frozen_clock.shift(1)
    log_in(sam)

    assert log_in(sam, first).status_code == 401
    assert log_in(sam, read_mail(sam)).status_code == 200


def test_the_code_of_somebody_else_opens_nothing(sam: User, people: World) -> None:
    use_email(people.sue)
    log_in(sam)
    log_in(people.sue)

    assert log_in(sam, read_mail(people.sue)).status_code == 401
    assert log_in(people.sue, read_mail(people.sue)).status_code == 200


def test_a_code_of_another_purpose_opens_nothing(sam: User) -> None:
    log_in(sam)
    OneTimeCode.objects.update(purpose=OneTimeCode.Purpose.RECOVERY)

    assert log_in(sam, derive_login_code(OneTimeCode.objects.get())).status_code == 401


def test_a_code_that_went_to_a_former_address_is_worthless(sam: User) -> None:
    log_in(sam)
    code = read_mail(sam)
    User.objects.filter(pk=sam.pk).update(email="new@alpine.example")
    sam.refresh_from_db()

    assert log_in(sam, code).status_code == 401


def test_a_code_survives_a_change_of_the_secret_key(sam: User, settings: Any) -> None:
    log_in(sam)
    code = read_mail(sam)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]

    assert log_in(sam, code).status_code == 200


def test_the_mailbox_cannot_be_flooded(sam: User, frozen_clock: Any) -> None:
    for _ in range(MAILS_PER_WINDOW + 3):
        frozen_clock.shift(1)
        response = log_in(sam)
    assert count_mails() == MAILS_PER_WINDOW
    assert response.status_code == 401
    assert response.json()["message"].startswith("Several codes were sent")
    assert log_in(sam, read_mail(sam)).status_code == 200

    frozen_clock.shift(timedelta(minutes=15))
    log_in(sam)
    assert count_mails() == MAILS_PER_WINDOW + 1


def test_a_wrong_pair_sends_no_mail_and_reveals_nothing(sam: User, people: World) -> None:
    log_in(sam)
    responses = [
        log_in(sam, read_mail(sam), password="wrong"),
        log_in(sam, password="wrong"),
        log_in(people.sue, "123456", password="wrong"),
        log_in(User(email="nobody@alpine.example"), "123456"),
    ]

    assert len({response.content for response in responses}) == 1
    assert responses[0].json()["response"]["two_factor"] == "OFF"
    assert count_mails() == 1
    assert log_in(sam, read_mail(sam)).status_code == 200


def test_a_wrong_pair_with_a_code_costs_as_many_statements_as_without(sam: User, queries_of: Any) -> None:
    log_in(sam, password="wrong")
    counts = [len(queries_of(lambda code=code: log_in(sam, code, password="wrong"))) for code in (None, "123456")]

    assert counts[0] == counts[1]


@pytest.mark.parametrize("code", ["", "   ", None])
def test_a_blank_code_is_none(sam: User, code: str | None) -> None:
    response = Client().post("/users/login.json", {"email": sam.email, "password": "demo-flight-1", "code": code})

    assert response.json()["response"]["two_factor"] == "EMAIL"
    assert count_mails() == 1
    assert not Event.objects.filter(action="login.failed").exists()


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "-", "\U0001f511", "½½½½½½", "x" * 50, "١٢٣"])
def test_an_odd_code_is_a_wrong_one(sam: User, code: str) -> None:
    log_in(sam)

    assert log_in(sam, code).json()["message"] == WRONG_CODE


@pytest.mark.parametrize("code", ["x" * 51, ["1"], {"a": 1}, True])
def test_a_code_that_is_no_text_is_a_400(sam: User, code: Any) -> None:
    response = Client().post("/users/login.json", {"email": sam.email, "password": "demo-flight-1", "code": code})

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"code"}


def test_a_code_may_arrive_as_a_number(sam: User) -> None:
    log_in(sam)
    code = read_mail(sam)
    if code.startswith("0"):
        return  # a number has lost its first digit
    body = {"email": sam.email, "password": "demo-flight-1", "code": int(code)}

    assert Client().post("/users/login.json", body).status_code == 200


def test_without_a_mail_server_nobody_waits_for_a_mail(sam: User, settings: Any) -> None:
    settings.MAIL_ENABLED = False

    assert log_in(sam).status_code == 200


def test_whoever_chose_nothing_needs_no_code(people: World) -> None:
    assert log_in(people.sue).status_code == 200
    assert log_in(people.sue, find_wrong_code()).status_code == 200


def test_turning_it_off_makes_a_code_under_way_worthless(sam: User) -> None:
    log_in(sam)
    choose_factor(user=sam, factor=User.TwoFactor.OFF)

    assert OneTimeCode.objects.get().expires_at <= OneTimeCode.objects.get().created_at
    assert log_in(sam).status_code == 200
