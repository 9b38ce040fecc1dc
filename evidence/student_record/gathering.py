"""Everything on record about one enrollment, in the order in which it happened.

EASA ORA.ATO.120 asks for details of ground, flight and simulated training given to individual students, detailed
progress reports, and information on licences; what the server holds of these is here, with who signed for it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from accounts.models import Company
from core.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE
from evidence.models import Certificate
from evidence.student_record.events import list_events
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance
from records.models import Event, Signature
from trainings.models import Enrollment, StudySession


@dataclass(frozen=True)
class RecordEntry:
    """One thing that happened: when, what kind, what it was, how it went, who answers for it, remarks.

    Of a flight the day alone is known (`is_day`); `at` is then when that day began at the school.
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
    """The record of one enrollment. `entries` oldest first; `signatures` whole, with the content that was signed;
    `certificate` is the newest of `certificates`."""

    enrollment: Enrollment
    entries: list[RecordEntry]
    signatures: list[Signature]
    events: list[Event]
    certificates: list[Certificate]

    @property
    def certificate(self) -> Certificate | None:
        return self.certificates[-1] if self.certificates else None


def gather_record(enrollment: Enrollment) -> StudentRecord:
    """The record of an enrollment that came with its user, company, training and supervisor; twelve queries."""
    attendances = list(list_attendances(enrollment))
    attempts = list(Attempt.objects.filter(enrollment=enrollment).select_related("exam"))
    flights = list(FlightRecord.objects.filter(enrollment=enrollment).select_related("template", "instructor"))
    certificates = list(list_certificates(enrollment))
    classes = [row.class_session_id for row in attendances]
    studies = enrollment.studies.values_list("pk", flat=True)
    concerned = [
        str(pk) for pk in (enrollment.pk, *classes, *studies, *map(get_sort_key, [*attempts, *flights, *certificates]))
    ]
    signatures = list(
        Signature.objects.filter(company_id=enrollment.company_id, object_id__in=concerned)
        .select_related("revocation")
        .order_by("signed_at", "id")
    )
    entries = [
        *build_training_entries(enrollment),
        *chain.from_iterable(map(build_certificate_entries, certificates)),
        *map(build_study_entry, list_study_sessions(enrollment)),
        *map(build_class_entry, attendances),
        *map(build_attempt_entry, attempts),
        *(build_flight_entry(record, enrollment.company) for record in flights),
        *map(build_signature_entry, signatures),
    ]
    entries.sort(key=lambda entry: entry.at)
    return StudentRecord(enrollment, entries, signatures, list_events(enrollment, concerned, signatures), certificates)


def get_sort_key(row: Any) -> Any:
    return row.pk


def list_attendances(enrollment: Enrollment) -> Iterable[Attendance]:
    """Those of deleted classes too: what a teacher recorded stays on record."""
    rows = Attendance.objects.filter(enrollment=enrollment)
    rows = rows.select_related("class_session__subject", "class_session__lesson", "class_session__exam")
    return rows.select_related("class_session__teacher").prefetch_related(
        "objective_ratings__objective", "metric_ratings__metric"
    )


def list_certificates(enrollment: Enrollment) -> Iterable[Certificate]:
    """The certificates of an enrollment in order; of several, the last one alone may count."""
    rows = Certificate.objects.filter(enrollment=enrollment).select_related("company", "replaces", "replaced_by")
    return rows.order_by("serial")


def list_study_sessions(enrollment: Enrollment) -> Iterable[StudySession]:
    return StudySession.objects.filter(study__enrollment=enrollment).select_related("study__lesson__subject")


def build_training_entries(enrollment: Enrollment) -> Iterator[RecordEntry]:
    yield RecordEntry(enrollment.created_at, "enrolled", enrollment.training.name, by=str(enrollment.supervisor or ""))
    if enrollment.finished_at:
        until = f"valid until {enrollment.valid_until_on}" if enrollment.valid_until_on else "does not expire"
        yield RecordEntry(enrollment.finished_at, "finished", enrollment.training.name, until)


def build_certificate_entries(certificate: Certificate) -> Iterator[RecordEntry]:
    remarks = f"replaces {certificate.replaces}" if certificate.replaces else ""
    yield RecordEntry(certificate.issued_at, "certificate", certificate.number, "issued", remarks=remarks)
    if certificate.revoked_at:
        reason = certificate.revocation_reason
        yield RecordEntry(certificate.revoked_at, "certificate", certificate.number, "revoked", remarks=reason)


def build_study_entry(session: StudySession) -> RecordEntry:
    lesson = session.study.lesson
    return RecordEntry(session.ended_at, "study", f"{lesson.subject}: {lesson}", format_duration(session.seconds))


def build_class_entry(row: Attendance) -> RecordEntry:
    held = row.class_session
    what = f"{held.subject}: {held.lesson or held.exam or 'class'}"
    remarks = "; ".join(part for part in (row.remarks, row.measures, describe_ratings(row)) if part)
    result = (
        f"{describe_attendance_result(row)}; the class was deleted"
        if held.is_cancelled
        else describe_attendance_result(row)
    )
    return RecordEntry(held.starts_at, "class", what, result, str(held.teacher), remarks)


def describe_attendance_result(row: Attendance) -> str:
    presence = {True: "present", False: "absent", None: "not recorded"}[row.is_present]
    passed = {True: "passed", False: "not passed", None: ""}[row.is_passed]
    return ", ".join(part for part in (presence, passed, row.exam_rating, format_duration(row.seconds)) if part)


def describe_ratings(row: Attendance) -> str:
    rated = [f"{rating.objective}: {rating.rating}" for rating in row.objective_ratings.all()]
    rated += [f"{rating.metric}: {rating.rating} {rating.comments}".strip() for rating in row.metric_ratings.all()]
    return ", ".join(rated)


def build_attempt_entry(attempt: Attempt) -> RecordEntry:
    if attempt.finished_at is None:
        return RecordEntry(attempt.started_at, "exam", str(attempt.exam), "not finished")
    result = f"{attempt.score} %, {'passed' if attempt.is_passed else 'not passed'}"
    return RecordEntry(attempt.finished_at, "exam", str(attempt.exam), result)


def build_flight_entry(record: FlightRecord, school: Company) -> RecordEntry:
    what = f"{record.template} {record.flight_id}".strip()
    result = f"{'completed' if record.is_completed else 'not completed'}, {format_duration(record.seconds)}"
    at = school.get_day_start(record.flown_on)
    return RecordEntry(at, "mission", what, result, str(record.instructor or ""), record.remarks, is_day=True)


def build_signature_entry(signature: Signature) -> RecordEntry:
    taken_back = f"taken back: {signature.revocation}" if hasattr(signature, "revocation") else "stands"
    what = f"{signature.object_type} {signature.object_id}, version {signature.version}"
    return RecordEntry(signature.signed_at, "signature", what, taken_back, signature.text, signature.meaning)


def format_time(entry: RecordEntry, school: Company) -> str:
    """When it happened, as people at the school read it: a day, or a moment."""
    return school.local_date(entry.at).isoformat() if entry.is_day else school.local_text(entry.at)


def format_duration(seconds: int) -> str:
    """`1:05 h`; nothing for nothing."""
    return f"{seconds // SECONDS_PER_HOUR}:{seconds % SECONDS_PER_HOUR // SECONDS_PER_MINUTE:02d} h" if seconds else ""


def get_signed_content(signature: Signature) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(signature.content)
    return content
