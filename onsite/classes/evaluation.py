"""How well a student did in a class: remarks, measures and ratings (docs/api.md, section 5)."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import InvalidInput
from onsite.classes.rights import check_may_record, get_class_access, lock_class
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import finish_completed
from trainings.models import LearningObjective, Metric

# Ratings as requested: the rating by objective, the rating and comments by metric. None or "" means: not rated.
ObjectiveRatings = Mapping[uuid.UUID, str | None]
MetricRatings = Mapping[uuid.UUID, Mapping[str, str | None] | None]


def save_evaluation(
    *,
    session: ClassSession,
    student_id: int,
    remarks: str | None = None,
    measures: str | None = None,
    objectives: ObjectiveRatings | None = None,
    metrics: MetricRatings | None = None,
    by: User,
) -> Attendance:
    """Saves the evaluation of a student in a class and returns the student's attendance.

    An argument that is None leaves its part unchanged; a mapping replaces all ratings of its kind. Any rating marks the
    student as present.

    Raises what `check_may_record` does; InvalidInput for a student who is not on the roster, for objectives of another
    lesson and for metrics of another training.
    """
    with transaction.atomic():
        session = lock_class(session, by)
        check_may_record(get_class_access(by, session))
        row = get_attendance(session, student_id)
        reject_unknown_ids(session, objectives or {}, metrics or {})
        is_rated = bool(drop_empty_objectives(objectives) or drop_empty_metrics(metrics))
        store_remarks_and_presence(row, session, remarks, measures, is_rated=is_rated)
        if objectives is not None:
            replace_objectives(row, drop_empty_objectives(objectives))
        if metrics is not None:
            replace_metrics(row, drop_empty_metrics(metrics))
        # Can finish the enrollment, but never reopen it: presence is only added here, and credit is never taken away.
        finished = finish_completed(enrollment_ids=[row.enrollment_id], by=by)
        texts = {"remarks": remarks, "measures": measures}
        ratings = format_ratings(objectives, metrics)
        payload = {"student": str(student_id), "value": row.is_present, **texts, **ratings}
        record_events(EventDraft("evaluation.saved", session, payload), *finished, company_id=session.company_id, by=by)
    return row


def get_attendance(session: ClassSession, student_id: int) -> Attendance:
    row = session.attendances.filter(enrollment__user_id=student_id).select_related("enrollment").first()
    if row is None:
        raise InvalidInput.for_field("student_id", _("The user %(id)s is not on the roster.") % {"id": student_id})
    return row


def drop_empty_objectives(objectives: ObjectiveRatings | None) -> dict[uuid.UUID, str]:
    return {id: rating for id, rating in (objectives or {}).items() if rating}


def drop_empty_metrics(metrics: MetricRatings | None) -> dict[uuid.UUID, dict[str, str]]:
    rated = {id: value for id, value in (metrics or {}).items() if value and value["rating"]}
    return {
        id: {"rating": value["rating"] or "", "comments": value.get("comments") or ""} for id, value in rated.items()
    }


def format_ratings(objectives: ObjectiveRatings | None, metrics: MetricRatings | None) -> dict[str, Any]:
    """The ratings of a request with text keys, for events and responses; None for a kind that the request omits."""
    return {
        "objectives": None if objectives is None else stringify_keys(drop_empty_objectives(objectives)),
        "metrics": None if metrics is None else stringify_keys(drop_empty_metrics(metrics)),
    }


def stringify_keys(ratings: Mapping[uuid.UUID, Any]) -> dict[str, Any]:
    return {str(id): rating for id, rating in ratings.items()}


def reject_unknown_ids(session: ClassSession, objectives: Iterable[uuid.UUID], metrics: Iterable[uuid.UUID]) -> None:
    """Raises InvalidInput for objectives of another lesson than the class's, and for metrics of another training."""
    known_objectives = LearningObjective.objects.filter(lesson__classes=session, pk__in=objectives)
    known_metrics = Metric.objects.filter(training_id=session.subject.training_id, pk__in=metrics)
    unknown = {f"objectives.{id}" for id in set(objectives) - set(known_objectives.values_list("pk", flat=True))}
    unknown |= {f"metrics.{id}" for id in set(metrics) - set(known_metrics.values_list("pk", flat=True))}
    if unknown:
        raise InvalidInput(
            errors={name: [_("This objective or metric is not rated in this class.")] for name in sorted(unknown)}
        )


def store_remarks_and_presence(
    row: Attendance, session: ClassSession, remarks: str | None, measures: str | None, *, is_rated: bool
) -> None:
    """Stores remarks and measures, and marks a student who is rated as present.

    In an exam class, presence without a result is credited as passed (`Attendance.is_credited`). A rating alone must
    not pass an exam, so the exam counts as failed until a result is stored (docs/api.md, section 5).
    """
    if is_rated and session.exam_id and not row.is_present:
        row.is_passed = False
    row.remarks = row.remarks if remarks is None else remarks
    row.measures = row.measures if measures is None else measures
    row.is_present = True if is_rated else row.is_present
    row.modified_at = clock.now()
    row.save(update_fields=["remarks", "measures", "is_present", "is_passed", "modified_at"])


def replace_objectives(row: Attendance, ratings: Mapping[uuid.UUID, str]) -> None:
    row.objective_ratings.all().delete()
    ObjectiveRating.objects.bulk_create(
        ObjectiveRating(attendance=row, objective_id=id, rating=rating) for id, rating in ratings.items()
    )


def replace_metrics(row: Attendance, ratings: Mapping[uuid.UUID, Mapping[str, str]]) -> None:
    row.metric_ratings.all().delete()
    MetricRating.objects.bulk_create(
        MetricRating(attendance=row, metric_id=id, **rating) for id, rating in ratings.items()
    )
