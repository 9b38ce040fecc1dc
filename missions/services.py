"""Recording flights, by managers and instructors, correcting them, by managers, and signing debriefings, by students
(docs/api.md, section 11)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from missions.debriefing import MEANING, build_debriefing, read_flight_content
from missions.flight_details import (
    NO_DETAILS,
    FlightDetails,
    check_details,
    check_flown_before_end,
    check_instructor,
    read_details,
    replace_details,
)
from missions.flight_times import Times, read_times
from missions.grades import Grades, read_grades
from missions.mails import mail_debriefing
from missions.models import FlightRecord, FlightTemplate
from records.services import EventDraft, record_events
from records.signing import confirm_signer_password, reject_api_keys, sign_object
from records.versions import Version, check_version
from trainings.enrollments.finishing import finish_completed
from trainings.enrollments.reopening import FinishSnapshot, apply_correction, snapshot_finished
from trainings.models import Enrollment


@dataclass(frozen=True)
class FlightInput:
    """What is recorded of a flight. Without a date it was flown today, in the school's time zone.

    `grades` are by objective of the mission, `times` say how much of the flight was of which kind; None means none or,
    in a correction, those on record.
    """

    is_completed: bool
    seconds: int
    flown_on: date | None = None
    flight_id: str = ""
    instructor_id: int | None = None
    remarks: str = ""
    grades: Grades | None = None
    times: Times | None = None

    def get_details(self, on_record: FlightDetails = NO_DETAILS) -> FlightDetails:
        return FlightDetails(
            on_record.grades if self.grades is None else self.grades,
            on_record.times if self.times is None else self.times,
        )


def record_instructed_flight(
    *, enrollment_id: uuid.UUID, template_id: uuid.UUID, flight: FlightInput, by: User
) -> FlightRecord:
    """Stores a flight that its instructor records, and returns it: `record_flight`, of a flight with `by`.

    Raises what `record_flight` does; InvalidInput for another instructor; Forbidden for the instructor's own training.
    """
    if flight.instructor_id not in (None, by.pk):
        raise InvalidInput.for_field("instructor_id", _("The instructor is you: leave this out, or send your own id."))
    if Enrollment.objects.of_person(by.pk, by.company_id).filter(pk=enrollment_id).exists():
        raise Forbidden(_("You cannot be the instructor of your own training."))
    flown = replace(flight, instructor_id=by.pk)
    return record_flight(enrollment_id=enrollment_id, template_id=template_id, flight=flown, by=by)


def record_flight(*, enrollment_id: uuid.UUID, template_id: uuid.UUID, flight: FlightInput, by: User) -> FlightRecord:
    """Stores a flight of an enrollment and returns it; finishes the enrollment when the flight completes it.

    A flight with a `flight_id` is stored once: the same content again returns the flight on record, because a client
    repeats a request whose response was lost. Flights without a `flight_id` cannot be told apart, so each is stored.

    Raises InvalidInput, by field, for an enrollment or instructor that `by` does not see, an instructor who is not
    staff, a mission of another training, an objective of another mission, times that do not fit the flight, a date in
    the future, and a date after the student was withdrawn or paused; Forbidden for the own flight of an instructor with
    expired papers, if the school says so.
    """
    with transaction.atomic():
        enrollment = lock_enrollment(enrollment_id, by)
        columns = {"template_id": get_mission_id(enrollment, template_id), **build_columns(flight, by)}
        check_flown_before_end(enrollment, columns["flown_on"])
        details = flight.get_details()
        check_details(template_id, flight.seconds, details)
        duplicate = find_duplicate(enrollment, columns, details) if flight.flight_id else None
        return duplicate or store_flight(enrollment, check_instructor(columns, by), details, by)


def find_duplicate(enrollment: Enrollment, columns: Mapping[str, Any], details: FlightDetails) -> FlightRecord | None:
    rows = enrollment.flight_records.filter(**columns).prefetch_related("grades", "times")
    return next((row for row in rows if read_details(row) == details), None)


def lock_enrollment(id: uuid.UUID, by: User) -> Enrollment:
    """The lock makes the search for a duplicate safe against the same request arriving twice at once, and finishing
    takes it anyway."""
    rows = Enrollment.objects.visible_to(by).select_related("company").filter(pk=id)
    enrollment: Enrollment | None = rows.select_for_update(of=("self",), no_key=True).first()
    if enrollment is None:
        raise InvalidInput.for_field("enrollment_id", _("There is no enrollment with this id."))
    return enrollment


def get_mission_id(enrollment: Enrollment, template_id: uuid.UUID) -> uuid.UUID:
    if not FlightTemplate.objects.live().filter(pk=template_id, training=enrollment.training_id).exists():
        raise InvalidInput.for_field("training_flight_id", _("The student's training has no mission with this id."))
    return template_id


def get_flight_day(flight: FlightInput, by: User) -> date:
    today = by.company.local_date(clock.now())
    if flight.flown_on and flight.flown_on > today:
        raise InvalidInput.for_field("date", _("The day cannot be in the future."))
    return flight.flown_on or today


def get_instructor_id(flight: FlightInput, by: User, kept: int | None) -> int | None:
    """The instructor of the flight: staff, or `kept`, who has been on record since and may be deleted."""
    known = User.objects.visible_to(by).staff().filter(pk=flight.instructor_id)
    if flight.instructor_id and flight.instructor_id != kept and not known.exists():
        raise InvalidInput.for_field("instructor_id", _("There is no instructor with this id."))
    return flight.instructor_id


def store_flight(enrollment: Enrollment, columns: dict[str, Any], details: FlightDetails, by: User) -> FlightRecord:
    row = enrollment.flight_records.create(**columns, created_at=clock.now())
    replace_details(row, details)
    mail_debriefing(row, by=by)
    finished = finish_completed(enrollment_ids=[enrollment.pk], by=by) if row.is_completed else []
    recorded = EventDraft("mission.recorded", row, build_event_facts(row) | build_proxy_facts(row, by))
    record_events(recorded, *finished, company_id=enrollment.company_id, by=by)
    return row


def correct_flight(
    *, record_id: uuid.UUID, flight: FlightInput, version: Version | None = None, by: User
) -> FlightRecord:
    """Corrects what was recorded of a flight and returns it; its enrollment and mission stay. Without a difference
    nothing is stored. A finish that depended on the flight is taken back.

    Raises NotFound for a flight the manager does not see; Conflict when its debriefing is signed, and when something
    depends on a finish that would be taken back (`apply_correction`); Stale when the flight has been changed since the
    version; InvalidInput for an instructor who is not staff, an objective of another mission, times that do not fit the
    flight and a date in the future.
    """
    with transaction.atomic():
        row, snapshot = lock_flight(record_id, by)
        check_unsigned(row)
        check_version(version, read_flight_content(row))
        columns = build_columns(flight, by, kept_instructor=row.instructor_id)
        if row.instructor_id != by.pk:
            check_instructor(columns, by)
        on_record = read_details(row)
        details = flight.get_details(on_record)
        check_details(row.template_id, flight.seconds, details)
        if (columns, details) != ({name: getattr(row, name) for name in columns}, on_record):
            store_correction(row, columns, details, snapshot, by)
    return row


def lock_flight(id: uuid.UUID, by: User) -> tuple[FlightRecord, FinishSnapshot]:
    """The flight as stored now, locked, and what its enrollment had done. Raises NotFound.

    Locks the enrollment before the flight, in the order of every other writer (docs/decisions/0009).
    """
    visible = FlightRecord.objects.visible_to(by)
    enrollment_id = visible.filter(pk=id).values_list("enrollment_id", flat=True).first()
    snapshot = snapshot_finished([enrollment_id] if enrollment_id else [])
    row = visible.select_for_update(of=("self",), no_key=True).filter(pk=id).first()
    if row is None:
        raise NotFound
    return row, snapshot


def check_unsigned(row: FlightRecord) -> None:
    """Raises Conflict for a flight whose debriefing is signed."""
    if row.signed_at:
        raise Conflict(_("The debriefing of this flight has been signed, so the flight can no longer be changed."))


def store_correction(
    row: FlightRecord, columns: dict[str, Any], details: FlightDetails, snapshot: FinishSnapshot, by: User
) -> None:
    was_completed = row.is_completed
    FlightRecord.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    replace_details(row, details)
    if not was_completed:
        mail_debriefing(row, by=by)
    finish_events = apply_correction(snapshot, by=by)
    corrected = EventDraft("mission.corrected", row, build_event_facts(row) | build_proxy_facts(row, by))
    record_events(corrected, *finish_events, company_id=by.company_id, by=by)


def build_columns(flight: FlightInput, by: User, kept_instructor: int | None = None) -> dict[str, Any]:
    return {
        "is_completed": flight.is_completed,
        "seconds": flight.seconds,
        "flown_on": get_flight_day(flight, by),
        "flight_id": flight.flight_id,
        "instructor_id": get_instructor_id(flight, by, kept_instructor),
        "remarks": flight.remarks,
    }


def build_event_facts(row: FlightRecord) -> dict[str, Any]:
    """Without `times` where nothing is stated, as events were before anything could be."""
    times = read_times(row)
    return {
        "enrollment": str(row.enrollment_id),
        "mission": str(row.template_id),
        "date": row.flown_on.isoformat(),
        "seconds": row.seconds,
        "completed": row.is_completed,
        "flight_id": row.flight_id,
        "objectives": {str(id): grade for id, grade in read_grades(row).items()},
        **({"times": times} if times else {}),
    }


def build_proxy_facts(row: FlightRecord, by: User) -> dict[str, str]:
    """For the events of what is recorded: the instructor, if somebody else records it on the instructor's behalf."""
    is_own = row.instructor_id in (None, by.pk)
    return {} if is_own else {"on_behalf_of": str(row.instructor_id)}


