"""How well a student did in a class: remarks, measures and ratings (docs/api.md, section 5)."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import InvalidInput
from onsite.classes.attendance import store_rows
from onsite.classes.rights import ClassAccess, check_may_record, get_class_access, lock_class
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import finish_completed
from trainings.models import LearningObjective, Metric

# Ratings as requested: the rating by objective, the rating and comments by metric. None or "" means: not rated.
ObjectiveRatings = Mapping[uuid.UUID, str | None]
MetricRatings = Mapping[uuid.UUID, Mapping[str, str | None] | None]


@dataclass(frozen=True)
class Evaluation:
    """What is said of a student. A part that is None stays unchanged; a mapping replaces all ratings of its kind."""

    remarks: str | None = None
    measures: str | None = None
    objectives: ObjectiveRatings | None = None
    metrics: MetricRatings | None = None

    @property
    def has_ratings(self) -> bool:
        return bool(drop_empty_objectives(self.objectives) or drop_empty_metrics(self.metrics))


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
        access = get_class_access(by, session)
        check_may_record(access)
        row = get_attendance(session, student_id)
        evaluations = {row: Evaluation(remarks, measures, objectives, metrics)}
        store_evaluations(evaluations, session)
        # Can finish the enrollment, but never reopen it: presence is only added here, and credit is never taken away.
        finished = finish_completed(enrollment_ids=[row.enrollment_id], by=by)
        events = build_evaluation_events(access, evaluations)
        record_events(*events, *finished, company_id=session.company_id, by=by)
    return row


def store_evaluations(evaluations: Mapping[Attendance, Evaluation], session: ClassSession) -> None:
    """Stores the evaluations of a locked class, in a number of queries that does not depend on how many they are.

    Raises InvalidInput as `reject_unknown_ids` does.
    """
    rated = evaluations.values()
    objectives = {id for evaluation in rated for id in evaluation.objectives or ()}
    reject_unknown_ids(session, objectives, {id for evaluation in rated for id in evaluation.metrics or ()})
    for row, evaluation in evaluations.items():
        apply_evaluation(row, session, evaluation)
    store_rows(evaluations)
    replace_objectives({row: value.objectives for row, value in evaluations.items() if value.objectives is not None})
    replace_metrics({row: value.metrics for row, value in evaluations.items() if value.metrics is not None})


def build_evaluation_events(access: ClassAccess, evaluations: Mapping[Attendance, Evaluation]) -> list[EventDraft]:
    return [
        EventDraft("evaluation.saved", access.session, build_evaluation_facts(row, evaluation) | access.proxy_facts)
        for row, evaluation in evaluations.items()
    ]


def build_evaluation_facts(row: Attendance, evaluation: Evaluation) -> dict[str, Any]:
    texts = {"remarks": evaluation.remarks, "measures": evaluation.measures}
    ratings = format_ratings(evaluation.objectives, evaluation.metrics)
    return {"student": str(row.enrollment.user_id), "value": row.is_present, **texts, **ratings}


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


def apply_evaluation(row: Attendance, session: ClassSession, evaluation: Evaluation) -> None:
    """Sets remarks and measures, and marks a student who is rated as present; without saving.

    In an exam class, presence without a result is credited as passed (`Attendance.is_credited`). A rating alone must
    not pass an exam, so the exam counts as failed until a result is stored (docs/api.md, section 5).
    """
    if evaluation.has_ratings and session.exam_id and not row.is_present:
        row.is_passed = False
    row.remarks = row.remarks if evaluation.remarks is None else evaluation.remarks
    row.measures = row.measures if evaluation.measures is None else evaluation.measures
    row.is_present = True if evaluation.has_ratings else row.is_present


def replace_objectives(ratings_by_row: Mapping[Attendance, ObjectiveRatings]) -> None:
    ObjectiveRating.objects.filter(attendance__in=ratings_by_row).delete()
    ObjectiveRating.objects.bulk_create(
        ObjectiveRating(attendance=row, objective_id=id, rating=rating)
        for row, ratings in ratings_by_row.items()
        for id, rating in drop_empty_objectives(ratings).items()
    )


def replace_metrics(ratings_by_row: Mapping[Attendance, MetricRatings]) -> None:
    MetricRating.objects.filter(attendance__in=ratings_by_row).delete()
    MetricRating.objects.bulk_create(
        MetricRating(attendance=row, metric_id=id, **rating)
        for row, ratings in ratings_by_row.items()
        for id, rating in drop_empty_metrics(ratings).items()
    )
