"""Inviting people: a mail with a link by which they set their password."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.one_time_codes import Purpose, issue_codes
from accounts.people.reach import lock_people
from core import clock
from core.exceptions import Conflict
from mail.kinds import MailKind
from mail.services import MailDraft, queue_mails
from records.services import EventDraft, record_events

BATCH_SIZE = 1000
# A second click, or a retry, within this time sends no second mail, which would make the link in the first worthless.
RESEND_AFTER = timedelta(minutes=1)
NO_MAIL_SERVER = gettext_lazy("This server sends no mail (EMAIL_URL is not set). Set a password instead.")


def invite_users(*, users: Sequence[User], by: User | None) -> list[User]:
    """Sends each user an invitation, and returns those invited.

    Left out are people who have a password and those whose account is closed. An invitation sent again makes the
    earlier link worthless; one that has just been sent is not repeated. Raises what `lock_people` raises, and Conflict
    when the server sends no mail.
    """
    if not settings.MAIL_ENABLED:
        raise Conflict(NO_MAIL_SERVER)
    with transaction.atomic():
        invited = [user for user in lock_people([user.pk for user in users], by) if is_invitable(user)]
        drafts = store_invitations((user for user in invited if not was_just_invited(user)), by)
        if drafts:
            record_events(*drafts, company_id=invited[0].company_id, by=by)
    return invited


def is_invitable(user: User) -> bool:
    """Whether an invitation makes sense: the account is open, and has no password yet."""
    return user.may_log_in and user.deleted_at is None and not user.has_usable_password()


def was_just_invited(user: User) -> bool:
    return user.invited_at is not None and user.invited_at > clock.now() - RESEND_AFTER


def store_invitations(users: Iterable[User], by: User | None) -> list[EventDraft]:
    """Stores the codes and mails of invitations, and returns their events; the users' rows are locked."""
    people = mark_invited(users)
    User.objects.bulk_update(people, ["invited_at", "email_confirmed_at"], batch_size=BATCH_SIZE)
    return send_invitations(people, by)


def mark_invited(users: Iterable[User]) -> list[User]:
    """Sets on the users that they are invited, without storing them: new ones are inserted so."""
    people = list(users)
    for user in people:
        user.invited_at, user.email_confirmed_at = clock.now(), None
    return people


def send_invitations(people: Sequence[User], by: User | None) -> list[EventDraft]:
    """Stores the codes and mails of people who are marked as invited, and returns their events."""
    queue_mails(
        MailDraft(MailKind.INVITATION, code.user, {"code": str(code.pk), "by": str(by or "")})
        for code in issue_codes(people, Purpose.INVITATION)
    )
    return [EventDraft("user.invited", user) for user in people]
