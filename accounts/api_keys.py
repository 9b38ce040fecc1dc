"""Issuing and revoking API keys (docs/api.md, section 1, Authentication)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Company, Token, User
from accounts.people.reach import lock_person
from accounts.sign_in.sessions import IssuedToken, issue_token
from core.exceptions import Conflict, InvalidInput
from core.school_time import LATEST_DAY
from records.services import EventDraft, record_events


def create_api_key(*, user: User, name: str, expires_on: date | None = None, by: User | None = None) -> IssuedToken:
    """Issues an API key to `user`, valid to the end of `expires_on` in the time zone of the user's school.

    Raises Conflict when the user has a live key with this name, InvalidInput for a day in the past or too far away, and
    Forbidden for a user with a higher role than the actor's; `by` None is the operator.
    """
    if expires_on:
        check_last_day(expires_on, user.company)
    expires_at = user.company.get_day_end(expires_on) if expires_on else None
    try:
        # The unique constraint on live keys decides, so that of two requests at once only one succeeds.
        with transaction.atomic():
            lock_person(user.pk, by)
            issued = issue_token(user=user, kind=Token.Kind.API_KEY, expires_at=expires_at, name=name, by=by)
            record_events(build_key_event("key.created", issued.token), company_id=user.company_id, by=by)
            return issued
    except IntegrityError as error:
        raise Conflict(
            _("%(email)s already has a key named %(name)s. Revoke it first, or choose another name.")
            % {"email": user.email, "name": repr(name)}
        ) from error


def check_last_day(day: date, company: Company) -> None:
    """Raises InvalidInput for a last day of a key that is in the past, or later than any day the server can store."""
    if day > LATEST_DAY:
        raise InvalidInput.for_field("expires_on", _("A key expires by %(day)s at the latest.") % {"day": LATEST_DAY})
    if day < company.local_date(timezone.now()):
        raise InvalidInput.for_field(
            "expires_on", _("%(day)s is in the past. The last day of a key must be today or later.") % {"day": day}
        )


def revoke_api_key(*, token: Token, by: User | None = None) -> None:
    """Ends a key immediately; it stays listed. Revoking it again changes and records nothing.

    Raises Forbidden for a key of a user with a higher role than the actor's.
    """
    with transaction.atomic():
        lock_person(token.user_id, by)
        if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
            record_events(build_key_event("key.revoked", token), company_id=token.user.company_id, by=by)


def build_key_event(action: str, token: Token) -> EventDraft:
    return EventDraft(action, token, {"user": str(token.user_id), "name": token.name})
