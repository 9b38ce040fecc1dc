"""Reading a student record from every app, in the order in which things happened.

EASA ORA.ATO.120 requires details of ground, flight and simulated training given to individual students, detailed
progress reports, and information on licences. The record has whatever the server stores of these, and who signed it.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from accounts.models import Company
from core.dates.writing import format_day, format_duration, write_english
from evidence.models import Certificate
from evidence.student_record.events import list_events
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance
from records.models import Event, Signature
from trainings.credits.items import read_item_names
from trainings.models import Credit, Enrollment, StudySession

if TYPE_CHECKING:
    from exams.querysets import AttemptInCycle

# The kinds of entry of what managers did to the enrollment, by the action of the event.
LIFE = {
    "enrollment.withdrawn": "withdrawn",
    "enrollment.withdrawal_undone": "withdrawal undone",
    "enrollment.paused": "paused",
    "enrollment.resumed": "resumed",
    "enrollment.transferred": "transferred",
    "enrollment.deadline_extended": "deadline",
    "enrollment.reopened": "reopened",
}


@dataclass(frozen=True)
class RecordEntry:
    """One thing that happened: when, of which kind, what, with which result, recorded by whom, remarks.

    Of a flight only the day is known (`is_day`); `at` is then the start of that day in the school's time zone.
    """

    at: datetime
    kind: str
    what: str
    result: str = ""
    by: str = ""
    remarks: str = ""
    is_day: bool = False


@dataclass(frozen=True)
class StudentRecord:
    """The record of one enrollment. `entries` are oldest first; `signatures` include the content that was signed;
    `certificate` is the newest of `certificates`; `item_names` are those of what was credited."""

    enrollment: Enrollment
    entries: list[RecordEntry]
    signatures: list[Signature]
    events: list[Event]
    certificates: list[Certificate]
    credits: list[Credit]
    item_names: dict[uuid.UUID, str]

    @property
    def certificate(self) -> Certificate | None:
        return self.certificates[-1] if self.certificates else None


def gather_record(enrollment: Enrollment) -> StudentRecord:
    """The record of an enrollment that was read with its user, company, training and supervisor. Sixteen queries,
    nineteen with any credits.

    Its texts are in English, whoever asks for it.
    """
    with write_english():
        return gather_texts(enrollment)


def gather_texts(enrollment: Enrollment) -> StudentRecord:
    attendances = list(list_attendances(enrollment))
    attempts = list(Attempt.objects.filter(enrollment=enrollment).select_related("exam").with_cycle())
    resets, grants = list(list_resets(enrollment)), list(list_grants(enrollment))
    flights = list(list_flights(enrollment))
    certificates = list(list_certificates(enrollment))
    credits = list(list_credits(enrollment))
    item_names = read_item_names(credits)
    classes = [row.class_session_id for row in attendances]
    studies = enrollment.studies.values_list("pk", flat=True)
    others = [row.pk for rows in (attempts, resets, grants, flights, certificates, credits) for row in rows]
    object_ids = [str(pk) for pk in (enrollment.pk, *classes, *studies, *others)]
    signatures = list(list_signatures(enrollment, object_ids))
    events = list_events(enrollment, object_ids, signatures)
    entries = [
        *build_training_entries(enrollment),
        *(build_life_entry(event) for event in events if event.action in LIFE),
        *chain.from_iterable(map(build_certificate_entries, certificates)),
        *map(build_study_entry, list_study_sessions(enrollment)),
        *map(build_class_entry, attendances),
        *map(build_attempt_entry, attempts),
        *(build_reset_entry(reset, enrollment) for reset in resets),
        *map(build_grant_entry, grants),
        *(build_flight_entry(record, enrollment.company) for record in flights),
        *chain.from_iterable(build_credit_entries(credit, item_names) for credit in credits),
        *map(build_signature_entry, signatures),
    ]
    entries.sort(key=lambda entry: entry.at)
    return StudentRecord(enrollment, entries, signatures, events, certificates, credits, item_names)


def list_signatures(enrollment: Enrollment, object_ids: list[str]) -> Iterable[Signature]:
    rows = Signature.objects.filter(company_id=enrollment.company_id, object_id__in=object_ids)
    return rows.select_related("revocation").order_by("signed_at", "id")


def list_attendances(enrollment: Enrollment) -> Iterable[Attendance]:
    """Including those of deleted classes: what a teacher recorded stays on record."""
    rows = Attendance.objects.filter(enrollment=enrollment)
    rows = rows.select_related("class_session__subject", "class_session__lesson", "class_session__exam")
    return rows.select_related("class_session__teacher").prefetch_related(
        "objective_ratings__objective", "metric_ratings__metric"
    )


def list_flights(enrollment: Enrollment) -> Iterable[FlightRecord]:
    rows = FlightRecord.objects.filter(enrollment=enrollment).select_related("template", "instructor")
    return rows.with_grades()


def list_certificates(enrollment: Enrollment) -> Iterable[Certificate]:
    """The certificates of an enrollment, oldest first. Only the last one may be unrevoked."""
    rows = Certificate.objects.filter(enrollment=enrollment).select_related("company", "replaces", "replaced_by")
    return rows.order_by("serial")


def list_credits(enrollment: Enrollment) -> Iterable[Credit]:
    """The credits of an enrollment, revoked ones too, oldest first."""
    rows = enrollment.credits.select_related("credited_by", "revoked_by")
    return rows.order_by("credited_at", "id")


def list_resets(enrollment: Enrollment) -> Iterable[LessonReset]:
    """The restarts of lessons, oldest first."""
    return LessonReset.objects.filter(enrollment=enrollment).select_related("lesson__subject")


def list_grants(enrollment: Enrollment) -> Iterable[AttemptGrant]:
    """The attempts that managers granted, oldest first."""
    return AttemptGrant.objects.filter(enrollment=enrollment).select_related("exam", "granted_by")


def list_study_sessions(enrollment: Enrollment) -> Iterable[StudySession]:
    return StudySession.objects.filter(study__enrollment=enrollment).select_related("study__lesson__subject")


def build_training_entries(enrollment: Enrollment) -> Iterator[RecordEntry]:
    yield RecordEntry(enrollment.created_at, "enrolled", enrollment.training.name, by=str(enrollment.supervisor or ""))
    if enrollment.finished_at:
        until = (
            f"valid until {format_day(enrollment.valid_until_on)}" if enrollment.valid_until_on else "does not expire"
        )
        yield RecordEntry(enrollment.finished_at, "finished", enrollment.training.name, until)


def build_life_entry(event: Event) -> RecordEntry:
    """A change of the enrollment's state, which only the ledger keeps: the row has the current one alone."""
    facts = json.loads(event.payload)
    return RecordEntry(
        event.at,
        LIFE[event.action],
        facts.get("training_name", ""),
        describe_life(facts),
        event.actor_name,
        facts.get("reason", ""),
    )


