"""Login with the code of an authenticator app, or a recovery code (docs/api.md, section 12)."""

from typing import Any

import pytest

from accounts.models import RecoveryCode, TotpDevice, User
from accounts.sign_in.second_factor.changing import disable_factor, renew_recovery_codes
from accounts.sign_in.second_factor.recovery_codes import COUNT
from accounts.sign_in.sessions import log_in as open_api_session
from mail.models import Mail
from records.models import Event
from tests.accounts.second_factor.steps import WRONG_CODE, get_app_code, log_in, use_app
from tests.factories import PASSWORD
from tests.world import World


@pytest.fixture
def sam(people: World) -> User:
    return people.sam


@pytest.fixture
def app(sam: User) -> tuple[str, list[str]]:
    return use_app(sam)


def test_the_right_pair_alone_is_asked_for_the_code_of_the_app(sam: User, app: Any) -> None:
    response = log_in(sam)

    assert response.status_code == 401
    assert response.json()["response"]["two_factor"] == "TOTP"
    assert not Mail.objects.filter(kind="login_code").exists()


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_wrong(sam: User, app: Any, frozen_clock: Any, steps: int) -> None:
    frozen_clock.shift(60)

    assert log_in(sam, get_app_code(app[0], steps)).status_code == 200


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_clock_may_not_be_a_minute_wrong(sam: User, app: Any, frozen_clock: Any, steps: int) -> None:
    frozen_clock.shift(120)

    assert log_in(sam, get_app_code(app[0], steps)).json()["message"] == WRONG_CODE


def test_no_code_is_accepted_twice(sam: User, app: Any) -> None:
    code = get_app_code(app[0])

    assert [log_in(sam, code).status_code for _ in range(2)] == [200, 401]


def test_no_earlier_step_is_accepted_after_a_later_one(sam: User, app: Any) -> None:
    assert log_in(sam, get_app_code(app[0], 1)).status_code == 200
    assert log_in(sam, get_app_code(app[0], 0)).status_code == 401


def test_the_code_that_confirmed_the_app_logs_nobody_in(sam: User, app: Any) -> None:
    assert log_in(sam, get_app_code(app[0], -1)).status_code == 401


def test_the_app_of_somebody_else_opens_nothing(people: World, app: Any) -> None:
    other, _ = use_app(people.sue)

    assert log_in(people.sam, get_app_code(other)).status_code == 401
    assert log_in(people.sam, get_app_code(app[0])).status_code == 200


def test_each_recovery_code_works_once(sam: User, app: Any) -> None:
    codes = app[1]

    assert len(set(codes)) == COUNT
    assert [log_in(sam, code).status_code for code in codes] == [200] * COUNT
    assert log_in(sam, codes[0]).status_code == 401
    used = Event.objects.filter(action="recovery_code.used").order_by("seq")
    assert [event.payload for event in used] == [f'{{"left":{left}}}' for left in reversed(range(COUNT))]


@pytest.mark.parametrize("spell", [str.upper, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_recovery_code_may_be_typed_as_people_type(sam: User, app: Any, spell: Any) -> None:
    assert log_in(sam, spell(app[1][3])).status_code == 200


def test_a_new_set_of_recovery_codes_replaces_the_old(sam: User, app: Any) -> None:
    new = renew_recovery_codes(user=sam, password=PASSWORD)

    assert RecoveryCode.objects.count() == COUNT
    assert log_in(sam, app[1][0]).status_code == 401
    assert log_in(sam, new[0]).status_code == 200


def test_the_recovery_codes_of_somebody_else_open_nothing(people: World, app: Any) -> None:
    use_app(people.sue)

    assert log_in(people.sue, app[1][0]).status_code == 401


def test_recovery_codes_end_with_the_app(sam: User, app: Any) -> None:
    disable_factor(user=sam, password=PASSWORD)

    assert not RecoveryCode.objects.exists()
    assert not TotpDevice.objects.exists()
    assert log_in(sam).status_code == 200


def test_the_secret_survives_a_change_of_the_secret_key(sam: User, app: Any, settings: Any) -> None:
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the next one"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert log_in(sam, get_app_code(app[0])).status_code == 200

    settings.SECRET_KEY_FALLBACKS = []
    assert log_in(sam, get_app_code(app[0], 1)).status_code == 200


def test_recovery_codes_work_even_if_the_key_of_the_secret_is_lost(sam: User, app: Any, settings: Any) -> None:
    settings.SECRET_KEY = "a new one, and nobody kept the old one"

    assert log_in(sam, get_app_code(app[0])).status_code == 401
    assert log_in(sam, app[1][0]).status_code == 200


def test_a_factor_that_changes_while_the_password_is_checked_opens_no_session(
    sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.sign_in import sessions
    from accounts.sign_in.clients import ClientInfo
    from core.exceptions import Unauthenticated

    authenticate = sessions.authenticate

    def authenticate_slowly(**arguments: Any) -> User | None:
        user = authenticate(**arguments)
        use_app(User.objects.get(pk=sam.pk))
        return user

    monkeypatch.setattr(sessions, "authenticate", authenticate_slowly)
    with pytest.raises(Unauthenticated):
        open_api_session(email=sam.email, password=PASSWORD, client=ClientInfo("192.0.2.1"))
