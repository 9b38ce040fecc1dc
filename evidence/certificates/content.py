"""What a certificate says (docs/api.md, section 9), gathered once, at issue."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, Sum

from accounts.endpoints.serializers import CompanyOutput, PersonOutput
from accounts.models import User
from api import output_fields
from core.timestamps import format_day
from exams.models import Attempt
from missions.models import FlightRecord
from trainings.models import Enrollment, Subject, Training


def build_certificate_contents(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, dict[str, Any]]:
    """By enrollment, what its certificate says, without number and moment of issue, in plain JSON values.

    The finished `enrollments` come with their user, company, and training with its manager. Three queries.
    """
    subjects = read_live_subjects(enrollments)
    scores = read_best_scores(enrollments)
    flights = read_flight_parts(enrollments)
    return {
        row.pk: build_certificate_content(
            row, build_subject_parts(subjects[row.training_id], scores[row.pk]), flights[row.pk]
        )
        for row in enrollments
    }


def build_certificate_content(
    enrollment: Enrollment, subjects: list[dict[str, Any]], flights: dict[str, int]
) -> dict[str, Any]:
    content = {
        "TrainingsUser": {
            "id": str(enrollment.pk),
            "finished": True,
            "finish_date": format_day(get_finish_day(enrollment)),
            "validity": format_day(enrollment.valid_until_on),
        },
        "Training": build_training_part(enrollment.training),
        "User": PersonOutput(enrollment.user).data,
        "Company": CompanyOutput(enrollment.company).data,
        "TrainingSubject": subjects,
        "Flights": flights,
    }
    plain: dict[str, Any] = json.loads(json.dumps(content))
    return plain


def get_finish_day(enrollment: Enrollment) -> date | None:
    """The day at the school on which the enrollment was finished: the one from which its validity counts."""
    return enrollment.finished_at and enrollment.company.local_date(enrollment.finished_at)


def build_training_part(training: Training) -> dict[str, Any]:
    return {
        "id": str(training.pk),
        "name": training.name,
        "type": training.type,
        "description": training.description,
        "Manager": build_signatory(training.manager),
    }


def build_signatory(manager: User | None) -> dict[str, Any] | None:
    """Who answers for the training. `signature` is the name as it is printed under the certificate."""
    return {**PersonOutput(manager).data, "signature": str(manager)} if manager else None


def read_live_subjects(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, list[Subject]]:
    """By training, in order."""
    rows = Subject.objects.live().filter(training__in={row.training_id for row in enrollments})
    by_training: dict[uuid.UUID, list[Subject]] = defaultdict(list)
    for subject in rows.order_by("order", "code", "id"):
        by_training[subject.training_id].append(subject)
    return by_training


def build_subject_parts(subjects: Iterable[Subject], scores: Mapping[uuid.UUID, float]) -> list[dict[str, Any]]:
    return [
        {
            "id": str(subject.pk),
            "code": subject.code,
            "name": subject.name,
            "hours": output_fields.Hours().to_representation(subject.hours),
            "score": scores.get(subject.pk),
        }
        for subject in subjects
    ]


def read_best_scores(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, dict[uuid.UUID, float]]:
    """By enrollment and subject, the mean over the subject-level exams of the best passed attempt, in percent."""
    passed = Attempt.objects.filter(enrollment__in=enrollments, is_passed=True, exam__lesson__isnull=True)
    best = passed.values_list("enrollment", "exam__subject", "exam").annotate(best=Max("score")).order_by("enrollment")
    listed: dict[uuid.UUID, dict[uuid.UUID, list[float]]] = defaultdict(lambda: defaultdict(list))
    for enrollment, subject, _, score in best:
        listed[enrollment][subject].append(float(score))
    means = {enrollment: {key: compute_mean(scores) for key, scores in of.items()} for enrollment, of in listed.items()}
    return defaultdict(dict, means)


def compute_mean(scores: Sequence[float]) -> float:
    return round(sum(scores) / len(scores), 2)


def read_flight_parts(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, dict[str, int]]:
    """By enrollment: missions completed, each once, and the seconds flown in all."""
    flown = FlightRecord.objects.filter(enrollment__in=enrollments).values("enrollment").order_by("enrollment")
    totals = flown.annotate(
        missions=Count("template", filter=Q(is_completed=True), distinct=True), time=Sum("seconds", default=0)
    )
    by_enrollment = {row.pop("enrollment"): row for row in totals}
    return {row.pk: by_enrollment.get(row.pk, {"missions": 0, "time": 0}) for row in enrollments}
