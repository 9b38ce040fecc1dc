"""Transferring students to another supervisor."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import InvalidInput
from records.services import EventDraft, record_events
from trainings.enrollments.acts.choosing import Chosen, build_facts, choose_locked, explain_ended
from trainings.models import Enrollment


def explain_transfer_obstacle(row: Enrollment, supervisor: User | None = None) -> str:
    """What keeps an enrollment from being transferred; without a supervisor, what keeps it from any."""
    if ended := explain_ended(row):
        return ended
    if supervisor is None:
        return ""
    if row.user_id == supervisor.pk:
        return "Nobody supervises their own training."
    return f"{supervisor} supervises it already." if row.supervisor_id == supervisor.pk else ""


def transfer_enrollments(*, enrollment_ids: Iterable[uuid.UUID], supervisor_id: int, by: User) -> Chosen:
    """Gives enrollments another supervisor, and returns whom it concerned.

    Skips enrollments that are finished or withdrawn, those of the new supervisor, and those that have this supervisor
    already. Raises what `choose_locked` does, and InvalidInput for anybody who is not on the staff or cannot log in.
    """
    supervisor = get_supervisor(supervisor_id, by)
    with transaction.atomic():
        chosen = choose_locked(enrollment_ids, lambda row: explain_transfer_obstacle(row, supervisor), by=by)
        now = clock.now()
        events = []
        for row in chosen.concerned:
            before = row.supervisor_id
            row.supervisor, row.modified_at = supervisor, now
            facts = {"from": str(before) if before else None, "to": str(supervisor.pk), "to_name": str(supervisor)}
            events.append(EventDraft("enrollment.transferred", row, {**build_facts(row), **facts}))
        Enrollment.objects.bulk_update(chosen.concerned, ["supervisor", "modified_at"])
        record_events(*events, company_id=by.company_id, by=by)
    return chosen


def get_supervisor(id: int, by: User) -> User:
    supervisor: User | None = User.objects.visible_to(by).staff().select_related("company").filter(pk=id).first()
    if supervisor is None:
        raise InvalidInput.for_field("supervisor", "There is no instructor with this id.")
    if not supervisor.may_log_in:
        raise InvalidInput.for_field("supervisor", f"{supervisor} can no longer log in.")
    return supervisor
