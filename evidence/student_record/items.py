"""The items of the training in a form for programs: what was done of the syllabus, how, when and by whom.

Another school proposes from it what can be credited (docs/decisions/0038). The entries of the record say the same and
more, in words.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Sum

from core import clock
from core.timestamps import format_moment
from core.units import SECONDS_PER_MINUTE
from evidence.student_record.gathering import (
    StudentRecord,
    describe_attendance_result,
    list_attendances,
    list_flights,
)
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance
from trainings.credits.items import Item, list_items
from trainings.models import Credit, Enrollment


class ObjectKey(NamedTuple):
    """What a signature names: the label of the model and the id."""

    label: str
    id: str


@dataclass(frozen=True)
class ItemFact:
    """One thing that was done of an item. `counts` is whether it can be why the item is done; `how` is `class`,
    `study`, `exam`, `flight` or `credit`."""

    item: uuid.UUID
    how: str
    at: datetime
    counts: bool
    seconds: int = 0
    result: str = ""
    by: str = ""
    key: ObjectKey | None = None


def serialise_items(record: StudentRecord) -> list[dict[str, Any]]:
    """Every item of the training as it is now, in the order of the syllabus, whether done or not. Seven queries."""
    facts: dict[uuid.UUID, list[ItemFact]] = {}
    for fact in iterate_facts(record):
        facts.setdefault(fact.item, []).append(fact)
    signed = {ObjectKey(row.object_type, row.object_id) for row in record.signatures if not hasattr(row, "revocation")}
    items = list_items(record.enrollment, clock.now())
    return [serialise_item(item, record, facts.get(item.id, []), signed) for item in items]


def iterate_facts(record: StudentRecord) -> Iterator[ItemFact]:
    enrollment = record.enrollment
    yield from map(build_class_fact, list_attendances(enrollment))
    yield from map(build_attempt_fact, Attempt.objects.filter(enrollment=enrollment, finished_at__isnull=False))
    yield from (build_flight_fact(row, enrollment) for row in list_flights(enrollment))
    yield from iterate_study_facts(enrollment)
    yield from map(build_credit_fact, record.credits)


def build_class_fact(row: Attendance) -> ItemFact:
    session = row.class_session
    counts = bool(row.is_present) and row.is_passed is not False and not session.is_cancelled
    key = ObjectKey(session._meta.label_lower, str(session.pk))
    result = describe_attendance_result(row)
    return ItemFact(row.item_id, "class", row.starts_at, counts, row.seconds, result, str(session.teacher), key)


def build_attempt_fact(row: Attempt) -> ItemFact:
    result = f"{row.score} %, {'passed' if row.is_passed else 'not passed'}"
    return ItemFact(row.exam_id, "exam", row.finished_at or row.started_at, bool(row.is_passed), result=result)


def build_flight_fact(row: FlightRecord, enrollment: Enrollment) -> ItemFact:
    key, at = ObjectKey(row._meta.label_lower, str(row.pk)), enrollment.company.get_day_start(row.flown_on)
    grades = ", ".join(map(str, row.grades.all()))
    by = str(row.instructor or "")
    return ItemFact(row.template_id, "flight", at, row.is_completed, row.seconds, grades, by, key)


def iterate_study_facts(enrollment: Enrollment) -> Iterator[ItemFact]:
    rows = enrollment.studies.annotate(studied=Sum("sessions__seconds"))
    for lesson_id, at, seconds in rows.values_list("lesson_id", "completed_at", "studied"):
        yield ItemFact(lesson_id, "study", at, True, seconds or 0)


def build_credit_fact(row: Credit) -> ItemFact:
    key, by = ObjectKey(row._meta.label_lower, str(row.pk)), str(row.credited_by)
    return ItemFact(row.item_id, "credit", row.credited_at, row.is_live, result=row.reason, by=by, key=key)


def serialise_item(
    item: Item, record: StudentRecord, facts: Iterable[ItemFact], signed: set[ObjectKey]
) -> dict[str, Any]:
    """`minutes` is the time on record, `planned_minutes` what the syllabus has; `how`, `result`, `at` and `by` are of
    the last fact that counts; `signatures` are the signed objects, as `signatures` of the record name them."""
    ordered = sorted(facts, key=lambda fact: (fact.counts, fact.at))
    last = ordered[-1] if ordered else None
    return {
        "kind": item.kind.value,
        "id": str(item.id),
        "subject": item.group,
        "code": item.code,
        "name": item.name,
        "planned_minutes": item.minutes,
        "minutes": sum(fact.seconds for fact in ordered) // SECONDS_PER_MINUTE,
        "done": item.is_done,
        "how": last.how if last else None,
        "result": last.result if last else "",
        "at": format_moment(last.at) if last else None,
        "by": last.by if last else "",
        "training": record.enrollment.training.name,
        "signatures": sorted(
            {f"{fact.key.label}:{fact.key.id}" for fact in ordered if fact.key in signed and fact.key}
        ),
    }
