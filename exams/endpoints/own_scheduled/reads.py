"""The scheduled exams that somebody can take from a class now or soon, in six queries (docs/api.md, section 6)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import User
from exams.cycles import AttemptGrant
from exams.models import Attempt, Exam
from exams.sitting.access import Access, AccessState, read_access
from exams.sitting.allowances import has_passed
from trainings.models import Enrollment, Training

if TYPE_CHECKING:
    from exams.querysets import AttemptInCycle

LISTED_STATES = {AccessState.OPEN, AccessState.UPCOMING}


@dataclass(frozen=True)
class OwnScheduledExam:
    """An exam, the enrollment that may sit it, and the class that decides when. `attempt` is the open one."""

    exam: Exam
    enrollment: Enrollment
    access: Access
    attempt: Attempt | None


def list_own_scheduled_exams(viewer: User, now: datetime) -> list[OwnScheduledExam]:
    """Those that are open to the viewer or will be, soonest first, and those that the viewer is sitting.

    Exams that are passed, or at which no attempt is left, are not among them.
    """
    own = Enrollment.objects.filter(user=viewer, company=viewer.company_id)
    # Of one training, nobody has two enrollments that are unfinished.
    by_training = {row.training_id: row for row in own.ongoing().select_related("training")}
    exams = list_scheduled(by_training)
    access = read_access(exams, by_training.values(), now)
    allowances = read_allowances(exams, by_training.values())
    rows = [
        OwnScheduledExam(exam, enrollment, access[exam.pk], allowances.find_open(exam, now))
        for exam in exams
        for enrollment in [by_training[exam.get_training().pk]]
    ]
    listed = [row for row in rows if row.attempt or (is_ahead(row.access) and allowances.may_follow(row.exam))]
    return sorted(listed, key=get_opening)


def list_scheduled(trainings: Iterable[uuid.UUID]) -> list[Exam]:
    active = Training.objects.filter(pk__in=list(trainings), is_active=True).values("pk")
    rows = Exam.objects.live().filter(Q(subject__training__in=active) | Q(training__in=active))
    scheduled = rows.filter(type=Exam.Type.ONLINE, access_mode=Exam.AccessMode.SCHEDULED)
    return list(scheduled.select_related("subject__training", "training").order_by("name", "id"))


def is_ahead(access: Access) -> bool:
    return access.state in LISTED_STATES


def get_opening(row: OwnScheduledExam) -> tuple[float, uuid.UUID]:
    """Those without a class come first: they are being sat."""
    window = row.access.window
    return window.opens_at.timestamp() if window else 0, row.exam.pk


@dataclass(frozen=True)
class Allowances:
    """The attempts of one student at several exams, and how many were granted in the present cycle of each."""

    attempts: list[AttemptInCycle]
    granted: Counter[uuid.UUID]

    def iterate_of(self, exam: Exam) -> Iterator[AttemptInCycle]:
        return (row for row in self.attempts if row.exam_id == exam.pk)

    def find_open(self, exam: Exam, now: datetime) -> Attempt | None:
        """One whose time has run out is not open any more; whoever touches it next grades it."""
        return next((row for row in self.iterate_of(exam) if row.is_open and not row.is_overdue(now)), None)

    def may_follow(self, exam: Exam) -> bool:
        """Whether another attempt may follow, apart from the class."""
        used = sum(not row.is_reset for row in self.iterate_of(exam))
        is_passed = has_passed(list(self.iterate_of(exam)))
        return not is_passed and used < exam.max_attempts + self.granted[exam.pk]


def read_allowances(exams: list[Exam], enrollments: Iterable[Enrollment]) -> Allowances:
    """Two queries; none without exams."""
    if not exams:
        return Allowances([], Counter())
    concerned = {"exam__in": exams, "enrollment__in": list(enrollments)}
    grants = AttemptGrant.objects.in_cycle().filter(**concerned)
    return Allowances(
        list(Attempt.objects.filter(**concerned).with_cycle()), Counter(grants.values_list("exam_id", flat=True))
    )
