"""Hours of ground school: classes, and lessons studied online (docs/api.md, section 7)."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from core.units import SECONDS_PER_MINUTE
from hours.kinds import HourKind
from hours.reading.facts import Rows
from hours.reading.horizon import Horizon
from hours.reading.portions import Portion, Standing


def split_ground(seconds: int, *, is_online: bool) -> dict[HourKind, int]:
    return {HourKind.GROUND: seconds, HourKind.SELF_STUDY if is_online else HourKind.CLASSROOM: seconds}


def list_class_portions(rows: Rows, horizon: Horizon) -> Iterator[tuple[uuid.UUID | None, Portion]]:
    """With the lesson of each class, None without one."""
    for row in rows:
        standing = find_class_standing(row, horizon)
        if standing is not None:
            recorded = row["seconds"] if horizon.has_begun(row["starts_at"]) else 0
            seconds = recorded or row["minutes"] * SECONDS_PER_MINUTE
            yield row["lesson_id"], Portion(standing, split_ground(seconds, is_online=False), row["subject_id"])


def find_class_standing(row: dict[str, Any], horizon: Horizon) -> Standing | None:
    """DONE: it has begun, the student was there, and the teacher has signed it. PLANNED: it is to come, or has begun
    and is still to be signed, and is over by the deadline. Else nothing, as for a student who was absent."""
    has_begun = horizon.has_begun(row["starts_at"])
    if has_begun and row["signed_at"]:
        return Standing.DONE if row["is_present"] else None
    is_possible = horizon.reaches(row["starts_at"], row["minutes"]) and (has_begun or not horizon.is_over)
    return Standing.PLANNED if is_possible and row["is_present"] is not False else None


def list_study_portions(rows: Rows) -> Iterator[tuple[uuid.UUID, Portion]]:
    """With the lesson of each. Of a lesson counts at most its planned length, whatever the client has reported."""
    for row in rows:
        seconds = min(row["studied"], row["minutes"] * SECONDS_PER_MINUTE)
        yield row["lesson_id"], Portion(Standing.DONE, split_ground(seconds, is_online=True), row["subject_id"])


def list_ground_portions(
    classes: Rows, studies: Rows, lessons: Rows, credited: set[uuid.UUID], horizon: Horizon, *, is_online: bool
) -> list[Portion]:
    """All portions of ground school of one enrollment. `is_online`: lessons are studied, not taught."""
    taught, studied = list(list_class_portions(classes, horizon)), list(list_study_portions(studies))
    portions = [portion for _lesson, portion in [*taught, *studied]]
    recorded: dict[uuid.UUID | None, int] = defaultdict(int)
    for lesson_id, portion in studied if is_online else taught:
        if portion.standing is Standing.DONE:
            recorded[lesson_id] += portion.seconds[HourKind.GROUND]
    scheduled = set() if is_online else {lesson_id for lesson_id, _portion in taught}
    for lesson in lessons:
        seconds = max(0, lesson["minutes"] * SECONDS_PER_MINUTE - recorded[lesson["id"]])
        standing = find_lesson_standing(lesson["id"], credited, scheduled, horizon)
        if standing is not None:
            portions.append(Portion(standing, split_ground(seconds, is_online=is_online), lesson["subject_id"]))
    return portions


def find_lesson_standing(
    id: uuid.UUID, credited: set[uuid.UUID], scheduled: set[uuid.UUID | None], horizon: Horizon
) -> Standing | None:
    """What becomes of the rest of a lesson: it is credited, or can still be had. In class, a lesson that was taught or
    has its class is had once."""
    if id in credited:
        return Standing.CREDITED
    return None if horizon.is_over or id in scheduled else Standing.PLANNED
