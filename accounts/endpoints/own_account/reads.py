"""The logins and sessions that a person sees of their own account."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import AdminSession, Token, User
from accounts.sign_in.user_agents import describe_user_agent

# Of each kind, the newest. Nobody has as many, but a program that logs in with every request.
SESSIONS_AT_MOST = 100


@dataclass(frozen=True)
class OpenSession:
    """A session of the API or of the admin."""

    id: str
    api: bool
    device: str
    ip: str
    expires: datetime | None
    modified: datetime


def list_sessions(user: User) -> list[OpenSession]:
    """The user's live sessions, the last used first, in two queries."""
    tokens = Token.objects.visible_to(user).live().filter(user=user, kind=Token.Kind.SESSION).order_by("-id")
    rows = AdminSession.objects.visible_to(user).live().order_by("-id")
    sessions = [
        *(build_api_session(token) for token in tokens[:SESSIONS_AT_MOST]),
        *(build_admin_session(row) for row in rows[:SESSIONS_AT_MOST]),
    ]
    return sorted(sessions, key=lambda session: session.modified, reverse=True)


def build_api_session(token: Token) -> OpenSession:
    return OpenSession(
        id=str(token.pk),
        api=True,
        device=describe_user_agent(token.user_agent),
        ip=token.ip_address,
        expires=token.expires_at,
        modified=token.last_used_at or token.created_at,
    )


def build_admin_session(row: AdminSession) -> OpenSession:
    """By its `id`: its key is the cookie."""
    return OpenSession(
        id=str(row.id),
        api=False,
        device=describe_user_agent(row.user_agent),
        ip=row.ip_address,
        expires=row.expire_date,
        modified=row.last_used_at,
    )
