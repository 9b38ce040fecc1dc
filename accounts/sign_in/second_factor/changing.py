"""Choosing, setting up, turning off and resetting the second factor of a user.

Every change is recorded in the ledger and told to the user by mail. Setting up an app keeps other sessions: they were
opened by the same person. A reset by a manager ends all of them: it is done when a phone is lost.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import TotpDevice, User
from accounts.people.reach import lock_account, lock_people
from accounts.sign_in.credentials import confirm_own_password, end_sessions, reject_api_key
from accounts.sign_in.login_attempts import AttemptCounter, build_key, clear_attempts, count_attempt
from accounts.sign_in.second_factor.checking import clean_code
from accounts.sign_in.second_factor.email_codes import end_login_codes
from accounts.sign_in.second_factor.policy import TwoFactor, is_factor_demanded
from accounts.sign_in.second_factor.recovery_codes import delete_recovery_codes, replace_recovery_codes
from accounts.sign_in.second_factor.totp import (
    TotpSetup,
    confirm_device,
    find_pending_device,
    store_pending_device,
)
from core.exceptions import Conflict, Forbidden, InvalidInput
from mail.kinds import MailKind
from mail.services import MailDraft, queue_mails
from records.services import EventDraft, record_events

APP_IS_ON = gettext_lazy("An authenticator app is set up already. Turn it off first, which requires your password.")
DEMANDED = gettext_lazy("Your school requires a second factor. Choose EMAIL, or set up an authenticator app.")
NO_MAIL = gettext_lazy("This server sends no mail (EMAIL_URL is not set). Set up an authenticator app instead.")
UNCONFIRMED = gettext_lazy("Confirm your e-mail address first: codes are sent to it.")


def choose_factor(*, user: User, factor: TwoFactor) -> None:
    """Turns codes by e-mail on or off for the user; choosing what they have already changes nothing.

    Raises InvalidInput (`two_factor`) for what the user cannot have: an app without its setup, no factor where the
    school demands one, mail where none is sent or the address is not confirmed. Raises Conflict while an app is set
    up: turning that off requires the password (`disable_factor`).
    """
    with transaction.atomic():
        current = lock_account(user.pk)
        if current.two_factor != factor:
            check_choice(current, factor)
            store_factor(current, factor)
    user.two_factor = current.two_factor


def check_choice(user: User, factor: TwoFactor) -> None:
    if user.two_factor == TwoFactor.TOTP:
        raise Conflict(APP_IS_ON)
    if factor is TwoFactor.TOTP:
        raise InvalidInput.for_field("two_factor", _("An authenticator app is set up by POST /users/totp.json."))
    if factor is TwoFactor.OFF and is_factor_demanded(user):
        raise InvalidInput.for_field("two_factor", DEMANDED)
    if factor is TwoFactor.EMAIL and not settings.MAIL_ENABLED:
        raise InvalidInput.for_field("two_factor", NO_MAIL)
    if factor is TwoFactor.EMAIL and user.email_confirmed_at is None:
        raise InvalidInput.for_field("two_factor", UNCONFIRMED)


def start_totp(*, user: User, password: str) -> TotpSetup:
    """Begins the setup of an authenticator app; the factor stays what it is until `confirm_totp`.

    Raises Forbidden for a wrong password, TooManyAttempts, and Conflict when an app is set up already.
    """
    confirm_own_password(user=user, password=password)
    with transaction.atomic():
        current = lock_account(user.pk)
        if current.two_factor == TwoFactor.TOTP:
            raise Conflict(APP_IS_ON)
        return store_pending_device(current)


def confirm_totp(*, user: User, code: str) -> list[str]:
    """Turns the authenticator app on, whose setup has begun, by its first code; returns the recovery codes, shown once.

    Raises Conflict when no setup has begun within the last hour, InvalidInput (`code`) for a wrong code, and
    TooManyAttempts: otherwise somebody at an unattended session could guess a code and get the recovery codes.
    """
    reject_api_key()
    counter = AttemptCounter(build_key("totp-setup", str(user.pk)), settings.GUESSES_PER_ACCOUNT)
    with count_attempt(counter), transaction.atomic():
        current = lock_account(user.pk)
        device = find_pending_device(current)
        if device is None:
            raise Conflict(_("The setup of an authenticator app has not begun, or too long ago. Please start again."))
        if not confirm_device(device, clean_code(code)):
            raise InvalidInput.for_field(
                "code", _("The code is incorrect. Check that the clock of your phone is right.")
            )
        codes = replace_recovery_codes(current)
        store_factor(current, TwoFactor.TOTP)
    clear_attempts(counter.key)
    user.two_factor = current.two_factor
    return codes


def disable_factor(*, user: User, password: str) -> TwoFactor:
    """Turns the user's second factor off, and returns the factor that they have then: codes by e-mail if they had an
    app and the school demands a factor.

    Raises Forbidden for a wrong password, TooManyAttempts, Conflict when it is off already, and InvalidInput
    (`two_factor`) for codes by e-mail that the school demands.
    """
    confirm_own_password(user=user, password=password)
    with transaction.atomic():
        current = lock_account(user.pk)
        if current.two_factor == TwoFactor.OFF:
            raise Conflict(_("No second factor is turned on."))
        if current.two_factor == TwoFactor.EMAIL:
            check_choice(current, TwoFactor.OFF)
        store_factor(current, TwoFactor.EMAIL if is_factor_demanded(current) else TwoFactor.OFF)
    user.two_factor = current.two_factor
    return TwoFactor(current.two_factor)


def disable_totp(*, user: User, password: str) -> TwoFactor:
    """Turns the authenticator app off, as `disable_factor` does; raises Conflict when the user has none."""
    reject_api_key()
    if user.two_factor != TwoFactor.TOTP:
        raise Conflict(_("No authenticator app is set up."))
    return disable_factor(user=user, password=password)


def renew_recovery_codes(*, user: User, password: str) -> list[str]:
    """New recovery codes, shown once; the earlier ones stop working.

    Raises Forbidden for a wrong password, TooManyAttempts, and Conflict when no authenticator app is set up.
    """
    confirm_own_password(user=user, password=password)
    with transaction.atomic():
        current = lock_account(user.pk)
        if current.two_factor != TwoFactor.TOTP:
            raise Conflict(_("There are recovery codes only while an authenticator app is set up."))
        codes = replace_recovery_codes(current)
        record_events(EventDraft("recovery_codes.renewed", current), company_id=current.company_id, by=current)
    return codes


def reset_factors(*, user_ids: Collection[int], by: User | None) -> list[User]:
    """Turns the second factor of people off who lost their phone, and ends their sessions; returns those who had one.

    Raises what `lock_people` raises, and Forbidden when one of them is the actor, who has `disable_factor`. `by` None
    is the operator.
    """
    with transaction.atomic():
        people = lock_people(user_ids, by)
        if by is not None and by in people:
            raise Forbidden(_("You cannot reset your own second factor here."))
        reset = [user for user in people if user.two_factor != TwoFactor.OFF]
        forget_factors(reset, by)
    return reset


def forget_factors(users: list[User], by: User | None) -> None:
    for user in users:
        apply_factor(user, TwoFactor.OFF, sessions_from=timezone.now())
    ended, drafts = end_sessions(users)
    resets = [EventDraft("second_factor.reset", user, {"sessions_ended": ended[user.pk]}) for user in users]
    notify_people(users, "two_factor_reset")
    if users:
        record_events(*resets, *drafts, company_id=users[0].company_id, by=by)


def store_factor(user: User, factor: TwoFactor) -> None:
    """Stores the factor that a user, whose row is locked, has chosen; records it and tells the user."""
    before, is_off = user.two_factor, factor is TwoFactor.OFF or user.two_factor == TwoFactor.TOTP
    apply_factor(user, factor)
    notify_people([user], "two_factor_off" if is_off else "two_factor_on")
    action = "second_factor.disabled" if is_off else "second_factor.enabled"
    draft = EventDraft(action, user, {"from": before, "to": factor.value})
    record_events(draft, company_id=user.company_id, by=user)


def apply_factor(user: User, factor: TwoFactor, **values: Any) -> None:
    """Stores the factor, and deletes what belongs to another one."""
    user.two_factor = factor.value
    User.objects.filter(pk=user.pk).update(two_factor=factor.value, modified_at=timezone.now(), **values)
    end_login_codes(user)
    if factor is not TwoFactor.TOTP:
        TotpDevice.objects.filter(user=user).delete()
        delete_recovery_codes(user)


def notify_people(users: list[User], change: str) -> None:
    queue_mails(MailDraft(MailKind.ACCOUNT_CHANGED, user, {"change": change}) for user in users)
