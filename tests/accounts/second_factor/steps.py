"""What people do with a second factor, step by step."""

from typing import Any

import pyotp
from django.utils import timezone

from accounts.models import Company, OneTimeCode, User
from accounts.one_time_codes import derive_login_code
from accounts.sign_in.second_factor.changing import choose_factor, confirm_totp, start_totp
from tests.factories import PASSWORD
from tests.world import Client

LOGIN = "/users/login.json"
WRONG_PAIR = "The e-mail address or password is incorrect."
WRONG_CODE = "The code is incorrect or no longer valid."


def log_in(user: User, code: str | None = None, *, password: str = PASSWORD, **meta: Any) -> Any:
    """The response to a login from a device that is not known."""
    body = {"email": user.email, "password": password} | ({} if code is None else {"code": code})
    return Client().post(LOGIN, body, **meta)


def use_email(user: User) -> User:
    choose_factor(user=user, factor=User.TwoFactor.EMAIL)
    return user


def use_app(user: User) -> tuple[str, list[str]]:
    """Sets up an authenticator app a minute ago by the clock of the server: its secret, and the recovery codes."""
    secret = start_totp(user=user, password=PASSWORD).secret
    return secret, confirm_totp(user=user, code=get_app_code(secret, -1))


def get_app_code(secret: str, steps: int = 0) -> str:
    """The code of the app, as it was or will be some steps of 30 seconds from now."""
    return str(pyotp.TOTP(secret).at(int(timezone.now().timestamp()) + 30 * steps))


def read_mail(user: User) -> str:
    """The code of the last mail to the user."""
    return derive_login_code(OneTimeCode.objects.filter(user=user, purpose="login").latest("created_at", "id"))


def find_wrong_code(*right: str) -> str:
    """Six digits that are none of these codes."""
    return next(code for code in map(str, range(100_000, 100_100)) if code not in right)


def demand_factor(company: Company, day: Any) -> None:
    Company.objects.filter(pk=company.pk).update(two_factor_required_from=day)
