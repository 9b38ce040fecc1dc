"""The session report as spreadsheets, of its classes or of its people, with the same numbers as on the wire."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from core.school_time import get_clock_time
from core.tables.writing import OutputRow
from onsite.endpoints.sessions.inputs import SESSIONS
from onsite.endpoints.sessions.reads import SessionReport, UserRow, get_activity, get_kind
from onsite.models import ClassSession

USERS_HEADER = ("Surname", "Name", "Role", "Invited", "Attended", "Minutes invited", "Minutes attended")


def build_table(report: SessionReport, table: str, zone: ZoneInfo) -> tuple[Sequence[str], Iterable[OutputRow]]:
    """The headings and rows of one of the two lists; times are the school's, and their heading names the zone."""
    if table == SESSIONS:
        return build_sessions_header(zone), [build_session_row(session, zone) for session in report.sessions]
    return USERS_HEADER, map(build_user_row, report.users)


def build_sessions_header(zone: ZoneInfo) -> Sequence[str]:
    return (f"Start ({zone})", "Minutes", "Status", "Training", "Subject", "Kind", "Activity", "Teacher")


def build_session_row(session: ClassSession, zone: ZoneInfo) -> OutputRow:
    return (
        get_clock_time(session.starts_at, zone),
        session.duration_minutes,
        ClassSession.Status(session.status).label,
        session.subject.training.name,
        session.subject.name,
        get_kind(session).capitalize(),
        get_activity(session),
        str(session.teacher),
    )


def build_user_row(row: UserRow) -> OutputRow:
    counts = (row.invited, row.attended, row.minutes_invited, row.minutes_attended)
    return (row.surname, row.name, row.role, *counts)
