"""What people do with flights: managers record and correct them, students sign that they were debriefed."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from missions.debriefing import MEANING, build_debriefing
from missions.models import FlightRecord, FlightTemplate
from records.services import EventDraft, record_events
from records.signing import confirm_password, reject_api_keys, sign_object
from trainings.enrollments.finishing import finish_completed
from trainings.enrollments.reopening import apply_correction, snapshot_finished
from trainings.models import Enrollment


@dataclass(frozen=True)
class FlightInput:
    """What a manager writes down of a flight; without a date it was today, as the school's calendar has it."""

    is_completed: bool
    seconds: int
    flown_on: date | None = None
    flight_id: str = ""
    instructor_id: int | None = None
    remarks: str = ""


def record_flight(*, enrollment_id: uuid.UUID, template_id: uuid.UUID, flight: FlightInput, by: User) -> FlightRecord:
    """Stores a flight of an enrollment (docs/api.md, section 11), and finishes the enrollment when that completes it.

    Refuses with InvalidInput, naming the field, an enrollment or instructor the manager does not see, an instructor
    who is no staff, a mission of another training and a date in the future. A flight with a `flight_id` that is
    already on record with the very same content is answered again instead of being stored twice: the client asked a
    second time because the first answer got lost. Without a `flight_id` nothing tells two flights apart, so each is
    stored.
    """
    with transaction.atomic():
        enrollment = (
            Enrollment.objects.visible_to(by)
            .select_related("company")
            .select_for_update(of=("self",), no_key=True)
            .filter(pk=enrollment_id)
            .first()
        )
        if enrollment is None:
            raise InvalidInput.for_field("enrollment_id", "There is no enrollment with this id.")
        columns = {"template_id": get_mission_id(enrollment, template_id), **build_columns(flight, by)}
        twin = enrollment.flight_records.filter(**columns).first() if flight.flight_id else None
        return twin or store_flight(enrollment, columns, by)


def get_mission_id(enrollment: Enrollment, template_id: uuid.UUID) -> uuid.UUID:
    if not FlightTemplate.objects.live().filter(pk=template_id, training=enrollment.training_id).exists():
        raise InvalidInput.for_field("training_flight_id", "The student's training has no mission with this id.")
    return template_id


def get_flight_day(flight: FlightInput, by: User) -> date:
    today = by.company.local_date(clock.now())
    if flight.flown_on and flight.flown_on > today:
        raise InvalidInput.for_field("date", "This day has not come yet.")
    return flight.flown_on or today


def get_instructor_id(flight: FlightInput, by: User) -> int | None:
    known = User.objects.visible_to(by).staff().filter(pk=flight.instructor_id)
    if flight.instructor_id and not known.exists():
        raise InvalidInput.for_field("instructor_id", "There is no instructor with this id.")
    return flight.instructor_id


def store_flight(enrollment: Enrollment, columns: dict[str, Any], by: User) -> FlightRecord:
    row = enrollment.flight_records.create(**columns, created_at=clock.now())
    finished = finish_completed(enrollment_ids=[enrollment.pk], by=by) if row.is_completed else []
    record_events(
        EventDraft("mission.recorded", row, build_event_facts(row)), *finished, company_id=enrollment.company_id, by=by
    )
    return row


def correct_flight(*, record_id: uuid.UUID, flight: FlightInput, by: User) -> FlightRecord:
    """Puts right what was recorded of a flight; its student and its mission stay. The same again changes nothing.

    A flight that is not completed after all takes back the finish that rested on it (`reopen`).
    Refuses with NotFound a flight the manager does not see, with Conflict one whose debriefing is signed and one whose
    finish something rests on, with InvalidInput an instructor who is no staff and a date in the future.
    """
    with transaction.atomic():
        seen = FlightRecord.objects.visible_to(by)
        enrollment_id = seen.filter(pk=record_id).values_list("enrollment_id", flat=True).first()
        stock = snapshot_finished([enrollment_id] if enrollment_id else [])
        row = seen.select_for_update(of=("self",), no_key=True).filter(pk=record_id).first()
        if row is None:
            raise NotFound
        if row.signed_at:
            raise Conflict("The debriefing of this flight is signed. What was signed does not change.")
        columns = build_columns(flight, by)
        before = {name: getattr(row, name) for name in columns}
        if before != columns:
            FlightRecord.objects.filter(pk=row.pk).update(**columns)
            row.refresh_from_db()
            followed = apply_correction(stock, by=by)
            record_events(
                EventDraft("mission.corrected", row, build_event_facts(row)), *followed, company_id=by.company_id, by=by
            )
    return row


def build_columns(flight: FlightInput, by: User) -> dict[str, Any]:
    return {
        "is_completed": flight.is_completed,
        "seconds": flight.seconds,
        "flown_on": get_flight_day(flight, by),
        "flight_id": flight.flight_id,
        "instructor_id": get_instructor_id(flight, by),
        "remarks": flight.remarks,
    }


def build_event_facts(row: FlightRecord) -> dict[str, Any]:
    return {
        "enrollment": str(row.enrollment_id),
        "mission": str(row.template_id),
        "date": row.flown_on.isoformat(),
        "seconds": row.seconds,
        "completed": row.is_completed,
        "flight_id": row.flight_id,
    }


def sign_debriefing(*, record_id: uuid.UUID, password: str, by: User) -> bool:
    """The student's signature under the record of a flight (docs/api.md, section 11); False when it was signed already.

    That is looked at before the password, so that asking again costs no guess. Refuses: an API key, somebody else's
    flight, and a training that is inactive or not within its dates with Forbidden; an id the caller does not see with
    InvalidInput; a mission that was not completed with Conflict; a wrong password as `confirm_password` does.
    """
    reject_api_keys()
    visible = FlightRecord.objects.visible_to(by).for_debriefing()
    if not needs_signature(visible.filter(pk=record_id).first(), by):
        return False
    confirm_password(user=by, password=password)
    with transaction.atomic():
        row = visible.select_for_update(of=("self",), no_key=True).filter(pk=record_id).first()
        if row is None or not needs_signature(row, by):
            return False
        store_signature(row, by)
    return True


def needs_signature(row: FlightRecord | None, by: User) -> bool:
    """False: it is signed. Refuses whatever keeps this person from signing this record now."""
    if row is None:
        raise InvalidInput.for_field("user_training_flight_id", "There is no flight with this id.")
    if row.enrollment.user_id != by.pk:
        raise Forbidden("Only the student who flew this mission can sign its debriefing.")
    if row.signed_at:
        return False
    training = row.template.training
    if not training.is_active or not training.is_open_on(row.enrollment.company.local_date(clock.now())):
        raise Forbidden("The training is not open at present.")
    if not row.is_completed:
        raise Conflict("This mission is not completed, so there is nothing to sign.")
    return True


def store_signature(row: FlightRecord, by: User) -> None:
    company_id = row.enrollment.company_id
    signature, signed = sign_object(
        obj=row, company_id=company_id, meaning=MEANING, content=build_debriefing(row), by=by
    )
    row.signed_at = signature.signed_at
    row.save(update_fields=["signed_at"])
    facts_of_signing = {"enrollment": str(row.enrollment_id), "version": signature.version}
    record_events(signed, EventDraft("mission.signed", row, facts_of_signing), company_id=company_id, by=by)
