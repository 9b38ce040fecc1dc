"""Revisions in the managers' admin: to read. What can be done is on the page of a course (office/revisions)."""

from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from office.base.admins import ReadOnlyAdmin
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.base.tables.drawing import render_link
from office.revisions.words import list_change_sentences
from revisions.models import Revision


@admin.register(Revision, site=site)
class RevisionAdmin(ReadOnlyAdmin):
    menu = (MenuItem(MenuGroup.SYLLABUS, _("Revisions"), "history_edu", order=5),)
    field_names = {
        "training": _("training"),
        "started_at": _("started"),
        "started_by": _("started by"),
        "approved_by": _("approved by"),
        "signed_at": _("signed"),
        "effective_on": _("in force since"),
    }
    list_display = ("training", "number", "state", "effective_on", "summary", "approved_by", "course")
    list_select_related = ("training", "approved_by")
    search_fields = ("training__name", "summary")
    fields = (
        *("training", "number", "state", "effective_on", "summary", "what_changed", "approved_by", "signed_at"),
        *("started_by", "started_at", "course"),
    )
    readonly_fields = fields
    ordering = ("training__name", "-number")

    @admin.display(description=_("state"))
    def state(self, row: Revision) -> str:
        state = row.training.revision_state
        return str(state.label) if state else "—"

    @admin.display(description=_("what changed"))
    def what_changed(self, row: Revision) -> str:
        return "\n".join(list_change_sentences(row.changes)) or "—"

    @admin.display(description=_("course"))
    def course(self, row: Revision) -> SafeString:
        return render_link(reverse("course_revisions", args=[row.training_id]), gettext("All revisions"))
