"""The session report of Alpine, and more classes for it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from onsite.classes.attendance import Mark, store_attendance
from onsite.models import ClassSession
from tests import factories as make
from tests.onsite.conftest import GroundSchool
from tests.world import create_client
from trainings.models import Enrollment

MARCH = ("2026-03-01", "2026-03-31")


def get_report(user: Any, start: Any = MARCH[0], end: Any = MARCH[1], training: Any = "") -> Any:
    piece = f"/{getattr(training, 'pk', training)}" if training else ""
    return create_client(user).get(f"/trainings/onsite/session_report/{start}/{end}{piece}.json")


def read_report(user: Any, *where: Any) -> dict[str, Any]:
    response = get_report(user, *where)
    assert response.status_code == 200, response.content
    report: dict[str, Any] = response.json()
    return report


def count_by_name(report: dict[str, Any]) -> dict[str, tuple[int, int, int, int]]:
    columns = ("sessions_invited", "sessions_attended", "minutes_invited", "minutes_attended")
    return {row["user_name"]: tuple(row[column] for column in columns) for row in report["users"]}


def hold_class(
    school: GroundSchool, at: str, minutes: int = 60, *enrollments: Enrollment, is_present: Any = True, **fields: Any
) -> ClassSession:
    """A class of Ines that starts at this time in UTC, with these enrollments on its roster."""
    starts_at = datetime.fromisoformat(at).replace(tzinfo=UTC)
    fields = {"subject": school.subject, "teacher": school.world.ines, **fields}
    session: ClassSession = make.ClassSessionFactory(starts_at=starts_at, duration_minutes=minutes, **fields)
    for enrollment in enrollments:
        make.AttendanceFactory(class_session=session, enrollment=enrollment, is_present=is_present)
    return session


def record_forty_minutes(school: GroundSchool) -> None:
    """Of the class that Ines holds: Sam came for forty minutes, Sue did not."""
    marks: dict[int | UUID, Mark] = {
        school.world.sam.pk: {"is_present": True, "seconds": 2400},
        school.world.sue.pk: {"is_present": False},
    }
    store_attendance(session=school.session, marks=marks, by=school.world.ines)


def get_unix(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]  # the parts of a moment
