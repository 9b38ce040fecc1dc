"""The second step of a login: asking for a code, and checking it.

Wrong codes are counted like wrong passwords, by the counters of the login (accounts/sign_in/sessions.py), which the
right password alone does not clear. These forget an attempt after a quarter of an hour; so that nobody who knows the
password can go on guessing for months, wrong codes have a second limit, for a day.
"""

import unicodedata
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.people.reach import lock_account
from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.login_attempts import AttemptCounter, build_key, clear_attempts, count_attempt
from accounts.sign_in.second_factor.email_codes import send_login_code, use_email_code
from accounts.sign_in.second_factor.policy import TwoFactor
from accounts.sign_in.second_factor.recovery_codes import CODE_LENGTH, count_unused_codes, use_recovery_code
from accounts.sign_in.second_factor.totp import use_totp_code
from core.exceptions import Unauthenticated
from records.services import EventDraft, record_events

CODES_PER_DAY = 20
DAY = timedelta(days=1)

CODE_SENT = gettext_lazy("A code was sent to your e-mail address. It is valid for ten minutes.")
NO_CODE_SENT = gettext_lazy(
    "Several codes were sent to your e-mail address already. Use the latest one, or try again in 15 minutes."
)
APP_CODE_NEEDED = gettext_lazy("Enter the code that your authenticator app shows, or a recovery code.")
WRONG_CODE = gettext_lazy("The code is incorrect or no longer valid.")


class CodeRequired(Unauthenticated):
    """The password of `user` was right, and the code of the second factor is missing or wrong."""

    def __init__(self, message: StrOrPromise, user: User, factor: TwoFactor) -> None:
        super().__init__(message)
        self.user = user
        self.factor = factor


def request_code(user: User, factor: TwoFactor) -> CodeRequired:
    """The error that asks for a code; a code by e-mail is sent."""
    if factor is TwoFactor.TOTP:
        return CodeRequired(APP_CODE_NEEDED, user, factor)
    return CodeRequired(CODE_SENT if send_login_code(user) else NO_CODE_SENT, user, factor)


def check_code(*, user: User, factor: TwoFactor, text: str, client: ClientInfo) -> None:
    """Uses up the code. Raises CodeRequired for a wrong one, which stays counted, and TooManyAttempts beyond the limit
    of a day."""
    counter = build_code_counter(user, client)
    # Counted before the code is checked: of parallel attempts, no more than the limit are.
    with count_attempt(counter):
        is_right = use_code(user, factor, clean_code(text))
    if not is_right:
        record_events(EventDraft("login.failed", user, {"factor": factor.value}), company_id=user.company_id, by=None)
        raise CodeRequired(WRONG_CODE, user, factor)
    clear_attempts(counter.key)


def build_code_counter(user: User, client: ClientInfo) -> AttemptCounter:
    """The counter of wrong codes in a day: that of all the user's known devices, or else that of the account, so that
    strangers who know the password cannot lock out the owner.

    One for all devices: whoever knew the password before the second factor was turned on could have made as many
    devices known as they like, and each would have guesses of its own.
    """
    subject = f"{user.pk} known devices" if client.get_known_device(user) else str(user.pk)
    return AttemptCounter(build_key("login-code", subject), CODES_PER_DAY, window=DAY)


def use_code(user: User, factor: TwoFactor, code: str) -> bool:
    """Whether the code is right, by which it is used up: one of the app or of the mail, or a recovery code."""
    if len(code) == CODE_LENGTH:
        return use_listed_code(user, code)
    return use_totp_code(user, code) if factor is TwoFactor.TOTP else use_email_code(user, code)


def use_listed_code(user: User, code: str) -> bool:
    """Uses a recovery code, and records it with the number of those left."""
    with transaction.atomic():
        # Before the code, as whoever deletes codes does: in another order, the two could deadlock.
        lock_account(user.pk)
        is_right = use_recovery_code(user, code)
        if is_right:
            draft = EventDraft("recovery_code.used", user, {"left": count_unused_codes(user)})
            record_events(draft, company_id=user.company_id, by=user)
    return is_right


def clean_code(text: str) -> str:
    """The letters and digits of a typed code, without spaces and hyphens: lower case, digits of any script as ASCII."""
    letters = (letter for letter in unicodedata.normalize("NFKC", text).lower() if letter.isalnum())
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in letters)
