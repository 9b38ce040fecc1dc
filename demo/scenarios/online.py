"""Online lessons and exams of the students of the demo schools."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from demo.scenarios.scenario import SchoolScenario
from demo.scenarios.training_setup import Item, Syllabus
from exams.models import Attempt, Exam
from trainings.models import Enrollment, Lesson, LessonStudy, StudySession


def spread_moments(start: datetime, end: datetime, count: int) -> list[datetime]:
    """`count` moments at equal intervals, the last one at `end`."""
    step = (end - start) / max(count, 1)
    return [start + step * (place + 1) for place in range(count)]


def add_completed_items(
    scenario: SchoolScenario, enrollment: Enrollment, syllabus: Syllabus, items: Sequence[Item], *, until: datetime
) -> None:
    """Completes these items of an enrollment in order, from the day it began until `until`."""
    for item, at in zip(items, spread_moments(enrollment.created_at, until, len(items)), strict=True):
        if isinstance(item, Lesson):
            add_study(scenario, enrollment, item, at - timedelta(hours=2))
            for gate in syllabus.gates.get(item.pk, []):
                add_attempt(scenario, enrollment, gate, at - timedelta(hours=1), passed=True)
        else:
            add_attempt(scenario, enrollment, item, at - timedelta(hours=1), passed=True)


def add_study(scenario: SchoolScenario, enrollment: Enrollment, lesson: Lesson, at: datetime) -> None:
    """Adds the study of a lesson, completed at `at`, with one to three sessions on as many days."""
    study = scenario.rows.add(LessonStudy(enrollment=enrollment, lesson=lesson, completed_at=at))
    for days in range(scenario.random.randint(1, 3)):
        ended = at - timedelta(days=days)
        if ended > enrollment.created_at:
            seconds = 60 * scenario.random.randint(10, 45)
            scenario.rows.add(StudySession(study=study, seconds=seconds, ended_at=ended))


def add_attempt(scenario: SchoolScenario, enrollment: Enrollment, exam: Exam, at: datetime, *, passed: bool) -> Attempt:
    """Adds an attempt started at `at`, with a score that passes or fails."""
    right = count_right_answers(scenario, exam, passed=passed)
    attempt = Attempt(
        exam=exam,
        enrollment=enrollment,
        started_at=at,
        deadline_at=at + timedelta(minutes=exam.duration_minutes),
        finished_at=at + timedelta(minutes=exam.duration_minutes * 0.7),
        score=round(Decimal(100 * right) / exam.question_count, 2),
        is_passed=passed,
    )
    return scenario.rows.add(attempt)


def count_right_answers(scenario: SchoolScenario, exam: Exam, *, passed: bool) -> int:
    """A number of right answers that passes, or one that fails."""
    needed = math.ceil(exam.question_count * exam.pass_percent / 100)
    return (
        scenario.random.randint(needed, exam.question_count)
        if passed
        else scenario.random.randint(needed // 2, needed - 1)
    )
