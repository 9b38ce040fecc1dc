"""Changing the e-mail address: the new one counts once the link that was sent to it has been opened."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import OneTimeCode, User
from accounts.one_time_codes import Purpose, find_link_code, get_code_row, issue_code, use_code
from accounts.own_account.links import count_opened_link
from accounts.people.reach import lock_account
from accounts.sign_in import credentials
from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.login_attempts import build_key, reserve_attempt
from core import clock
from core.exceptions import Conflict, InvalidInput, NotFound
from core.text.cleaning import clean_email
from mail.kinds import MailKind
from mail.services import MailDraft, queue_mail, queue_mails
from records.services import EventDraft, record_events

CHANGES_AT_MOST, CHANGES_WITHIN = 3, timedelta(hours=1)


def request_address(*, user: User, email: str, password: str) -> None:
    """Sends a link to the new address, and tells the present one. The present address, if it is not confirmed yet, gets
    the link again.

    An address that somebody else on the server has gets no mail, and the caller is not told: it may be an account of
    another school. Raises InvalidInput (`email`) for the present address if it is confirmed, Conflict when the server
    sends no mail, TooManyAttempts beyond `CHANGES_AT_MOST`, and what `credentials.confirm_own_password` raises.
    """
    credentials.reject_api_key()
    email = clean_email(email)
    if not settings.MAIL_ENABLED:
        raise Conflict(_("This server sends no mail (EMAIL_URL is not set). A manager can change your address."))
    if email == user.email and user.email_confirmed_at is not None:
        raise InvalidInput.for_field("email", _("This is your e-mail address already."))
    credentials.confirm_own_password(user=user, password=password)
    send_confirmation(user=user, email=email)


def send_confirmation(*, user: User, email: str) -> None:
    """What `request_address` does once the password was right. Raises TooManyAttempts."""
    reserve_attempt(build_key("email-change", str(user.pk)), CHANGES_AT_MOST, window=CHANGES_WITHIN)
    with transaction.atomic():
        current = lock_account(user.pk)
        code = issue_code(current, Purpose.CONFIRMATION, email=email)
        queue_mails(build_mails(current, code))
        record_events(EventDraft("email.requested", current), company_id=current.company_id, by=user)


def build_mails(user: User, code: OneTimeCode) -> list[MailDraft]:
    drafts = []
    if code.email != user.email:
        drafts.append(MailDraft(MailKind.ADDRESS_CHANGE, user, {"new": code.email}))
    if not User.objects.filter(email=code.email).exclude(pk=user.pk).exists():
        drafts.append(MailDraft(MailKind.CONFIRMATION, user, {"code": str(code.pk)}, address=code.email))
    return drafts


def confirm_address(*, user_id: int, code: str, client: ClientInfo) -> User:
    """Makes the address to which the link was sent the user's, who stays logged in; the former address is told.

    Programs that check mails open links before people do, so doing it again changes nothing. Raises NotFound for a link
    that is unknown, expired, replaced by a later one, or for an address that somebody else has got meanwhile, and
    TooManyAttempts for a client that guesses.
    """
    with count_opened_link(client), transaction.atomic():
        # Locked, so that of two requests with one link, the second finds it used and the address changed.
        lock_account(user_id)
        row = get_code_row(user_id, code, {Purpose.CONFIRMATION})
        if row.used_at is None:
            use_code(find_link_code(user_id, code, {Purpose.CONFIRMATION}))
            store_address(row.user, row.email)
        elif row.user.email != row.email or not row.user.may_log_in:
            raise NotFound
    return row.user


def store_address(user: User, email: str) -> None:
    """Stores a confirmed address, records it and tells the former one."""
    former, user.email, user.email_confirmed_at = user.email, email, clock.now()
    try:
        # In a savepoint: the unique constraint decides between two people who confirm one address.
        with transaction.atomic():
            user.save(update_fields=["email", "email_confirmed_at", "modified_at"])
    except IntegrityError as error:
        raise NotFound from error
    if former != email:
        queue_mail(MailKind.ACCOUNT_CHANGED, user, {"change": "address"}, address=former)
    action = "email.confirmed" if former == email else "email.changed"
    record_events(EventDraft(action, user), company_id=user.company_id, by=user)
