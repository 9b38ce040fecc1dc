"""Reading a student record from every app, in the order in which things happened.

EASA ORA.ATO.120 requires details of ground, flight and simulated training given to individual students, detailed
progress reports, and information on licences. The record has whatever the server stores of these, and who signed it.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from accounts.models import Company
from core.dates.writing import format_day, format_duration, write_english
from evidence.models import Certificate
from evidence.student_record.dossier_entries import build_dossier_entries, list_dossiers
from evidence.student_record.entries import RecordEntry
from evidence.student_record.events import list_events
from evidence.student_record.life import LIFE, build_life_entry
from evidence.student_record.names import RecordRows, name_objects, name_signed
from evidence.student_record.summary import Summary, summarise
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance
from records.models import Event, Signature
from trainings.credits.items import read_item_names, read_item_trainings
from trainings.models import Credit, Enrollment, StudySession, Training

if TYPE_CHECKING:
    from exams.querysets import AttemptInCycle


@dataclass(frozen=True)
class StudentRecord:
    """The record of one enrollment. `entries` are oldest first; `signatures` include the content that was signed;
    `certificate` is the newest of `certificates`; `item_names` are those of what was credited, `names` those of
    everything that signatures and events are about, by id."""

    enrollment: Enrollment
    entries: list[RecordEntry]
    signatures: list[Signature]
    events: list[Event]
    certificates: list[Certificate]
    credits: list[Credit]
    item_names: dict[uuid.UUID, str]
    names: dict[str, str]
    summary: Summary

    @property
    def certificate(self) -> Certificate | None:
        return self.certificates[-1] if self.certificates else None


def gather_record(enrollment: Enrollment) -> StudentRecord:
    """The record of an enrollment that was read with its user, company, training and supervisor. Eighteen
    queries, three more with any credits, four more with credits in a course that has revisions, seven more with
    required hours.

    Its texts are in English, whoever asks for it.
    """
    with write_english():
        return gather_texts(enrollment)


def gather_texts(enrollment: Enrollment) -> StudentRecord:
    attendances = list(list_attendances(enrollment))
    attempts = list(list_attempts(enrollment))
    resets, grants = list(list_resets(enrollment)), list(list_grants(enrollment))
    flights = list(list_flights(enrollment))
    certificates = list(list_certificates(enrollment))
    credits = list(list_credits(enrollment))
    item_names, dossiers = read_item_names(credits), list(list_dossiers(enrollment))
    sessions = list(list_study_sessions(enrollment))
    rows = RecordRows(
        enrollment, attendances, attempts, resets, grants, flights, certificates, credits, dossiers, item_names
    )
    names = name_objects(rows, enrollment.studies.values_list("pk", flat=True))
    signatures = list(list_signatures(enrollment, list(names)))
    events = list_events(enrollment, list(names), signatures)
    revisions = read_credit_revisions(enrollment, credits)
    entries = [
        *build_training_entries(enrollment, get_first_revision(enrollment, events)),
        *(build_life_entry(event) for event in events if event.action in LIFE),
        *chain.from_iterable(map(build_certificate_entries, certificates)),
        *map(build_study_entry, sessions),
        *map(build_class_entry, attendances),
        *map(build_attempt_entry, attempts),
        *(build_reset_entry(reset, enrollment) for reset in resets),
        *map(build_grant_entry, grants),
        *(build_flight_entry(record, enrollment.company) for record in flights),
        *chain.from_iterable(build_credit_entries(credit, item_names, revisions) for credit in credits),
        *chain.from_iterable(map(build_dossier_entries, dossiers)),
        *(build_signature_entry(signature, names) for signature in signatures),
    ]
    entries.sort(key=lambda entry: entry.at)
    summary = summarise(rows, sessions, signatures)
    return StudentRecord(enrollment, entries, signatures, events, certificates, credits, item_names, names, summary)


def list_signatures(enrollment: Enrollment, object_ids: list[str]) -> Iterable[Signature]:
    rows = Signature.objects.filter(company_id=enrollment.company_id, object_id__in=object_ids)
    return rows.select_related("revocation").order_by("signed_at", "id")


def list_attendances(enrollment: Enrollment) -> Iterable[Attendance]:
    """Including those of deleted classes: what a teacher recorded stays on record."""
    rows = Attendance.objects.filter(enrollment=enrollment)
    rows = rows.select_related("class_session__subject__training", "class_session__lesson", "class_session__exam")
    return rows.select_related("class_session__teacher").prefetch_related(
        "objective_ratings__objective", "metric_ratings__metric"
    )


def list_attempts(enrollment: Enrollment) -> "Iterable[AttemptInCycle]":
    """With the training of each exam, of which it may be as a whole."""
    rows = Attempt.objects.filter(enrollment=enrollment)
    return rows.select_related("exam__subject__training", "exam__training").with_cycle()


def list_flights(enrollment: Enrollment) -> Iterable[FlightRecord]:
    rows = FlightRecord.objects.filter(enrollment=enrollment).select_related("template__training", "instructor")
    return rows.with_details()


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
    return LessonReset.objects.filter(enrollment=enrollment).select_related("lesson__subject__training")


def list_grants(enrollment: Enrollment) -> Iterable[AttemptGrant]:
    """The attempts that managers granted, oldest first."""
    rows = AttemptGrant.objects.filter(enrollment=enrollment)
    return rows.select_related("exam__subject__training", "exam__training", "granted_by")


def list_study_sessions(enrollment: Enrollment) -> Iterable[StudySession]:
    rows = StudySession.objects.filter(study__enrollment=enrollment)
    return rows.select_related("study__lesson__subject__training")


def build_training_entries(enrollment: Enrollment, first_revision: int | None) -> Iterator[RecordEntry]:
    name, supervisor = enrollment.training.name, str(enrollment.supervisor or "")
    yield RecordEntry(enrollment.created_at, "enrolled", name, by=supervisor, revision=first_revision)
    if enrollment.finished_at:
        until = (
            f"valid until {format_day(enrollment.valid_until_on)}" if enrollment.valid_until_on else "does not expire"
        )
        yield RecordEntry(enrollment.finished_at, "finished", name, until, revision=enrollment.training.revision)


def build_credit_entries(
    credit: Credit, names: dict[uuid.UUID, str], revisions: dict[uuid.UUID, int]
) -> Iterator[RecordEntry]:
    what, revision = names.get(credit.item_id, str(credit.item_id)), revisions.get(credit.item_id)
    by, reason = str(credit.credited_by), credit.reason
    yield RecordEntry(credit.credited_at, "credit", what, "credited", by, reason, revision=revision)
    if credit.revoked_at:
        by, reason = str(credit.revoked_by), credit.revocation_reason
        yield RecordEntry(credit.revoked_at, "credit", what, "revoked", by, reason, revision=revision)


def build_certificate_entries(certificate: Certificate) -> Iterator[RecordEntry]:
    remarks = f"replaces {certificate.replaces}" if certificate.replaces else ""
    yield RecordEntry(certificate.issued_at, "certificate", certificate.number, "issued", remarks=remarks)
    if certificate.revoked_at:
        reason = certificate.revocation_reason
        yield RecordEntry(certificate.revoked_at, "certificate", certificate.number, "revoked", remarks=reason)


def build_study_entry(session: StudySession) -> RecordEntry:
    lesson = session.study.lesson
    what, revision = f"{lesson.subject}: {lesson}", lesson.subject.training.revision
    return RecordEntry(session.ended_at, "study", what, write_time(session.seconds), revision=revision)


def build_class_entry(row: Attendance) -> RecordEntry:
    session = row.class_session
    what = f"{session.subject}: {session.lesson or session.exam or 'class'}"
    remarks = "; ".join(part for part in (row.remarks, row.measures, describe_ratings(row)) if part)
    result = describe_attendance_result(row) + ("; the class was deleted" if session.is_cancelled else "")
    revision = session.subject.training.revision
    return RecordEntry(session.starts_at, "class", what, result, str(session.teacher), remarks, revision=revision)


def describe_attendance_result(row: Attendance) -> str:
    presence = {True: "present", False: "absent", None: "not recorded"}[row.is_present]
    passed = {True: "passed", False: "not passed", None: ""}[row.is_passed]
    return ", ".join(part for part in (presence, passed, row.exam_rating, write_time(row.seconds)) if part)


def describe_ratings(row: Attendance) -> str:
    rated = [f"{rating.objective}: {rating.rating}" for rating in row.objective_ratings.all()]
    rated += [f"{rating.metric}: {rating.rating} {rating.comments}".strip() for rating in row.metric_ratings.all()]
    return ", ".join(rated)


def build_attempt_entry(attempt: "AttemptInCycle") -> RecordEntry:
    revision = attempt.exam.get_training().revision
    if attempt.finished_at is None:
        return RecordEntry(attempt.started_at, "exam", str(attempt.exam), "not finished", revision=revision)
    result = f"{attempt.score} %, {'passed' if attempt.is_passed else 'not passed'}"
    remarks = "before the lesson was started again" if attempt.is_reset else ""
    return RecordEntry(attempt.finished_at, "exam", str(attempt.exam), result, remarks=remarks, revision=revision)


def build_reset_entry(reset: LessonReset, enrollment: Enrollment) -> RecordEntry:
    what, result = f"{reset.lesson.subject}: {reset.lesson}", f"started again, restart {reset.number}"
    revision = reset.lesson.subject.training.revision
    return RecordEntry(reset.reset_at, "restart", what, result, str(enrollment.user), revision=revision)


def build_grant_entry(grant: AttemptGrant) -> RecordEntry:
    by, revision = str(grant.granted_by), grant.exam.get_training().revision
    what, result = str(grant.exam), "one more attempt"
    return RecordEntry(grant.granted_at, "granted attempt", what, result, by, grant.reason, revision=revision)


def build_flight_entry(record: FlightRecord, school: Company) -> RecordEntry:
    what = f"{record.template} {record.flight_id}".strip()
    completed = "completed" if record.is_completed else "not completed"
    times = [f"{time.kind.lower().replace('_', '-')} {write_time(time.seconds)}" for time in record.times.all()]
    result = ", ".join(part for part in (completed, write_time(record.seconds), *times) if part)
    at = school.get_day_start(record.flown_on)
    remarks = "; ".join(part for part in (record.remarks, ", ".join(map(str, record.grades.all()))) if part)
    by, revision = str(record.instructor or ""), record.template.training.revision
    return RecordEntry(at, "mission", what, result, by, remarks, is_day=True, revision=revision)


def build_signature_entry(signature: Signature, names: dict[str, str]) -> RecordEntry:
    state = f"taken back: {signature.revocation}" if hasattr(signature, "revocation") else "stands"
    what = f"{name_signed(signature, names)}, version {signature.version}"
    return RecordEntry(signature.signed_at, "signature", what, state, signature.text, signature.meaning)


def get_first_revision(enrollment: Enrollment, events: Iterable[Event]) -> int | None:
    """The revision in which the student was enrolled: that of the first move, if there was one."""
    moves = (json.loads(event.payload) for event in events if event.action == "enrollment.moved_to_revision")
    first: dict[str, Any] | None = next(moves, None)
    return first["from_revision"] if first else enrollment.training.revision


def read_credit_revisions(enrollment: Enrollment, credits: list[Credit]) -> dict[uuid.UUID, int]:
    """The revisions to which credited items belong. Four queries, none without credits or without revisions."""
    if not (credits and enrollment.training.course_id):
        return {}
    numbers = dict(Training.objects.of_course(enrollment.training).values_list("pk", "revision"))
    trainings = read_item_trainings(credits)
    return {item: number for item, training in trainings.items() if (number := numbers.get(training)) is not None}


def write_time(seconds: int) -> str:
    """`1 h 5 min`; empty for none."""
    return format_duration(seconds) if seconds else ""


def get_signed_content(signature: Signature) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(signature.content)
    return content
