"""The content of the signature under a class: the class, its students, and everything recorded about them.

Signatures on record hold the digest of this content, so its keys and formats never change.
"""

import uuid
from collections.abc import Collection
from itertools import groupby
from typing import Any

from onsite.models import Attendance, ClassSession
from records.canonical import format_canonical_moment
from records.signables import NAMES, CurrentState
from trainings.models import LearningObjective, Metric


def read_class_content(session: ClassSession) -> dict[str, Any]:
    """The content of a class as stored now, in JSON values, with the students ordered by user id."""
    fresh = ClassSession.objects.for_class_view().get(pk=session.pk)
    return build_content(fresh, read_rosters([fresh.pk]).get(fresh.pk, []))


def read_recorded_content(session: ClassSession) -> dict[str, Any]:
    """The content of a class as stored now: what a version is of."""
    return strip_names(read_class_content(session))


def strip_names(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a class without names, and with the students by id."""
    students = {student["student"]: student for student in content["students"]}
    return {key: value for key, value in content.items() if key != NAMES} | {"students": students}


def read_rosters(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Attendance]]:
    """The attendance of each class, with users and ratings, ordered by user id."""
    rows = Attendance.objects.filter(class_session__in=ids).select_related("enrollment__user")
    with_ratings = rows.prefetch_related("objective_ratings__objective", "metric_ratings__metric")
    ordered = with_ratings.order_by("class_session_id", "enrollment__user_id", "id")
    return {id: list(roster) for id, roster in groupby(ordered, key=lambda row: row.class_session_id)}


def build_content(session: ClassSession, roster: list[Attendance]) -> dict[str, Any]:
    """Refers to people and things by id, and keeps their names apart under `names`: a name that changes later does not
    mean that the record was altered."""
    return {
        "class": str(session.pk),
        "training": str(session.subject.training_id),
        **build_class_facts(session),
        "students": [build_student_content(row) for row in roster],
        "names": collect_names(session, roster),
    }


def build_class_facts(session: ClassSession) -> dict[str, Any]:
    """The class without its roster; also part of the payload of its events, so the keys never change."""
    return {
        "subject": str(session.subject_id),
        "lesson": format_id(session.lesson_id),
        "exam": format_id(session.exam_id),
        "teacher": str(session.teacher_id),
        "location": format_id(session.location_id),
        "starts_at": format_canonical_moment(session.starts_at),
        "minutes": session.duration_minutes,
        "remarks": session.remarks,
    }


def build_student_content(row: Attendance) -> dict[str, Any]:
    return {
        "student": str(row.enrollment.user_id),
        "enrollment": str(row.enrollment_id),
        "present": row.is_present,
        "passed": row.is_passed,
        "seconds": row.seconds,
        "exam_rating": row.exam_rating,
        "code": row.code,
        "remarks": row.remarks,
        "measures": row.measures,
        "objectives": {str(rated.objective_id): rated.rating for rated in row.objective_ratings.all()},
        "metrics": {
            str(rated.metric_id): {"rating": rated.rating, "comments": rated.comments}
            for rated in row.metric_ratings.all()
        },
    }


def collect_names(session: ClassSession, roster: list[Attendance]) -> dict[str, Any]:
    """The names of the people and things, so that the record can be read without this database."""
    people = [session.teacher, *(row.enrollment.user for row in roster)]
    objectives = {rated.objective for row in roster for rated in row.objective_ratings.all()}
    metrics = {rated.metric for row in roster for rated in row.metric_ratings.all()}
    return {
        "training": session.subject.training.name,
        "subject": str(session.subject),
        "lesson": session.lesson.name if session.lesson else None,
        "exam": session.exam.name if session.exam else None,
        "location": session.location.name if session.location else None,
        "people": {str(person.pk): str(person) for person in people},
        "objectives": map_names(objectives),
        "metrics": map_names(metrics),
    }


def map_names(rows: set[LearningObjective] | set[Metric]) -> dict[str, str]:
    return {str(row.pk): row.name for row in rows}


def format_id(id: object) -> str | None:
    return str(id) if id else None


def read_current_classes(ids: Collection[uuid.UUID]) -> dict[str, CurrentState]:
    """The content of the classes now, for comparison with what was signed; deleted classes are left out."""
    rosters = read_rosters(ids)
    return {
        str(session.pk): CurrentState(
            build_content(session, rosters.get(session.pk, [])), session.signed_at, session.signature_text
        )
        for session in ClassSession.objects.live().for_class_view().filter(pk__in=ids)
    }
