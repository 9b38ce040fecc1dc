"""Attempts in the managers' admin, with their papers."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.models import Attempt
from office.base.admins import ReadOnlyAdmin
from office.base.filters import NamedChoiceFilter, ScopedFilter
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.student_file.papers import PaperMixin


class CycleFilter(NamedChoiceFilter):
    """Attempts that count, and those from before a restart of the lesson (docs/decisions/0032)."""

    title = gettext_lazy("cycle")
    parameter_name = "cycle"
    named_choices = (
        ("present", gettext_lazy("counts"), lambda rows, request: rows.filter(is_reset=False)),
        ("earlier", gettext_lazy("before a restart"), lambda rows, request: rows.filter(is_reset=True)),
    )


@admin.register(Attempt, site=site)
class AttemptAdmin(PaperMixin, ReadOnlyAdmin):
    menu = (MenuItem(MenuGroup.EXAMS, gettext_lazy("Attempts"), "assignment_turned_in", order=3),)
    field_names = {
        "started_at": gettext_lazy("started"),
        "deadline_at": gettext_lazy("time until"),
        "finished_at": gettext_lazy("finished"),
        "score": gettext_lazy("score in %"),
        "is_passed": gettext_lazy("passed"),
        "pass_percent": gettext_lazy("pass mark in %"),
    }
    list_display = ("enrollment", "exam", "started_at", "finished_at", "score", "is_passed", "cycle")
    list_filter = (("exam", ScopedFilter), "is_passed", CycleFilter)
    list_select_related = ("enrollment__user", "enrollment__training", "exam")
    search_fields = (
        *("enrollment__user__surname", "enrollment__user__name", "enrollment__user__email"),
        *("enrollment__training__name", "exam__name"),
    )
    ordering = ("-started_at", "-id")
    fields = (
        *("enrollment", "exam", "started_at", "deadline_at", "finished_at", "pass_percent", "score", "is_passed"),
        *("cycle", "file", "paper"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return cast("QuerySet[Any]", rows.with_cycle())

    @admin.display(description=gettext_lazy("cycle"))
    def cycle(self, row: Any) -> str:
        return _("before a restart") if row.is_reset else _("counts")
