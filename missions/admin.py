"""Flight missions in the managers' admin."""

import uuid
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from missions.models import FlightRecord, FlightTemplate
from missions.services import FlightInput, correct_flight
from office.base.admins import ServiceAdmin
from office.base.filters import NamedChoiceFilter, ScopedFilter
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.scoping import StaffChoicesMixin
from office.base.site import site
from office.syllabus_editor.deletion_impact import count_affected_students, describe_impact, format_rows
from office.syllabus_editor.dialogs import SyllabusAdmin


@admin.register(FlightTemplate, site=site)
class FlightTemplateAdmin(SyllabusAdmin):
    """Missions: the exercises of a training's flight syllabus."""

    menu = (MenuItem(MenuGroup.MISSIONS, "Missions", "flight_takeoff", order=1),)
    in_search = True
    list_display = ("order", "name", "training", "phase", "flight_type", "rules", "hours")
    list_display_links = ("name",)
    list_filter = (("training", ScopedFilter), "flight_type", "rules")
    list_select_related = ("training",)
    search_fields = ("name", "training__name")
    parent_field = "training"
    has_order = True

    def list_affected_trainings(self, rows: list[FlightTemplate]) -> set[uuid.UUID]:
        return {row.training_id for row in rows}

    def describe_deletion_impact(self, rows: list[FlightTemplate]) -> list[str]:
        students = count_affected_students(
            Q(flight_records__template__in=rows, flight_records__is_completed=True),
            training_ids=[row.training_id for row in rows],
        )
        return describe_impact(students, did=f"completed {format_rows('mission', rows)}")

    def get_readonly_fields(self, request: HttpRequest, obj: FlightTemplate | None = None) -> tuple[str, ...]:
        """A mission stays in its training: its flights on record belong to enrollments of that training."""
        return ("training",) if obj else ()


class DebriefingFilter(NamedChoiceFilter):
    title = "debriefing"
    parameter_name = "debriefing"
    named_choices = (
        ("missing", "Signature missing", lambda rows, request: rows.awaiting_debriefing()),
        ("signed", "Signed", lambda rows, request: rows.filter(signed_at__isnull=False)),
    )


@admin.register(FlightRecord, site=site)
class FlightRecordAdmin(StaffChoicesMixin, ServiceAdmin):
    """Flights as flown: corrected through the service. One whose debriefing is signed never changes."""

    menu = (MenuItem(MenuGroup.MISSIONS, "Flights", "flight_land", order=2),)
    field_names = {
        "template": "mission",
        "flown_on": "flown",
        "is_completed": "completed",
        "signed_at": "debriefing signed",
    }
    list_display = ("flown_on", "enrollment", "template", "is_completed", "flight_time", "signed_at")
    list_filter = (DebriefingFilter, ("template__training", ScopedFilter), ("template", ScopedFilter), "is_completed")
    list_select_related = ("enrollment__user", "enrollment__training", "template")
    fields = (
        *("enrollment", "template", "is_completed", "seconds", "flown_on"),
        *("flight_id", "instructor", "remarks", "signed_at"),
    )
    readonly_fields = ("enrollment", "template", "signed_at")
    ordering = ("-flown_on", "-id")

    @admin.display(description="flight time", ordering="seconds")
    def flight_time(self, row: FlightRecord) -> str:
        """Hours and minutes, as in a logbook."""
        minutes = (row.seconds or 0) // 60
        return f"{minutes // 60}:{minutes % 60:02}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: FlightRecord | None = None) -> bool:
        return obj is not None and obj.signed_at is None and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: FlightRecord, form: Any, change: bool) -> None:
        """Through the service of the API, which locks the flight, applies the consequences and records the event."""
        flight = FlightInput(
            is_completed=obj.is_completed,
            seconds=obj.seconds,
            flown_on=obj.flown_on,
            flight_id=obj.flight_id,
            instructor_id=obj.instructor_id,
            remarks=obj.remarks,
        )
        correct_flight(record_id=obj.pk, flight=flight, by=get_manager(request))
