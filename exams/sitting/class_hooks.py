"""What classes do for scheduled exams: they give access, and get the results (docs/decisions/0031).

Exams cannot import the classes, because `onsite` is on a higher floor. Instead `onsite` registers a hook here
(onsite/apps.py).
"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from exams.models import Attempt, Exam
from records.services import EventDraft
from trainings.models import Enrollment


@dataclass(frozen=True)
class ClassWindow:
    """From when until when a class gives one of its students access to its exam, and whether it is signed."""

    class_id: uuid.UUID
    exam_id: uuid.UUID
    opens_at: datetime
    closes_at: datetime
    is_signed: bool


@dataclass(frozen=True)
class ClassRecord:
    """What became of a result in its class: the events to record, and why it was not recorded there, in a word that
    the ledger keeps; "" if it was."""

    obstacle: str = ""
    events: list[EventDraft] = field(default_factory=list)


@dataclass(frozen=True)
class ClassHook:
    """The functions of one app.

    `list_windows` takes exams and enrollments, and returns the windows of all their classes in one query. `lock` takes
    the id of a class and locks it before the enrollment and the attempt; with `skip_locked` it returns False instead of
    waiting. `record_result` takes a graded attempt, the id of its class and whoever acts, with all three locked.
    """

    list_windows: Callable[[Collection[Exam], Collection[Enrollment]], list[ClassWindow]]
    lock: Callable[[uuid.UUID, bool], bool]
    record_result: Callable[[Attempt, uuid.UUID, User | None], ClassRecord]


CLASS_HOOKS: list[ClassHook] = []


def register_class_hook(hook: ClassHook) -> None:
    CLASS_HOOKS.append(hook)


def lock_class_of(attempt: Attempt, *, skip_locked: bool = False) -> bool:
    """Locks the class of an attempt, if it has one. Returns False when `skip_locked` and another transaction has it."""
    class_id = attempt.class_session_id
    return class_id is None or all(hook.lock(class_id, skip_locked) for hook in CLASS_HOOKS)


def record_in_class(attempt: Attempt, *, by: User | None) -> ClassRecord | None:
    """Records the result of a graded attempt in its class; None for an attempt that has none."""
    class_id = attempt.class_session_id
    if class_id is None:
        return None
    records = [hook.record_result(attempt, class_id, by) for hook in CLASS_HOOKS]
    obstacle = " ".join(record.obstacle for record in records if record.obstacle)
    return ClassRecord(obstacle, [event for record in records for event in record.events])
