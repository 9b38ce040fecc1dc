"""Flight missions in the managers' admin."""

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from config.admin import ScopedAdmin, ScopedFilter, site
from config.admin_filters import NamedChoice
from missions.models import FlightRecord, FlightTemplate
from trainings.dialogs import SyllabusAdmin
from trainings.losses import sentences, students, these


@admin.register(FlightTemplate, site=site)
class FlightTemplateAdmin(SyllabusAdmin):
    list_display = ("order", "name", "training", "phase", "flight_type", "rules", "hours")
    list_display_links = ("name",)
    list_filter = (("training", ScopedFilter), "flight_type", "rules")
    list_select_related = ("training",)
    search_fields = ("name", "training__name")
    parent_field = "training"
    has_order = True

    def losses(self, rows: list[FlightTemplate]) -> list[str]:
        found = students(
            Q(flight_records__template__in=rows, flight_records__is_completed=True),
            training_ids=[row.training_id for row in rows],
        )
        return sentences(found, did=f"completed {these('mission', rows)}")

    def get_readonly_fields(self, request: HttpRequest, obj: FlightTemplate | None = None) -> tuple[str, ...]:
        """Flights on record belong to the training of their mission, so a mission does not move to another one."""
        return ("training",) if obj else ()


class DebriefingFilter(NamedChoice):
    title = "debriefing"
    parameter_name = "debriefing"
    ways = (
        ("missing", "Signature missing", lambda rows, request: rows.awaiting_debriefing()),
        ("signed", "Signed", lambda rows, request: rows.filter(signed_at__isnull=False)),
    )


@admin.register(FlightRecord, site=site)
class FlightRecordAdmin(ScopedAdmin):
    """Flights as flown, to read: what happened is recorded through the service, and signed records never change."""

    list_display = ("flown_on", "enrollment", "template", "is_completed", "flight_time", "signed_at")
    list_filter = (DebriefingFilter, ("template__training", ScopedFilter), ("template", ScopedFilter), "is_completed")
    list_select_related = ("enrollment__user", "enrollment__training", "template")
    readonly_fields = ("signed_at",)
    ordering = ("-flown_on", "-id")

    @admin.display(description="flight time", ordering="seconds")
    def flight_time(self, row: FlightRecord) -> str:
        """Hours and minutes, as in a logbook."""
        minutes = (row.seconds or 0) // 60
        return f"{minutes // 60}:{minutes % 60:02}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: FlightRecord | None = None) -> bool:
        return False
