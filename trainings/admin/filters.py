"""Filters of the list of enrollments."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.base.filters import NamedChoiceFilter, RowFilter
from office.base.managers import get_manager
from office.people.group_filter import PilotGroupFilter
from trainings.models import Enrollment
from trainings.querysets import build_attention_conditions


def build_attention_filter(value: str) -> RowFilter:
    def filter_rows(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(build_attention_conditions(get_manager(request).company, timezone.now())[value])

    return filter_rows


class StateFilter(NamedChoiceFilter):
    title = _("state")
    parameter_name = "state"
    named_choices = (
        ("under_way", _("Under way"), lambda rows, request: rows.unfinished()),
        ("overdue", _("Past the date to finish before"), lambda rows, request: rows.overdue(timezone.now())),
        ("paused", _("Paused"), lambda rows, request: rows.paused()),
        ("withdrawn", _("Withdrawn"), lambda rows, request: rows.withdrawn()),
        ("new", _("New: enrolled within 30 days"), build_attention_filter("new")),
        ("expired", _("Validity expired"), build_attention_filter("expired")),
        ("expiring", _("Validity ends within 30 days"), build_attention_filter("expiring")),
        ("finished", _("Finished"), lambda rows, request: rows.finished()),
    )


class StudentGroupFilter(PilotGroupFilter):
    parameter_name = "group"
    person = "user"

    def value(self) -> str | None:
        return super().value() or None


class PhaseFilter(admin.SimpleListFilter):
    """The flight phases in use at the school."""

    title = _("flight phase")
    parameter_name = "phase"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        rows = Enrollment.objects.visible_to(get_manager(request)).exclude(flight_phase="")
        return [
            (phase, phase) for phase in rows.order_by("flight_phase").values_list("flight_phase", flat=True).distinct()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        phase = self.value()
        # No text in PostgreSQL has a NUL, and comparing with one fails.
        return queryset.filter(flight_phase=phase.replace("\x00", "")) if phase else queryset
