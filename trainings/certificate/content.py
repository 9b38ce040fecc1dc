"""What a certificate says (contract section 9), gathered once, at issue."""

import json
import uuid
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, Sum

from accounts.models import User
from accounts.serializers import CompanyOutput, PersonOutput
from config.api import wire
from exams.models import Attempt
from missions.models import FlightRecord
from trainings.models import Enrollment, Subject, Training
from trainings.serializers import Hours


def certificate_content(enrollment: Enrollment) -> dict[str, Any]:
    """The certificate of a finished enrollment, without its number and moment of issue, in plain JSON values."""
    content = {
        "TrainingsUser": {
            "id": str(enrollment.pk),
            "finished": True,
            "finish_date": wire.day(finish_day(enrollment)),
            "validity": wire.day(enrollment.valid_until_on),
        },
        "Training": training_part(enrollment.training),
        "User": PersonOutput(enrollment.user).data,
        "Company": CompanyOutput(enrollment.company).data,
        "TrainingSubject": subject_parts(enrollment),
        "Flights": flight_part(enrollment),
    }
    plain: dict[str, Any] = json.loads(json.dumps(content))
    return plain


def finish_day(enrollment: Enrollment) -> date | None:
    """The day at the school on which the enrollment was finished: the one from which its validity counts."""
    return enrollment.finished_at and enrollment.company.local_date(enrollment.finished_at)


def training_part(training: Training) -> dict[str, Any]:
    return {
        "id": str(training.pk),
        "name": training.name,
        "type": training.type,
        "description": training.description,
        "Manager": signatory(training.manager),
    }


def signatory(manager: User | None) -> dict[str, Any] | None:
    """Who answers for the training. `signature` is the name as it is printed under the certificate."""
    return {**PersonOutput(manager).data, "signature": str(manager)} if manager else None


def subject_parts(enrollment: Enrollment) -> list[dict[str, Any]]:
    scores = best_scores(enrollment)
    subjects = Subject.objects.live().filter(training=enrollment.training).order_by("order", "code", "id")
    return [
        {
            "id": str(subject.pk),
            "code": subject.code,
            "name": subject.name,
            "hours": Hours().to_representation(subject.hours),
            "score": scores.get(subject.pk),
        }
        for subject in subjects
    ]


def best_scores(enrollment: Enrollment) -> dict[uuid.UUID, float]:
    """Of each subject, the mean over its subject-level exams of the best passed attempt, in percent."""
    passed = Attempt.objects.filter(enrollment=enrollment, is_passed=True, exam__lesson__isnull=True)
    best = passed.values_list("exam__subject", "exam").annotate(best=Max("score")).order_by("exam__subject")
    by_subject: dict[uuid.UUID, list[float]] = {}
    for subject, _, score in best:
        by_subject.setdefault(subject, []).append(float(score))
    return {subject: round(sum(scores) / len(scores), 2) for subject, scores in by_subject.items()}


def flight_part(enrollment: Enrollment) -> dict[str, int]:
    """Missions completed, each once, and the seconds flown in all."""
    return FlightRecord.objects.filter(enrollment=enrollment).aggregate(
        missions=Count("template", filter=Q(is_completed=True), distinct=True), time=Sum("seconds", default=0)
    )
