"""Putting flights right: taking a debriefing signature back, and deleting a flight that was recorded by mistake.

`missions.services.correct_flight` corrects what was recorded of a flight. A signed flight does none of this: its
signature has to be taken back first, on record (docs/decisions/0009).
"""

import uuid
from typing import Any

from django.db import transaction

from accounts.models import User
from core.dates.writing import write_english
from missions.debriefing import read_flight_content
from missions.ledger_texts import describe_flight
from missions.mails import mail_debriefing
from missions.models import FlightRecord
from missions.services import build_event_facts, check_unsigned, lock_flight
from records.services import EventDraft, record_events
from records.signing import reject_api_keys, revoke_signature
from records.versions import Version, check_version
from trainings.enrollment_acts.choosing import check_manager, check_reason
from trainings.enrollments.reopening import apply_correction


def unsign_debriefing(*, record_id: uuid.UUID, reason: str, by: User) -> FlightRecord:
    """Takes the signature under a debriefing back for a manager and returns the flight, which can then be corrected.

    The signature stays on record with who revoked it and why. The student is asked by mail to sign again. Enrollments
    stay finished, because what was recorded has not changed.

    Raises Forbidden for anyone but managers and for an API key; NotFound for a flight that the manager does not see;
    InvalidInput for a missing reason; Conflict for a flight that is not signed.
    """
    check_manager(by)
    reject_api_keys()
    reason = check_reason(reason)
    with transaction.atomic():
        row, _snapshot = lock_flight(record_id, by)
        revoked = revoke_signature(obj=row, company_id=by.company_id, reason=reason, by=by)
        row.signed_at = None
        row.save(update_fields=["signed_at"])
        mail_debriefing(row, by=by)
        unsigned = EventDraft("mission.unsigned", row, {"enrollment": str(row.enrollment_id), "reason": reason})
        record_events(unsigned, revoked, company_id=by.company_id, by=by)
    return row


def delete_flight(*, record_id: uuid.UUID, reason: str, version: Version | None = None, by: User) -> None:
    """Deletes a flight that was recorded by mistake. The ledger keeps what it was (docs/decisions/0028), and a finish
    that depended on it is taken back.

    Raises Forbidden for anyone but managers; NotFound for a flight that the manager does not see; InvalidInput for a
    missing reason; Conflict for one whose debriefing is signed, and when something depends on a finish that would be
    taken back (`apply_correction`); Stale when the flight has been changed since the version.
    """
    check_manager(by)
    reason = check_reason(reason)
    with transaction.atomic():
        row, snapshot = lock_flight(record_id, by)
        check_unsigned(row)
        check_version(version, read_flight_content(row))
        deleted = EventDraft("mission.deleted", row, build_deletion_facts(row, reason))
        FlightRecord.objects.filter(pk=row.pk).delete()
        finish_events = apply_correction(snapshot, by=by)
        record_events(deleted, *finish_events, company_id=by.company_id, by=by)


def build_deletion_facts(row: FlightRecord, reason: str) -> dict[str, Any]:
    """All that was recorded of the flight, and its name, by which the ledger calls it from now on."""
    with write_english():
        name = describe_flight(row)
    facts = {**build_event_facts(row), "remarks": row.remarks, "recorded_at": row.created_at.isoformat()}
    return {**facts, "instructor": row.instructor_id and str(row.instructor_id), "name": name, "reason": reason}
