"""The summary of a student record: what an inspector looks for first, on one page.

14 CFR 141.101(a) asks for the date of enrollment, the log of attendance, subjects and flights, the names and grades of
tests, and the date on which the training ended and how; EASA ORA.ATO.120(a) for details of the training given. Under
141.101(c) the chief instructor certifies the record of a training that has ended: a printed summary has a line for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Company
from accounts.roles import name_role
from core import clock
from core.dates.writing import format_day, format_duration
from core.timestamps import format_day as format_plain_day
from evidence.models import Certificate
from evidence.student_record.hour_rows import serialise_hours
from evidence.student_record.names import RecordRows
from exams.models import Attempt
from hours.reading.balances import HoursBalance, read_hours
from onsite.models import Attendance
from records.models import Signature
from trainings.enrollments.progress import Progress, get_flight_progress, get_ground_school_progress
from trainings.models import Enrollment, StudySession

# 14 CFR 141.101(c); under a printed record.
CERTIFICATION = "Certified by the chief instructor: the training ended as stated above."


@dataclass(frozen=True)
class ExamGrade:
    """An exam that was sat, online or in a class: its day at the school, its name, the grade, and whether passed."""

    day: date
    name: str
    grade: str
    is_passed: bool | None

    @property
    def result(self) -> str:
        return {True: "passed", False: "not passed", None: "not graded"}[self.is_passed]


@dataclass(frozen=True)
class Signer:
    """Who signed, in which role, how often, and how many of these signatures were taken back."""

    name: str
    role: str
    count: int
    revoked: int


@dataclass(frozen=True)
class Summary:
    """`ended_on` is the day of the finish or withdrawal; times are in seconds. `flights` are records of flights,
    `hours` the required ones against those on record."""

    enrolled_on: date
    state: str
    ended_on: date | None
    how_it_ended: str
    items: Progress
    missions: Progress
    studied: int
    in_class: int
    flown: int
    attended: int
    missed: int
    flights: int
    hours: tuple[HoursBalance, ...]
    tests: tuple[ExamGrade, ...]
    certificate: str
    signers: tuple[Signer, ...]

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None


def summarise(rows: RecordRows, sessions: Sequence[StudySession], signatures: Sequence[Signature]) -> Summary:
    """Two queries, for the progress of today; seven more if the training requires hours."""
    enrollment, present = rows.enrollment, [row for row in rows.attendances if row.is_present]
    counted = Enrollment.objects.with_progress(clock.now()).get(pk=enrollment.pk)
    return Summary(
        enrolled_on=enrollment.company.local_date(enrollment.created_at),
        state=enrollment.state.value.lower(),
        ended_on=get_last_day(enrollment),
        how_it_ended=describe_end(enrollment),
        items=get_ground_school_progress(counted),
        missions=get_flight_progress(counted),
        studied=sum(row.seconds for row in sessions),
        in_class=sum(row.seconds for row in present),
        flown=sum(row.seconds for row in rows.flights),
        attended=len(present),
        missed=sum(row.is_present is False for row in rows.attendances),
        flights=len(rows.flights),
        hours=tuple(read_hours([enrollment], clock.now())[enrollment.pk]),
        tests=tuple(sorted(iterate_tests(rows), key=lambda test: test.day)),
        certificate=describe_certificate(rows.certificates, enrollment.company),
        signers=tuple(count_signers(signatures)),
    )


def get_last_day(enrollment: Enrollment) -> date | None:
    if enrollment.finished_at:
        return enrollment.company.local_date(enrollment.finished_at)
    return enrollment.withdrawn_on


def describe_end(enrollment: Enrollment) -> str:
    if enrollment.finished_at:
        return "finished"
    return f"withdrawn: {enrollment.withdrawal_reason}" if enrollment.withdrawn_on else ""


def iterate_tests(rows: RecordRows) -> Iterator[ExamGrade]:
    """Attempts that are graded, and exams in classes that were not deleted."""
    company = rows.enrollment.company
    yield from (build_attempt_test(row, company) for row in rows.attempts if row.finished_at)
    for row in rows.attendances:
        if row.class_session.exam and row.is_present and not row.class_session.is_cancelled:
            yield build_class_test(row, company)


def build_attempt_test(attempt: Attempt, company: Company) -> ExamGrade:
    day = company.local_date(attempt.finished_at or attempt.started_at)
    return ExamGrade(day, str(attempt.exam), f"{attempt.score} %", attempt.is_passed)


def build_class_test(row: Attendance, company: Company) -> ExamGrade:
    session = row.class_session
    return ExamGrade(company.local_date(session.starts_at), str(session.exam), row.exam_rating or "", row.is_passed)


def describe_certificate(certificates: Sequence[Certificate], company: Company) -> str:
    """The newest certificate; empty without one."""
    if not certificates:
        return ""
    newest = certificates[-1]
    parts = [newest.number, f"issued {format_day(company.local_date(newest.issued_at))}"]
    parts += [f"valid until {format_day(newest.valid_until_on)}"] if newest.valid_until_on else []
    parts += [f"revoked: {newest.revocation_reason}"] if newest.revoked_at else []
    return ", ".join(parts)


def count_signers(signatures: Sequence[Signature]) -> Iterator[Signer]:
    """In the order in which they first signed."""
    for name, role in dict.fromkeys((row.signer_name, row.signer_role) for row in signatures):
        own = [row for row in signatures if (row.signer_name, row.signer_role) == (name, role)]
        yield Signer(name, name_role(role), len(own), sum(hasattr(row, "revocation") for row in own))


def write_lines(summary: Summary) -> list[tuple[str, str]]:
    """The summary as pairs of a heading and a text, in English; hours, tests and signers have tables of their
    own."""
    ended = f"{summary.how_it_ended}, {format_day(summary.ended_on)}" if summary.ended_on else "not ended"
    missions = f", {describe_progress(summary.missions, 'missions')}" if summary.missions.total else ""
    return [
        ("Enrolled", format_day(summary.enrolled_on)),
        ("Ended", ended if summary.ended_on else f"{ended} ({summary.state})"),
        ("Done", f"{describe_progress(summary.items, 'lessons and exams')}{missions}"),
        ("Classes", f"{summary.attended} attended, {summary.missed} missed, {write_hours(summary.in_class)}"),
        ("Studied", write_hours(summary.studied)),
        ("Flights", f"{summary.flights} recorded, {write_hours(summary.flown)}"),
        ("Certificate", summary.certificate or "none"),
    ]


def describe_progress(progress: Progress, noun: str) -> str:
    return f"{progress.completed} of {progress.total} {noun}"


def write_hours(seconds: int) -> str:
    return format_duration(seconds) if seconds else "no time recorded"


def serialise_summary(summary: Summary) -> dict[str, Any]:
    """The summary in record.json; days are those of the school, times seconds."""
    return {
        "enrolled": format_plain_day(summary.enrolled_on),
        "state": summary.state.upper(),
        "ended": format_plain_day(summary.ended_on),
        "how_it_ended": summary.how_it_ended or None,
        "items": {"total": summary.items.total, "completed": summary.items.completed},
        "missions": {"total": summary.missions.total, "completed": summary.missions.completed},
        "classes": {"attended": summary.attended, "missed": summary.missed, "seconds": summary.in_class},
        "studied_seconds": summary.studied,
        "flights": {"recorded": summary.flights, "seconds": summary.flown},
        "required_hours": [serialise_hours(balance) for balance in summary.hours],
        "tests": [
            {"date": format_plain_day(test.day), "name": test.name, "grade": test.grade, "passed": test.is_passed}
            for test in summary.tests
        ],
        "certificate": summary.certificate or None,
        "signers": [
            {"name": row.name, "role": row.role, "signatures": row.count, "revoked": row.revoked}
            for row in summary.signers
        ],
    }
