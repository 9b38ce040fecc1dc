"""Codes for a login by e-mail: six digits, good for ten minutes and one login."""

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare

from accounts.models import OneTimeCode, User
from accounts.one_time_codes import Purpose, derive_digest, filter_open_codes, format_digits, issue_code, use_code
from core import clock
from core.encryption import list_secret_keys
from core.exceptions import NotFound
from mail.kinds import MailKind
from mail.services import queue_mail

# For each account, within GUESS_WINDOW: somebody who knows the password must not flood the mailbox.
MAILS_PER_WINDOW = 5


def send_login_code(user: User) -> bool:
    """Sends a new code to the user; an earlier one stops working. False, and nothing is sent, when as many mails as are
    allowed went out within the last quarter of an hour."""
    with transaction.atomic():
        # Locked, so that of parallel requests each counts the codes of those before it.
        current = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        recent = OneTimeCode.objects.filter(
            user=current, purpose=Purpose.LOGIN, created_at__gt=clock.now() - settings.GUESS_WINDOW
        )
        if recent.count() >= MAILS_PER_WINDOW:
            return False
        code = issue_code(current, Purpose.LOGIN)
        queue_mail(MailKind.LOGIN_CODE, current, {"code": str(code.pk)})
    return True


def use_email_code(user: User, text: str) -> bool:
    """Whether the text is the user's live code, sent to the address that they have now; it is used up."""
    code = filter_open_codes([user.pk], Purpose.LOGIN).filter(email=user.email).order_by("-created_at", "-id").first()
    if code is None or not is_code(code, text):
        return False
    try:
        use_code(code)
    except NotFound:
        return False
    return True


def is_code(code: OneTimeCode, text: str) -> bool:
    """Whether the text is this code. Its mail may have been sent before the secret key was changed."""
    return any(constant_time_compare(text, format_digits(derive_digest(code, key))) for key in list_secret_keys())


def end_login_codes(user: User) -> None:
    """Makes a code that was sent worthless."""
    filter_open_codes([user.pk], Purpose.LOGIN).update(expires_at=clock.now())
