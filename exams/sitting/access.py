"""Whether a class gives a student access to a scheduled exam now (docs/decisions/0031)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from exams.models import Exam
from exams.sitting.class_hooks import CLASS_HOOKS, ClassWindow
from trainings.models import Enrollment


class AccessState(models.TextChoices):
    """`NO_CLASS`: on the roster of no class of the exam; `CLOSED`: the window of the last one is over."""

    OPEN = "OPEN"
    UPCOMING = "UPCOMING"
    CLOSED = "CLOSED"
    SIGNED = "SIGNED"
    NO_CLASS = "NO_CLASS"


@dataclass(frozen=True)
class Access:
    """How one student stands with a scheduled exam, and the window that decides it."""

    state: AccessState
    window: ClassWindow | None = None

    @property
    def is_open(self) -> bool:
        return self.state == AccessState.OPEN


NO_ACCESS = Access(AccessState.NO_CLASS)
# By the id of the exam; one that is not scheduled has none.
AccessByExam = Mapping[uuid.UUID, Access]


def read_access(exams: Iterable[Exam], enrollments: Iterable[Enrollment], now: datetime) -> dict[uuid.UUID, Access]:
    """The access of one student, by these enrollments, to each of the exams that is scheduled.

    One query of `enrollments` and one of the classes; none of them if no exam is scheduled.
    """
    scheduled = [exam for exam in exams if exam.is_scheduled]
    if not scheduled:
        return {}
    windows: dict[uuid.UUID, list[ClassWindow]] = defaultdict(list)
    for window in list_windows(scheduled, list(enrollments)):
        windows[window.exam_id].append(window)
    return {exam.pk: choose_access(windows[exam.pk], now) for exam in scheduled}


def list_windows(exams: Collection[Exam], enrollments: Collection[Enrollment]) -> list[ClassWindow]:
    return [window for hook in CLASS_HOOKS for window in hook.list_windows(exams, enrollments)]


def choose_access(windows: Iterable[ClassWindow], now: datetime) -> Access:
    """Of several open windows, the one of the class that began last; else the next one to open, else the last one."""
    by_state: dict[AccessState, list[ClassWindow]] = defaultdict(list)
    for window in sorted(windows, key=lambda window: (window.opens_at, window.class_id)):
        by_state[get_state(window, now)].append(window)
    if by_state[AccessState.OPEN]:
        return Access(AccessState.OPEN, by_state[AccessState.OPEN][-1])
    if by_state[AccessState.UPCOMING]:
        return Access(AccessState.UPCOMING, by_state[AccessState.UPCOMING][0])
    past = [(rows[-1].opens_at, state, rows[-1]) for state, rows in by_state.items() if rows]
    if not past:
        return NO_ACCESS
    _opens_at, state, window = max(past, key=lambda row: row[0])
    return Access(state, window)


def get_state(window: ClassWindow, now: datetime) -> AccessState:
    """The moment of the start is in the window, that of its end is not."""
    if now >= window.closes_at:
        return AccessState.CLOSED
    if window.is_signed:
        return AccessState.SIGNED
    return AccessState.UPCOMING if now < window.opens_at else AccessState.OPEN


def explain_closed_access(exam: Exam, access: AccessByExam) -> str:
    """The reason why no class gives access to the exam now, in a sentence; "" when one does or none is needed."""
    if not exam.is_scheduled or access.get(exam.pk, NO_ACCESS).is_open:
        return ""
    return _("This exam is only available from your scheduled class during its access window.")


def find_class_id(exam: Exam, access: AccessByExam) -> uuid.UUID | None:
    """The class that gives access now; None for an exam that needs none."""
    window = access[exam.pk].window if exam.pk in access else None
    return window.class_id if window else None


def find_closing(exam: Exam, access: AccessByExam) -> datetime | None:
    """Until when the exam is available by its class: the end of the window, or of the exam's own validity if that is
    earlier. None without an open window."""
    shown = access.get(exam.pk, NO_ACCESS)
    if not shown.is_open or shown.window is None:
        return None
    return min(shown.window.closes_at, exam.expires_at or shown.window.closes_at)
