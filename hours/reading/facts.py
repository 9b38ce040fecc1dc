"""The facts from which hours are counted, read for any number of enrollments in seven queries; in two more if one of
them was moved from an earlier revision of its training."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Sum
from django.db.models.functions import Coalesce

from exams.cycles import LessonReset
from hours.reading.counterparts import Origins, Placing, find_credited, read_counterparts
from missions.models import FlightRecord, FlightTemplate, FlightTime
from onsite.models import Attendance
from trainings.models import Credit, Enrollment, Lesson, StudySession

Rows = list[dict[str, Any]]
ById = dict[uuid.UUID, Rows]


@dataclass(frozen=True)
class Facts:
    """Rows as dicts: the first three by enrollment, lessons and missions by training. `times` are the stated seconds of
    flights by kind, `credited` the ids of the items that are credited for earlier training, by enrollment."""

    classes: ById
    studies: ById
    flights: ById
    times: dict[uuid.UUID, dict[str, int]]
    credited: dict[uuid.UUID, set[uuid.UUID]]
    lessons: ById
    missions: ById


def read_facts(enrollments: Sequence[Enrollment]) -> Facts:
    ids = [row.pk for row in enrollments]
    trainings = {row.pk: row.training_id for row in enrollments}
    classes, studies, flights = list(list_class_rows(ids)), list(list_study_rows(ids)), list(list_flight_rows(ids))
    lessons, credits = list(list_lesson_rows(set(trainings.values()))), read_credits(ids)
    counterparts = read_counterparts(trainings, [*classes, *studies, *flights])
    placing = Placing(trainings, counterparts, {lesson["id"]: lesson for lesson in lessons}, credits)
    return Facts(
        classes=group_rows(map(placing.place_class, classes), "enrollment_id"),
        studies=group_rows(placing.place_studies(studies), "enrollment_id"),
        flights=group_rows(map(placing.place_flight, flights), "enrollment_id"),
        times=read_flight_times(ids),
        credited={id: find_credited(origins) for id, origins in credits.items()},
        lessons=group_rows(lessons, "training_id"),
        missions=group_rows(list_mission_rows(set(trainings.values())), "training_id"),
    )


def group_rows(rows: Iterable[dict[str, Any]], by: str) -> ById:
    grouped: ById = defaultdict(list)
    for row in rows:
        grouped[row[by]].append(row)
    return grouped


def list_class_rows(enrollment_ids: list[uuid.UUID]) -> Any:
    """The rows on rosters of classes that are not deleted. A class is no instruction while it holds an exam. A lesson
    counts in its present subject, as for progress."""
    rows = Attendance.objects.live().filter(enrollment__in=enrollment_ids, class_session__exam__isnull=True)
    return rows.values(
        "enrollment_id",
        "is_present",
        "seconds",
        "starts_at",
        lesson_id=F("class_session__lesson_id"),
        subject_id=Coalesce("class_session__lesson__subject_id", "class_session__subject_id"),
        training_id=F("class_session__subject__training_id"),
        minutes=F("class_session__duration_minutes"),
        signed_at=F("class_session__signed_at"),
    )


def list_study_rows(enrollment_ids: list[uuid.UUID]) -> Any:
    """The seconds studied of each lesson, since its last restart (docs/decisions/0032), in distance training. In others
    lessons are taught in class, and studying them at home is no required instruction."""
    resets = LessonReset.objects.filter(
        enrollment=OuterRef("study__enrollment"), lesson=OuterRef("study__lesson"), reset_at__gt=OuterRef("ended_at")
    )
    rows = StudySession.objects.filter(
        ~Exists(resets), study__enrollment__in=enrollment_ids, study__enrollment__training__type="DISTANCE"
    )
    return rows.values(
        enrollment_id=F("study__enrollment_id"),
        lesson_id=F("study__lesson_id"),
        subject_id=F("study__lesson__subject_id"),
        training_id=F("study__lesson__subject__training_id"),
        minutes=F("study__lesson__duration_minutes"),
    ).annotate(studied=Sum("seconds"))


def list_flight_rows(enrollment_ids: list[uuid.UUID]) -> Any:
    """All flights: the time of one that did not complete its mission was flown, too."""
    return FlightRecord.objects.filter(enrollment__in=enrollment_ids).values(
        "id",
        "enrollment_id",
        "template_id",
        "is_completed",
        "seconds",
        "instructor_id",
        training_id=F("template__training_id"),
        flight_type=F("template__flight_type"),
    )


def read_flight_times(enrollment_ids: list[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    times: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    rows = FlightTime.objects.filter(record__enrollment__in=enrollment_ids)
    for record_id, kind, seconds in rows.values_list("record_id", "kind", "seconds"):
        times[record_id][kind] = seconds
    return times


def read_credits(enrollment_ids: list[uuid.UUID]) -> dict[uuid.UUID, Origins]:
    """By enrollment, the credited items with the item of the earlier revision from which each was kept, None for those
    of earlier training."""
    credits: dict[uuid.UUID, Origins] = defaultdict(dict)
    rows = Credit.objects.live().filter(enrollment__in=enrollment_ids)
    for enrollment_id, item_id, origin_id in rows.values_list("enrollment_id", "item_id", "origin_item_id"):
        credits[enrollment_id][item_id] = origin_id
    return credits


def list_lesson_rows(training_ids: set[uuid.UUID]) -> Any:
    rows = Lesson.objects.live().filter(subject__training__in=training_ids)
    return rows.values("id", "subject_id", minutes=F("duration_minutes"), training_id=F("subject__training_id"))


def list_mission_rows(training_ids: set[uuid.UUID]) -> Any:
    rows = FlightTemplate.objects.live().filter(training__in=training_ids)
    return rows.values("id", "training_id", "flight_type", "rules", "hours")