def describe_life(facts: dict[str, Any]) -> str:
    """What the event says besides the reason: from which day, to whom, until when."""
    parts = [
        describe_day("as of", facts, "day"),
        "paused_on" in facts and f"{describe_day('paused since', facts, 'paused_on')}, {count_days(facts)}",
        facts.get("to_name") and f"to {facts['to_name']}",
        not facts.get("to_name") and describe_day("from", facts, "from"),
        not facts.get("to_name") and describe_day("to", facts, "to"),
        describe_day("to be finished before", facts, "finish_before"),
    ]
    return ", ".join(part for part in parts if part)


def describe_day(words: str, facts: dict[str, Any], name: str) -> str:
    day = facts.get(name)
    return f"{words} {format_day(date.fromisoformat(day))}" if day else ""


def count_days(facts: dict[str, Any]) -> str:
    return "1 day" if facts["paused_days"] == 1 else f"{facts['paused_days']} days"


def build_credit_entries(credit: Credit, names: dict[uuid.UUID, str]) -> Iterator[RecordEntry]:
    what = names.get(credit.item_id, str(credit.item_id))
    yield RecordEntry(credit.credited_at, "credit", what, "credited", str(credit.credited_by), credit.reason)
    if credit.revoked_at:
        by, reason = str(credit.revoked_by), credit.revocation_reason
        yield RecordEntry(credit.revoked_at, "credit", what, "revoked", by, reason)


