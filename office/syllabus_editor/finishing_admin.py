"""Admin pages that change what there is to do in a training."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from core.dates.writing import write_english
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import finish_trainings


class FinishesEnrollments(ScopedAdmin):
    """A ModelAdmin whose saves and deletions can complete enrollments: an ongoing enrollment of the trainings concerned
    that has nothing left to do is finished in the same transaction (docs/api.md, section 9)."""

    def list_affected_trainings(self, rows: list[Any]) -> set[uuid.UUID]:
        """The ids of the trainings whose items or missions the rows are."""
        return set()

    def record_in_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """Records the act and the finishes that follow from it."""
        manager = get_manager(request)
        # First: it locks enrollments, and they are locked before the ledger everywhere (docs/decisions/0004).
        finish_drafts = finish_trainings(training_ids=self.list_affected_trainings(rows), by=manager)
        with write_english():
            drafts = [EventDraft(action, row, {"name": str(row), "change": message}) for row in rows]
        record_events(*drafts, *finish_drafts, company_id=manager.company_id, by=manager)
        self.report_finished(request, finish_drafts)

    def report_finished(self, request: HttpRequest, finish_drafts: list[EventDraft]) -> None:
        count = sum(draft.action == "enrollment.finished" for draft in finish_drafts)
        if count:
            text = ngettext(
                "%(count)s enrollment was finished because nothing is left to do.",
                "%(count)s enrollments were finished because nothing is left to do.",
                count,
            )
            self.message_user(request, text % {"count": count}, messages.INFO)
