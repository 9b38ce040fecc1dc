"""The sessions that a user has open, of the API and of the admin (docs/api.md, section 12)."""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.models import AdminSession, Token, User
from accounts.sign_in.credentials import reject_api_key
from core.exceptions import NotFound
from records.services import EventDraft, record_events


def close_session(*, user: User, session_id: uuid.UUID) -> None:
    """Ends one of the user's own sessions; one that has ended already stays so.

    Raises NotFound for any other id, and Forbidden for an API key.
    """
    reject_api_key()
    with transaction.atomic():
        is_closed = close_token(user, session_id)
        is_api = is_closed is not None
        if is_closed is None:
            is_closed = close_admin_session(user, session_id)
        if is_closed is None:
            raise NotFound
        if is_closed:
            draft = EventDraft("session.closed", user, {"session": str(session_id), "api": is_api})
            record_events(draft, company_id=user.company_id, by=user)


def close_token(user: User, session_id: uuid.UUID) -> bool | None:
    """Whether this ended a session of the API: False if it had ended, None if the user has no such session."""
    own = Token.objects.filter(user=user, kind=Token.Kind.SESSION, pk=session_id)
    if own.live().update(revoked_at=timezone.now()):
        return True
    return False if own.exists() else None


def close_admin_session(user: User, session_id: uuid.UUID) -> bool | None:
    """The same for a session of the admin. Its row stays until it is cleaned up, so that closing it again succeeds."""
    own = AdminSession.objects.visible_to(user).filter(id=session_id)
    if own.live().update(expire_date=timezone.now()):
        return True
    return False if own.exists() else None
