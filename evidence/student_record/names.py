"""What the objects of a student record are called, in English: `010 Air Law: Right of way, 8 Mar 2026, 10:00`."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.dates.writing import format_day, format_moment
from dossiers.models import Dossier
from evidence.models import Certificate
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance, ClassSession
from records.models import Signature
from records.wording import get_noun
from trainings.models import Credit, Enrollment


@dataclass(frozen=True)
class RecordRows:
    """The rows of one enrollment, as `gather_record` reads them; `item_names` are those of what was credited."""

    enrollment: Enrollment
    attendances: Sequence[Attendance]
    attempts: Sequence[Attempt]
    resets: Sequence[LessonReset]
    grants: Sequence[AttemptGrant]
    flights: Sequence[FlightRecord]
    certificates: Sequence[Certificate]
    credits: Sequence[Credit]
    dossiers: Sequence[Dossier]
    item_names: dict[uuid.UUID, str]


def name_objects(rows: RecordRows, studies: Iterable[uuid.UUID]) -> dict[str, str]:
    """The names by id, of everything that events and signatures of the enrollment may be about."""
    named = {rows.enrollment.pk: f"{rows.enrollment.user} in {rows.enrollment.training.name}"}
    named |= dict.fromkeys(studies, "a lesson")
    named |= dict(iterate_names(rows))
    return {str(pk): name for pk, name in named.items()}


def iterate_names(rows: RecordRows) -> Iterator[tuple[uuid.UUID, str]]:
    zone = rows.enrollment.company.zone
    for row in rows.attendances:
        session = row.class_session
        yield session.pk, f"{name_class(session)}, {format_moment(session.starts_at, zone)}"
    for attempt in rows.attempts:
        yield attempt.pk, str(attempt.exam)
    for reset in rows.resets:
        yield reset.pk, str(reset.lesson)
    for grant in rows.grants:
        yield grant.pk, str(grant.exam)
    for flight in rows.flights:
        yield flight.pk, f"{name_flight(flight)}, {format_day(flight.flown_on)}"
    yield from ((certificate.pk, certificate.number) for certificate in rows.certificates)
    yield from ((credit.pk, rows.item_names.get(credit.item_id, str(credit.item_id))) for credit in rows.credits)
    yield from ((dossier.pk, str(dossier)) for dossier in rows.dossiers)


def name_signed(signature: Signature, names: dict[str, str]) -> str:
    """What is signed, with its noun: `class 010 Air Law: …`. In the active language: call it within `write_english`."""
    return f"{get_noun(signature.object_type)} {names[signature.object_id]}"


def name_class(session: ClassSession) -> str:
    return f"{session.subject}: {session.lesson or session.exam or 'class'}"


def name_flight(record: FlightRecord) -> str:
    return f"{record.template} {record.flight_id}".strip()
