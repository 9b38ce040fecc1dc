"""Studying online and sitting exams, as students of the demo schools did it."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from demo.story.scenario import SchoolScenario
from demo.story.training_setup import InstalledTraining, Item
from exams.models import Attempt, Exam
from trainings.models import Enrollment, Lesson, LessonStudy, StudySession


def spread_moments(start: datetime, end: datetime, count: int) -> list[datetime]:
    """`count` moments, evenly, after `start` and up to `end`."""
    step = (end - start) / max(count, 1)
    return [start + step * (place + 1) for place in range(count)]


def add_completed_items(
    school: SchoolScenario, enrollment: Enrollment, course: InstalledTraining, items: Sequence[Item], *, until: datetime
) -> None:
    """The enrollment did these items, one after the other, from the day it began: each of them counts as done."""
    for item, at in zip(items, spread_moments(enrollment.created_at, until, len(items)), strict=True):
        if isinstance(item, Lesson):
            add_study(school, enrollment, item, at - timedelta(hours=2))
            for gate in course.gates.get(item.pk, []):
                add_attempt(school, enrollment, gate, at - timedelta(hours=1), passed=True)
        else:
            add_attempt(school, enrollment, item, at - timedelta(hours=1), passed=True)


def add_study(school: SchoolScenario, enrollment: Enrollment, lesson: Lesson, at: datetime) -> None:
    """The slides of a lesson, read through by `at`, in one to three sittings on as many days."""
    study = school.facts.add(LessonStudy(enrollment=enrollment, lesson=lesson, completed_at=at))
    for days in range(school.chance.randint(1, 3)):
        ended = at - timedelta(days=days)
        if ended > enrollment.created_at:
            seconds = 60 * school.chance.randint(10, 45)
            school.facts.add(StudySession(study=study, seconds=seconds, ended_at=ended))


def add_attempt(school: SchoolScenario, enrollment: Enrollment, exam: Exam, at: datetime, *, passed: bool) -> Attempt:
    """One attempt at an exam, begun at `at`, answered well or badly enough."""
    right = count_right_answers(school, exam, passed=passed)
    attempt = Attempt(
        exam=exam,
        enrollment=enrollment,
        started_at=at,
        deadline_at=at + timedelta(minutes=exam.duration_minutes),
        finished_at=at + timedelta(minutes=exam.duration_minutes * 0.7),
        score=round(Decimal(100 * right) / exam.question_count, 2),
        is_passed=passed,
    )
    return school.facts.add(attempt)


def count_right_answers(school: SchoolScenario, exam: Exam, *, passed: bool) -> int:
    """How many of the drawn questions were answered rightly."""
    needed = math.ceil(exam.question_count * exam.pass_percent / 100)
    return (
        school.chance.randint(needed, exam.question_count) if passed else school.chance.randint(needed // 2, needed - 1)
    )