def sign_debriefing(*, record_id: uuid.UUID, password: str, by: User) -> bool:
    """Signs the debriefing of a flight for the student who flew it; returns False when it is signed already.

    Raises Forbidden for an API key, for a flight of somebody else, and for a training that is inactive or outside of
    its dates; InvalidInput for an id that the user does not see; Conflict for a mission that was not completed; what
    `confirm_signer_password` does (Forbidden for a wrong password, TooManyAttempts).
    """
    reject_api_keys()
    visible = FlightRecord.objects.visible_to(by).for_debriefing()
    # Before the password, so that repeating a request costs no login attempt.
    if not needs_signature(visible.filter(pk=record_id).first(), by):
        return False
    # Outside the transaction: a failed attempt must be counted although nothing is signed.
    confirm_signer_password(user=by, password=password)
    with transaction.atomic():
        # Read and checked again under the lock: another request may have signed or changed the flight meanwhile.
        row = visible.select_for_update(of=("self",), no_key=True).filter(pk=record_id).first()
        if row is None or not needs_signature(row, by):
            return False
        store_signature(row, by)
    return True


def needs_signature(row: FlightRecord | None, by: User) -> bool:
    """Whether the debriefing is still to be signed; raises what keeps this user from signing it now.

    A signed one comes before the state of the training: a repeated request gets the same response after it has closed.
    """
    if row is None:
        raise InvalidInput.for_field("user_training_flight_id", _("There is no flight with this id."))
    if row.enrollment.user_id != by.pk:
        raise Forbidden(_("Only the student who flew this mission can sign its debriefing."))
    if row.signed_at:
        return False
    check_signable(row)
    return True


def check_signable(row: FlightRecord) -> None:
    training = row.template.training
    if not training.is_active or not training.is_open_on(row.enrollment.company.local_date(clock.now())):
        raise Forbidden(_("The training is not open."))
    if not row.is_completed:
        raise Conflict(_("This mission is not completed, so there is nothing to sign."))


def store_signature(row: FlightRecord, by: User) -> None:
    """Stores the signature of a student whose password has been confirmed, under a flight that is locked and was read
    by `for_debriefing`."""
    company_id = row.enrollment.company_id
    signature, added = sign_object(
        obj=row, company_id=company_id, meaning=MEANING, content=build_debriefing(row), by=by
    )
    row.signed_at = signature.signed_at
    row.save(update_fields=["signed_at"])
    payload = {"enrollment": str(row.enrollment_id), "version": signature.version}
    record_events(added, EventDraft("mission.signed", row, payload), company_id=company_id, by=by)
