"""Reading a student record from every app, in the order in which things happened.

EASA ORA.ATO.120 requires details of ground, flight and simulated training given to individual students, detailed
progress reports, and information on licences. The record has whatever the server stores of these, and who signed it.
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
    """The record of an enrollment that was read with its user, company, training and supervisor. Twelve queries."""
    attendances = list(list_attendances(enrollment))
    attempts = list(Attempt.objects.filter(enrollment=enrollment).select_related("exam"))
    flights = list(FlightRecord.objects.filter(enrollment=enrollment).select_related("template", "instructor"))
    certificates = list(list_certificates(enrollment))
    classes = [row.class_session_id for row in attendances]
    studies = enrollment.studies.values_list("pk", flat=True)
    others = [row.pk for rows in (attempts, flights, certificates) for row in rows]
    object_ids = [str(pk) for pk in (enrollment.pk, *classes, *studies, *others)]
    signatures = list(list_signatures(enrollment, object_ids))
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
    return StudentRecord(enrollment, entries, signatures, list_events(enrollment, object_ids, signatures), certificates)


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


def list_certificates(enrollment: Enrollment) -> Iterable[Certificate]:
    """The certificates of an enrollment, oldest first. Only the last one may be unrevoked."""
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
    session = row.class_session
    what = f"{session.subject}: {session.lesson or session.exam or 'class'}"
    remarks = "; ".join(part for part in (row.remarks, row.measures, describe_ratings(row)) if part)
    result = describe_attendance_result(row) + ("; the class was deleted" if session.is_cancelled else "")
    return RecordEntry(session.starts_at, "class", what, result, str(session.teacher), remarks)


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
    state = f"taken back: {signature.revocation}" if hasattr(signature, "revocation") else "stands"
    what = f"{signature.object_type} {signature.object_id}, version {signature.version}"
    return RecordEntry(signature.signed_at, "signature", what, state, signature.text, signature.meaning)


def format_time(entry: RecordEntry, company: Company) -> str:
    """When it happened, as a day or a moment in the school's time zone."""
    return company.local_date(entry.at).isoformat() if entry.is_day else company.local_text(entry.at)


def format_duration(seconds: int) -> str:
    """`1:05 h`; empty for none."""
    return f"{seconds // SECONDS_PER_HOUR}:{seconds % SECONDS_PER_HOUR // SECONDS_PER_MINUTE:02d} h" if seconds else ""


def get_signed_content(signature: Signature) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(signature.content)
    return content
