"""API keys of a school's machines and of its people: issuing and revoking them."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Company, Token, User
from accounts.sign_in.sessions import IssuedToken, issue_token
from core.exceptions import Conflict, InvalidInput
from core.school_time import LATEST_DAY
from records.services import EventDraft, record_events


def create_api_key(*, user: User, name: str, expires_on: date | None = None, by: User | None = None) -> IssuedToken:
    """An API key for `user`, valid through `expires_on`, a day at the user's school, whoever issues it.

    One live key per name: raises Conflict otherwise. Raises InvalidInput for a day that is over, or too far away.
    """
    if expires_on:
        check_last_day(expires_on, user.company)
    expires_at = user.company.get_day_end(expires_on) if expires_on else None
    try:
        with transaction.atomic():
            issued = issue_token(user=user, kind=Token.Kind.API_KEY, expires_at=expires_at, name=name, by=by)
            record_events(build_key_event("key.created", issued.token), company_id=user.company_id, by=by)
            return issued
    except IntegrityError as error:
        raise Conflict(
            f"{user.email} already has a key named {name!r}. Revoke it first, or choose another name."
        ) from error


def check_last_day(day: date, school: Company) -> None:
    """Refuses with InvalidInput a last day of a key on which it would not work, or which is beyond all others."""
    if day > LATEST_DAY:
        raise InvalidInput.for_field("expires_on", f"A key expires by {LATEST_DAY} at the latest.")
    if day < school.local_date(timezone.now()):
        raise InvalidInput.for_field("expires_on", f"{day} is over. The last day of a key is today or later.")


def revoke_api_key(*, token: Token, by: User | None = None) -> None:
    """The key stops working at once and stays listed. Revoking it again changes nothing."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
            record_events(build_key_event("key.revoked", token), company_id=token.user.company_id, by=by)


def build_key_event(action: str, token: Token) -> EventDraft:
    return EventDraft(action, token, {"user": str(token.user_id), "name": token.name})
