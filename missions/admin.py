"""Flight missions in the managers' admin."""

import uuid
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import ForeignKey, Q, QuerySet
from django.http import HttpRequest

from core.dates.writing import format_duration
from missions.models import FlightGrade, FlightObjective, FlightRecord, FlightTemplate
from missions.services import FlightInput, correct_flight
from office.base.admins import ServiceAdmin
from office.base.filters import NamedChoiceFilter, ScopedFilter
from office.base.inlines import ScopedInline
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.scoping import StaffChoicesMixin
from office.base.site import site
from office.forms.choices import is_possible_id
from office.syllabus_editor.deletion_impact import (
    build_credited_filter,
    count_affected_students,
    describe_impact,
    format_rows,
)
from office.syllabus_editor.dialogs import SyllabusAdmin


class ObjectiveInline(ScopedInline):
    model = FlightObjective
    verbose_name = "objective"
    fields = ("order", "name", "description")


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
    inlines = (ObjectiveInline,)
    parent_field = "training"
    has_order = True

    def list_affected_trainings(self, rows: list[FlightTemplate]) -> set[uuid.UUID]:
        return {row.training_id for row in rows}

    def describe_deletion_impact(self, rows: list[FlightTemplate]) -> list[str]:
        students = count_affected_students(
            Q(flight_records__template__in=rows, flight_records__is_completed=True),
            build_credited_filter([row.pk for row in rows]),
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


class GradeInline(ScopedInline):
    """The grades of a flight, which `FlightRecordAdmin` saves with the flight."""

    model = FlightGrade
    verbose_name = "grade"
    fields = ("objective", "grade")
    can_delete = True

    def get_readonly_fields(self, request: HttpRequest, obj: FlightRecord | None = None) -> tuple[str, ...]:
        """No field of a signed flight is an input; its page cannot be saved either."""
        return self.fields if obj is None or obj.signed_at else ()

    def has_delete_permission(self, request: HttpRequest, obj: FlightRecord | None = None) -> bool:
        return obj is not None and obj.signed_at is None and super().has_delete_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "objective":
            kwargs["queryset"] = list_objectives_of_page(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def list_objectives_of_page(request: HttpRequest) -> QuerySet[FlightObjective]:
    """The objectives of the mission of the flight whose page is requested, a deleted mission too."""
    match = request.resolver_match
    id = unquote(str(match.kwargs.get("object_id", ""))) if match else ""
    rows = FlightObjective.objects.all()
    return rows.filter(template__records__pk=id) if is_possible_id(FlightRecord, id) else rows.none()


def collect_grades(formset: Any) -> dict[uuid.UUID, str]:
    kept = [form.cleaned_data for form in formset.forms if form not in formset.deleted_forms]
    return {data["objective"].pk: data["grade"] for data in kept if data}


@admin.register(FlightRecord, site=site)
class FlightRecordAdmin(StaffChoicesMixin, ServiceAdmin):
    """Flights as flown: corrected through the service. One whose debriefing is signed never changes."""

    menu = (MenuItem(MenuGroup.MISSIONS, "Flights", "flight_land", order=2),)
    field_names = {
        "template": "mission",
        "flown_on": "flown",
        "seconds": "flight time",
        "is_completed": "completed",
        "signed_at": "debriefing signed",
    }
    list_display = ("flown_on", "enrollment", "template", "is_completed", "flight_time", "signed_at")
    list_filter = (DebriefingFilter, ("template__training", ScopedFilter), ("template", ScopedFilter), "is_completed")
    list_select_related = ("enrollment__user", "enrollment__training", "template")
    search_fields = (
        *("enrollment__user__surname", "enrollment__user__name", "enrollment__user__email"),
        *("enrollment__training__name", "template__name", "flight_id"),
    )
    fields = (
        *("enrollment", "template", "is_completed", "seconds", "flown_on"),
        *("flight_id", "instructor", "remarks", "signed_at"),
    )
    readonly_fields = ("enrollment", "template", "signed_at", "flight_time")
    durations = ("seconds",)
    inlines = (GradeInline,)
    ordering = ("-flown_on", "-id")

    @admin.display(description="flight time", ordering="seconds")
    def flight_time(self, row: FlightRecord) -> str:
        return format_duration(row.seconds)

    def get_fields(self, request: HttpRequest, obj: FlightRecord | None = None) -> Any:
        """Of a flight that cannot be changed, the time is text instead of an input."""
        if self.has_change_permission(request, obj):
            return self.fields
        return tuple("flight_time" if name == "seconds" else name for name in self.fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: FlightRecord | None = None) -> bool:
        return obj is not None and obj.signed_at is None and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: FlightRecord, form: Any, change: bool) -> None:
        """Does nothing: `save_related` saves the flight together with its grades."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Through the service of the API, which locks the flight, applies the consequences and records the event."""
        (grades,) = formsets
        grades.save(commit=False)  # only tells Django's log what has changed
        obj: FlightRecord = form.instance
        flight = FlightInput(
            is_completed=obj.is_completed,
            seconds=obj.seconds,
            flown_on=obj.flown_on,
            flight_id=obj.flight_id,
            instructor_id=obj.instructor_id,
            remarks=obj.remarks,
            grades=collect_grades(grades),
        )
        correct_flight(record_id=obj.pk, flight=flight, by=get_manager(request))