def build_certificate_entries(certificate: Certificate) -> Iterator[RecordEntry]:
    remarks = f"replaces {certificate.replaces}" if certificate.replaces else ""
    yield RecordEntry(certificate.issued_at, "certificate", certificate.number, "issued", remarks=remarks)
    if certificate.revoked_at:
        reason = certificate.revocation_reason
        yield RecordEntry(certificate.revoked_at, "certificate", certificate.number, "revoked", remarks=reason)


def build_study_entry(session: StudySession) -> RecordEntry:
    lesson = session.study.lesson
    return RecordEntry(session.ended_at, "study", f"{lesson.subject}: {lesson}", write_time(session.seconds))


def build_class_entry(row: Attendance) -> RecordEntry:
    session = row.class_session
    what = f"{session.subject}: {session.lesson or session.exam or 'class'}"
    remarks = "; ".join(part for part in (row.remarks, row.measures, describe_ratings(row)) if part)
    result = describe_attendance_result(row) + ("; the class was deleted" if session.is_cancelled else "")
    return RecordEntry(session.starts_at, "class", what, result, str(session.teacher), remarks)


def describe_attendance_result(row: Attendance) -> str:
    presence = {True: "present", False: "absent", None: "not recorded"}[row.is_present]
    passed = {True: "passed", False: "not passed", None: ""}[row.is_passed]
    return ", ".join(part for part in (presence, passed, row.exam_rating, write_time(row.seconds)) if part)


def describe_ratings(row: Attendance) -> str:
    rated = [f"{rating.objective}: {rating.rating}" for rating in row.objective_ratings.all()]
    rated += [f"{rating.metric}: {rating.rating} {rating.comments}".strip() for rating in row.metric_ratings.all()]
    return ", ".join(rated)


def build_attempt_entry(attempt: "AttemptInCycle") -> RecordEntry:
    if attempt.finished_at is None:
        return RecordEntry(attempt.started_at, "exam", str(attempt.exam), "not finished")
    result = f"{attempt.score} %, {'passed' if attempt.is_passed else 'not passed'}"
    remarks = "before the lesson was started again" if attempt.is_reset else ""
    return RecordEntry(attempt.finished_at, "exam", str(attempt.exam), result, remarks=remarks)


def build_reset_entry(reset: LessonReset, enrollment: Enrollment) -> RecordEntry:
    what, result = f"{reset.lesson.subject}: {reset.lesson}", f"started again, restart {reset.number}"
    return RecordEntry(reset.reset_at, "restart", what, result, str(enrollment.user))


def build_grant_entry(grant: AttemptGrant) -> RecordEntry:
    by = str(grant.granted_by)
    return RecordEntry(grant.granted_at, "granted attempt", str(grant.exam), "one more attempt", by, grant.reason)


def build_flight_entry(record: FlightRecord, school: Company) -> RecordEntry:
    what = f"{record.template} {record.flight_id}".strip()
    completed = "completed" if record.is_completed else "not completed"
    result = ", ".join(part for part in (completed, write_time(record.seconds)) if part)
    at = school.get_day_start(record.flown_on)
    remarks = "; ".join(part for part in (record.remarks, ", ".join(map(str, record.grades.all()))) if part)
    return RecordEntry(at, "mission", what, result, str(record.instructor or ""), remarks, is_day=True)


def build_signature_entry(signature: Signature) -> RecordEntry:
    state = f"taken back: {signature.revocation}" if hasattr(signature, "revocation") else "stands"
    what = f"{signature.object_type} {signature.object_id}, version {signature.version}"
    return RecordEntry(signature.signed_at, "signature", what, state, signature.text, signature.meaning)


def write_time(seconds: int) -> str:
    """`1 h 5 min`; empty for none."""
    return format_duration(seconds) if seconds else ""


def get_signed_content(signature: Signature) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(signature.content)
    return content
