"""Transferring students to another supervisor."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import InvalidInput
from records.services import EventDraft
from trainings.enrollment_acts.choosing import Chosen, build_facts, change_chosen, explain_ended
from trainings.models import Enrollment


def explain_transfer_obstacle(row: Enrollment, supervisor: User | None = None) -> str:
    """What keeps an enrollment from being transferred; without a supervisor, what keeps it from any."""
    if ended := explain_ended(row):
        return ended
    if supervisor is None:
        return ""
    if row.user_id == supervisor.pk:
        return _("Nobody supervises their own training.")
    text = _("%(supervisor)s supervises it already.") % {"supervisor": supervisor}
    return text if row.supervisor_id == supervisor.pk else ""


def transfer_enrollments(*, enrollment_ids: Iterable[uuid.UUID], supervisor_id: int, by: User) -> Chosen:
    """Gives enrollments another supervisor, and returns whom it concerned.

    Skips enrollments that are finished or withdrawn, those of the new supervisor, and those that have this supervisor
    already. Raises what `choose_locked` does, and InvalidInput for anybody who is not on the staff or cannot log in.
    """
    supervisor = get_supervisor(supervisor_id, by)

    def transfer(row: Enrollment) -> EventDraft:
        before = row.supervisor_id
        row.supervisor = supervisor
        facts = {"from": str(before) if before else None, "to": str(supervisor.pk), "to_name": str(supervisor)}
        return EventDraft("enrollment.transferred", row, {**build_facts(row), **facts})

    return change_chosen(
        enrollment_ids, lambda row: explain_transfer_obstacle(row, supervisor), transfer, ["supervisor"], by=by
    )


def get_supervisor(id: int, by: User) -> User:
    supervisor: User | None = User.objects.visible_to(by).staff().select_related("company").filter(pk=id).first()
    if supervisor is None:
        raise InvalidInput.for_field("supervisor", _("There is no instructor with this id."))
    if not supervisor.may_log_in:
        raise InvalidInput.for_field("supervisor", _("%(person)s can no longer log in.") % {"person": supervisor})
    return supervisor
