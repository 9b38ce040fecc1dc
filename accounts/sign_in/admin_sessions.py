"""Sessions of the admin, with what their user is shown of them (docs/api.md, section 12).

The engine of `SESSION_ENGINE`: Django's own in the database, with a model that has more columns
(https://docs.djangoproject.com/en/5.2/topics/http/sessions/#extending-database-backed-session-engines).
"""

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.authentication import LAST_USE_PRECISION
from accounts.models import AdminSession, User
from accounts.sign_in.clients import ClientInfo, build_client_info
from accounts.sign_in.sessions import record_login


class SessionStore(DatabaseStore):
    """A session that knows its user, the client of the login and its last use."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.client = ClientInfo("")
        self.row: AdminSession | None = None

    @classmethod
    def get_model_class(cls) -> type[AdminSession]:
        return AdminSession

    def load(self) -> dict[str, Any]:
        row: AdminSession | None = self._get_session_from_db()  # type: ignore[attr-defined]  # private API of Django
        if row is None:
            return {}
        self.row, self.client = row, ClientInfo(row.ip_address, row.user_agent)
        record_use(row)
        return self.decode(row.session_data)

    def create_model_instance(self, data: dict[str, Any]) -> AdminSession:
        """The row to store. It has an id for each key, and a session gets a new key by a login or a new password."""
        row = cast(AdminSession, super().create_model_instance(data))
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.user_agent, row.ip_address = self.client.user_agent, self.client.address
        if self.row is not None and self.row.session_key == row.session_key:
            row.id = self.row.id
        self.row = row
        return row

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError for a session that was closed meanwhile: storing it would open it again."""
        with transaction.atomic():
            if not must_create and self.session_key is not None and not self.lock_live_row():
                raise UpdateError
            super().save(must_create)

    def lock_live_row(self) -> bool:
        rows = AdminSession.objects.live().select_for_update().filter(session_key=self.session_key)
        return rows.first() is not None


def record_use(session: AdminSession) -> None:
    """Stores that the session was used, unless a use within the last minute is stored.

    The condition is repeated in the UPDATE: of parallel requests in one browser, only the first writes.
    """
    now = timezone.now()
    if session.last_used_at < now - LAST_USE_PRECISION:
        stale = AdminSession.objects.filter(pk=session.pk, last_used_at__lt=now - LAST_USE_PRECISION)
        stale.update(last_used_at=now)


def record_admin_login(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receives Django's `user_logged_in`, whichever way the login took: keeps the client in the session, and adds the
    login to the list that its user sees.

    A view that logs somebody in by an identity provider sets `request.login_provider` to its name.
    """
    client = build_client_info(request)
    cast(SessionStore, request.session).client = client
    record_login(user, client, provider=getattr(request, "login_provider", ""))
