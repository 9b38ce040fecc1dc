"""What students have done of a revision, and what stands in the way of moving them: read for many at once."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, CharField, DateTimeField, F, QuerySet, Value

from exams.models import Attempt, Exam
from missions.models import FlightRecord, FlightTemplate
from onsite.models import Attendance, ClassSession
from trainings.enrollments.progress import EXAM_DONE, FLIGHT_DONE, LESSON_DONE, Sql
from trainings.models import Enrollment, Lesson, LessonStudy, Training

Ids = Collection[uuid.UUID]
ByEnrollment = dict[uuid.UUID, Any]


@dataclass(frozen=True)
class Standing:
    """Where students stand in a revision, by enrollment: the ids of the items that they have done, as texts; what
    they have begun, by item; exams with an open attempt; classes to come, which they leave; and pending classes, whose
    outcome would be lost: held and not recorded, or recorded before they begin."""

    done: Mapping[uuid.UUID, set[str]]
    begun: Mapping[uuid.UUID, dict[str, str]]
    open_exams: Mapping[uuid.UUID, list[str]]
    upcoming: Mapping[uuid.UUID, list[ClassSession]]
    pending: Mapping[uuid.UUID, list[ClassSession]]
    elsewhere: set[int] = field(default_factory=set)


def read_standing(source: Training, target: Training, enrollments: Iterable[Enrollment], now: datetime) -> Standing:
    """Eleven queries, however many students there are. `elsewhere`: the users who are in the target already."""
    rows = list(enrollments)
    ids = [row.pk for row in rows]
    classes = list(list_classes(ids))
    target_rows = Enrollment.objects.unfinished().filter(training=target, user__in=[row.user_id for row in rows])
    return Standing(
        done=read_done(source, ids, now),
        begun=read_begun(ids),
        open_exams=group((row.enrollment_id, row.exam.name) for row in list_open_attempts(ids)),
        upcoming=group((row.enrollment_id, row.class_session) for row in classes if is_upcoming(row, now)),
        pending=group((row.enrollment_id, row.class_session) for row in classes if is_pending(row, now)),
        elsewhere=set(target_rows.values_list("user_id", flat=True)),
    )


def read_done(source: Training, ids: Ids, now: datetime) -> dict[uuid.UUID, set[str]]:
    """By the one definition of progress (trainings/enrollments/progress.py), for every pair of item and enrollment."""
    lessons = Lesson.objects.live().filter(subject__training=source)
    exams = Exam.objects.live().filter(subject__training=source, lesson__isnull=True)
    whole_exams = Exam.objects.live().filter(training=source)
    missions = FlightTemplate.objects.live().filter(training=source)
    below_subject = "subject__training__enrollments"
    pairs = [
        *list_pairs(lessons, below_subject, LESSON_DONE, source, ids, now),
        *list_pairs(exams, below_subject, EXAM_DONE, source, ids, now),
        *list_pairs(whole_exams, "training__enrollments", EXAM_DONE, source, ids, now),
        *list_pairs(missions, "training__enrollments", FLIGHT_DONE, source, ids, now),
    ]
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for enrollment, item in pairs:
        found[enrollment].add(str(item))
    return found


def list_pairs(
    items: QuerySet[Any], enrollments: str, sql: str, source: Training, ids: Ids, now: datetime
) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """The pairs of enrollment and item that are done. `enrollments` leads from an item to the enrollments of its
    training."""
    rows = items.annotate(of_enrollment=F(f"{enrollments}__id")).filter(of_enrollment__in=ids)
    is_done = Sql(
        sql,
        BooleanField(),
        item=F("pk"),
        enrollment=F(f"{enrollments}__id"),
        type=Value(source.type, CharField()),
        now=Value(now, DateTimeField()),
    )
    done = rows.annotate(is_done=is_done).filter(is_done=True).order_by()
    return list(done.values_list("of_enrollment", "pk"))


def read_begun(ids: Ids) -> dict[uuid.UUID, dict[str, str]]:
    """The names of what a student has started, by the id of the item of the syllabus that it is part of: lessons whose
    slides are completed, gate exams and exams that are passed, missions that were flown."""
    found: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    studies = LessonStudy.objects.filter(enrollment__in=ids).values_list("enrollment", "lesson", "lesson__name")
    attempts = Attempt.objects.filter(enrollment__in=ids, finished_at__isnull=False)
    passed = attempts.filter(is_passed=True, exam__lesson__isnull=False)
    gates = passed.values_list("enrollment", "exam__lesson", "exam__lesson__name")
    sat = attempts.filter(exam__lesson__isnull=True).values_list("enrollment", "exam", "exam__name")
    flown = FlightRecord.objects.filter(enrollment__in=ids).values_list("enrollment", "template", "template__name")
    for rows in (studies, gates, sat, flown):
        for enrollment, item, name in rows:
            found[enrollment][str(item)] = name
    return found


def list_open_attempts(ids: Ids) -> Iterable[Attempt]:
    return Attempt.objects.open().filter(enrollment__in=ids).select_related("exam").order_by("started_at", "id")


def list_classes(ids: Ids) -> QuerySet[Attendance]:
    """The rows of rosters of classes that are not signed."""
    rows = Attendance.objects.live().filter(enrollment__in=ids, class_session__signed_at__isnull=True)
    related = rows.select_related("class_session__subject", "class_session__company")
    return related.order_by("starts_at", "id")


def is_upcoming(row: Attendance, now: datetime) -> bool:
    """Whether the student leaves the class, as one who is withdrawn does (onsite/classes/withdrawals.py)."""
    return row.starts_at > now and not row.is_recorded


def is_pending(row: Attendance, now: datetime) -> bool:
    return row.is_recorded if row.starts_at > now else row.is_present is None


def group(pairs: Iterable[tuple[uuid.UUID, Any]]) -> ByEnrollment:
    found: ByEnrollment = defaultdict(list)
    for id, value in pairs:
        found[id].append(value)
    return found
