"""The content of a certificate (docs/api.md, section 9), which is built once, when it is issued.

Stored certificates hold this content and its digest, so its keys and formats never change.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, Sum

from accounts.endpoints.serializers import CompanyOutput, PersonOutput
from accounts.models import User
from core.timestamps import format_day
from exams.models import Attempt
from missions.models import FlightRecord
from trainings.credits.items import read_item_names
from trainings.models import Credit, Enrollment, Subject, Training


def build_certificate_contents(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, dict[str, Any]]:
    """By enrollment, the content of its certificate in plain JSON values. Four queries, seven with any credits.

    The finished `enrollments` have been read with their user, company, training and its manager.
    """
    subjects = read_live_subjects(enrollments)
    scores = read_best_scores(enrollments)
    flights = read_flight_parts(enrollments)
    credits = read_credit_parts(enrollments)
    return {
        row.pk: build_certificate_content(
            row, build_subject_parts(subjects[row.training_id], scores[row.pk]), flights[row.pk], credits[row.pk]
        )
        for row in enrollments
    }


def build_certificate_content(
    enrollment: Enrollment, subjects: list[dict[str, Any]], flights: dict[str, int], credits: list[dict[str, str]]
) -> dict[str, Any]:
    """Without the key `Credits` if there are none, as certificates were before there were any."""
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
        **({"Credits": credits} if credits else {}),
    }
    plain: dict[str, Any] = json.loads(json.dumps(content))  # serializers return dicts of their own kind
    return plain


def get_finish_day(enrollment: Enrollment) -> date | None:
    """The day on which the enrollment was finished, in the school's time zone. Its validity counts from that day."""
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
    """The training's manager. `signature` is the name as printed under the certificate."""
    return {**PersonOutput(manager).data, "signature": str(manager)} if manager else None


def read_live_subjects(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, list[Subject]]:
    """By training, its subjects in the order of the syllabus."""
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
            "hours": float(subject.hours),
            "score": scores.get(subject.pk),
        }
        for subject in subjects
    ]


def read_best_scores(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, dict[uuid.UUID, float]]:
    """By enrollment and subject, the mean in percent of the best passed attempts at its subject-level exams."""
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
    """By enrollment, how many missions were completed, each counted once, and the seconds flown in total."""
    flown = FlightRecord.objects.filter(enrollment__in=enrollments).values("enrollment").order_by("enrollment")
    totals = flown.annotate(
        missions=Count("template", filter=Q(is_completed=True), distinct=True), time=Sum("seconds", default=0)
    )
    by_enrollment = {row["enrollment"]: {"missions": row["missions"], "time": row["time"]} for row in totals}
    return {row.pk: by_enrollment.get(row.pk, {"missions": 0, "time": 0}) for row in enrollments}


def read_credit_parts(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, list[dict[str, str]]]:
    """By enrollment, what is credited to it for earlier training."""
    rows = list(Credit.objects.live().filter(enrollment__in=enrollments).order_by("credited_at", "id"))
    names = read_item_names(rows)
    parts: dict[uuid.UUID, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        parts[row.enrollment_id].append({"kind": row.kind, "id": str(row.item_id), "name": names.get(row.item_id, "")})
    return parts
