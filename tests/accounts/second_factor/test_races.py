"""Of several requests with one code at the same moment, one succeeds."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from accounts.models import OneTimeCode, RecoveryCode, Token, User
from accounts.sign_in.second_factor.changing import confirm_totp, reset_factors, start_totp
from accounts.sign_in.second_factor.email_codes import MAILS_PER_WINDOW
from core.exceptions import DomainError
from mail.models import Mail
from tests.accounts.second_factor.steps import get_app_code, log_in, read_mail, use_app, use_email
from tests.document import load_document
from tests.factories import PASSWORD
from tests.parallel import run_in_parallel
from tests.world import World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sam(settings: Any) -> User:
    """Sam, whose guesses are not limited: the code alone decides."""
    settings.GUESSES_PER_ACCOUNT = settings.GUESSES_PER_ADDRESS = 1_000
    load_document()  # the generator of the API document, which checks responses, must not begin in several threads
    world = World()
    world.sam.set_password(PASSWORD)
    world.sam.save()
    return world.sam


def prepare_email_code(user: User) -> str:
    use_email(user)
    log_in(user)
    return read_mail(user)


def prepare_app_code(user: User) -> str:
    return get_app_code(use_app(user)[0])


def prepare_recovery_code(user: User) -> str:
    return use_app(user)[1][0]


@pytest.mark.parametrize("prepare", [prepare_email_code, prepare_app_code, prepare_recovery_code])
def test_one_code_in_eight_logins_at_once_opens_one_session(sam: User, prepare: Callable[[User], str]) -> None:
    code = prepare(sam)
    statuses: list[int] = []

    run_in_parallel([lambda: statuses.append(log_in(sam, code).status_code)] * 8)

    assert Counter(statuses) == {200: 1, 401: 7}
    assert Token.objects.filter(user=sam).count() == 1


def test_eight_requests_at_once_send_no_more_mails_than_allowed(sam: User) -> None:
    use_email(sam)

    run_in_parallel([lambda: log_in(sam)] * 8)

    assert Mail.objects.filter(kind="login_code").count() == MAILS_PER_WINDOW
    assert OneTimeCode.objects.filter(expires_at__gt=OneTimeCode.objects.latest("id").created_at).count() == 1


def test_a_setup_confirmed_four_times_at_once_shows_one_set_of_recovery_codes(sam: User) -> None:
    code = get_app_code(start_totp(user=sam, password=PASSWORD).secret)
    shown: list[list[str]] = []

    def confirm() -> None:
        with suppress(DomainError):
            shown.append(confirm_totp(user=User.objects.get(pk=sam.pk), code=code))

    run_in_parallel([confirm] * 4)

    assert len(shown) == 1
    assert RecoveryCode.objects.count() == 10
    assert log_in(sam, shown[0][0]).status_code == 200


def test_a_reset_by_two_managers_at_once_is_one_reset(sam: User) -> None:
    use_app(sam)
    reset: list[User] = []

    run_in_parallel([lambda: reset.extend(reset_factors(user_ids=[sam.pk], by=None))] * 2)

    assert reset == [sam]


@pytest.mark.parametrize("limit", [5])
def test_of_thirty_guesses_at_once_five_are_checked(sam: User, settings: Any, limit: int) -> None:
    settings.GUESSES_PER_ACCOUNT = limit
    use_app(sam)
    statuses: list[int] = []

    run_in_parallel([lambda: statuses.append(log_in(sam, "0000000").status_code)] * 30)

    assert Counter(statuses) == {401: limit, 429: 30 - limit}
