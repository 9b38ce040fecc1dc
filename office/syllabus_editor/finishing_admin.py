"""Admin pages that change what there is to do in a training."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import finish_trainings


class FinishesEnrollments(ScopedAdmin):
    """What is saved or deleted is followed by the finishing rule for everybody on the way in the trainings concerned:
    whoever has nothing left to do is finished, in the page's own transaction (docs/api.md, section 9)."""

    def list_affected_trainings(self, rows: list[Any]) -> set[uuid.UUID]:
        """The trainings in which the rows are something to do."""
        return set()

    def record_in_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """The enrollments are locked before the ledger is, as everywhere (docs/decisions/0004)."""
        manager = get_manager(request)
        followed = finish_trainings(training_ids=self.list_affected_trainings(rows), by=manager)
        drafts = [EventDraft(action, row, {"name": str(row), "change": message}) for row in rows]
        record_events(*drafts, *followed, company_id=manager.company_id, by=manager)
        self.report_finished(request, followed)

    def report_finished(self, request: HttpRequest, followed: list[EventDraft]) -> None:
        finished = sum(draft.action == "enrollment.finished" for draft in followed)
        if finished:
            whose = "1 enrollment that has" if finished == 1 else f"{finished} enrollments that have"
            self.message_user(request, f"This finished {whose} nothing left to do.", messages.INFO)
