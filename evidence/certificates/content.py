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
from core import clock
from core.timestamps import format_day
from evidence.certificates.moved_credits import CreditChains
from exams.models import Attempt
from hours.reading.balances import Balances, HoursBalance, read_hours
from missions.models import FlightRecord
from trainings.credits.items import read_item_names
from trainings.models import Credit, Enrollment, Subject, Training


def build_certificate_contents(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, dict[str, Any]]:
    """By enrollment, the content of its certificate in plain JSON values. Five queries, three more with any credits,
    one more with exams of an earlier revision, seven more with any required hours.

    The finished `enrollments` have been read with their user, company, training and its manager.
    """
    subjects = read_live_subjects(enrollments)
    chains = read_credit_chains(enrollments)
    scores = read_best_scores(enrollments, chains)
    flights = read_flight_parts(enrollments)
    exams, credits = read_exam_parts(enrollments), build_credit_parts(chains)
    hours = read_hours(enrollments, clock.now())
    parts = {
        row.pk: {
            "TrainingSubject": build_subject_parts(subjects[row.training_id], scores[row.pk]),
            **({"TrainingExam": exams[row.pk]} if row.pk in exams else {}),
            "Flights": flights[row.pk],
            **build_optional_parts(credits[row.pk], hours[row.pk]),
        }
        for row in enrollments
    }
    return {row.pk: build_certificate_content(row, parts[row.pk]) for row in enrollments}


def build_certificate_content(enrollment: Enrollment, parts: dict[str, Any]) -> dict[str, Any]:
    """`parts`: what was learned. Without the keys `TrainingExam` and `Credits` if there are none, as certificates were
    before there were any."""
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
        **parts,
    }
    plain: dict[str, Any] = json.loads(json.dumps(content))  # serializers return dicts of their own kind
    return plain


def build_optional_parts(credits: list[dict[str, str]], hours: Balances) -> dict[str, Any]:
    """What has a key only where there is any, as certificates were before there could be."""
    return {
        **({"Credits": credits} if credits else {}),
        **({"Hours": [build_hours_part(balance) for balance in hours]} if hours else {}),
    }


def build_hours_part(balance: HoursBalance) -> dict[str, Any]:
    """Required hours, and those on record when the certificate was issued, in minutes (EASA ORA.ATO.125(a) with
    Part-FCL; 14 CFR 141.55 and 141.95)."""
    subject = balance.subject
    return {
        "kind": balance.kind.value,
        "subject_id": str(subject.pk) if subject else None,
        "subject": str(subject) if subject else None,
        "note": balance.note,
        "required": balance.required,
        "done": balance.done,
        "credited": balance.credited,
        "missing": balance.missing,
    }


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


def read_best_scores(
    enrollments: Sequence[Enrollment], chains: CreditChains
) -> dict[uuid.UUID, dict[uuid.UUID, float]]:
    """By enrollment and subject, the mean in percent of the best passed attempts at its subject-level exams. An exam
    that was passed in an earlier revision counts for the subject of the one that followed it."""
    passed = Attempt.objects.filter(
        enrollment__in=enrollments, is_passed=True, exam__subject__isnull=False, exam__lesson__isnull=True
    )
    best = passed.values_list("enrollment", "exam__subject", "exam").annotate(best=Max("score")).order_by("enrollment")
    listed: dict[uuid.UUID, dict[uuid.UUID, list[float]]] = defaultdict(lambda: defaultdict(list))
    followed = chains.read_subjects()
    for enrollment, subject, exam, score in best:
        listed[enrollment][followed.get(chains.get_last_item(enrollment, exam), subject)].append(float(score))
    means = {enrollment: {key: compute_mean(scores) for key, scores in of.items()} for enrollment, of in listed.items()}
    return defaultdict(dict, means)


def read_exam_parts(enrollments: Sequence[Enrollment]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """By enrollment, the passed exams of the whole training in their order, with the best score in percent; no key for
    an enrollment without one."""
    passed = Attempt.objects.filter(enrollment__in=enrollments, is_passed=True, exam__training__isnull=False)
    best = passed.values("enrollment", "exam", "exam__name").annotate(best=Max("score"))
    parts: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in best.order_by("enrollment", "exam__order", "exam__name", "exam"):
        part = {"id": str(row["exam"]), "name": row["exam__name"], "score": float(row["best"])}
        parts[row["enrollment"]].append(part)
    return parts


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


def read_credit_chains(enrollments: Sequence[Enrollment]) -> CreditChains:
    return CreditChains(list(Credit.objects.live().filter(enrollment__in=enrollments).order_by("credited_at", "id")))


def build_credit_parts(chains: CreditChains) -> dict[uuid.UUID, list[dict[str, str]]]:
    """By enrollment, what is credited to it for earlier training. Three queries, none without credits."""
    rows = chains.list_stated()
    names = read_item_names(rows)
    parts: dict[uuid.UUID, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        parts[row.enrollment_id].append({"kind": row.kind, "id": str(row.item_id), "name": names.get(row.item_id, "")})
    return parts
