"""What a screen of the floor gets: who asks, and for what."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias
from urllib.parse import parse_qsl
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

Row: TypeAlias = dict[str, Any]
Connection: TypeAlias = psycopg.Connection[Row]

# Live, and of a user who may log in: not past the last day, in the school's time zone.
CALLER = """
    SELECT u.id, u.company_id, u."group", t.kind, c.timezone_id, c.class_opens_hours_before, c.class_closes_days_after
    FROM accounts_token t JOIN accounts_user u ON u.id = t.user_id JOIN accounts_company c ON c.id = u.company_id
    WHERE t.digest = %s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now()) AND u.is_active
    AND (u.expires_on IS NULL OR u.expires_on >= (now() AT TIME ZONE c.timezone_id)::date)"""
MANAGERS_UP_TO, STAFF_UP_TO = 135, 170  # accounts/roles.py


@dataclass(frozen=True)
class Caller:
    id: int
    company_id: UUID
    group: int
    kind: str
    timezone_id: str
    class_opens_hours_before: int
    class_closes_days_after: int

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone_id)

    @property
    def is_manager(self) -> bool:
        return self.group <= MANAGERS_UP_TO

    @property
    def is_staff(self) -> bool:
        return self.group <= STAFF_UP_TO


@dataclass(frozen=True)
class Asked:
    """A request: the id in its path, its query and its body."""

    id: str
    query: dict[str, str]
    body: bytes

    @property
    def limit(self) -> int | None:
        return int(self.query["limit"]) if "limit" in self.query else None


def read_asked(environ: Row, id: str) -> Asked:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return Asked(id, dict(parse_qsl(environ.get("QUERY_STRING", ""))), body)


def find_caller(connection: Connection, environ: Row) -> Caller | None:
    """The user of the bearer token; None without a valid one."""
    secret = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    row = connection.execute(CALLER, [sha256(secret.encode()).hexdigest()]).fetchone()
    return Caller(**row) if row else None


def to_seconds(moment: datetime | None) -> int:
    """Unix seconds; 0 for None."""
    return int(moment.timestamp()) if moment else 0
