"""Flight missions in the managers' admin."""

import uuid

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.dates.writing import format_duration
from exams.authoring.affected import build_credited_filter, count_affected_students
from missions.models import FlightGrade, FlightObjective, FlightRecord, FlightTemplate, FlightTime
from office.base.admins import ServiceAdmin
from office.base.filters import NamedChoiceFilter, ScopedFilter
from office.base.inlines import ReadOnlyInline, ScopedInline
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.on_behalf.flight_admin import FlightRecordingMixin
from office.syllabus_editor.deletion_impact import describe_impact
from office.syllabus_editor.dialogs import SyllabusAdmin
from office.syllabus_editor.impact_sentences import say_completed_missions


class ObjectiveInline(ScopedInline):
    model = FlightObjective
    verbose_name = _("objective")
    fields = ("order", "name", "description")


@admin.register(FlightTemplate, site=site)
class FlightTemplateAdmin(SyllabusAdmin):
    """Missions: the exercises of a training's flight syllabus."""

    menu = (MenuItem(MenuGroup.MISSIONS, _("Missions"), "flight_takeoff", order=1),)
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
        return describe_impact(rows, students, say_completed_missions)

    def get_readonly_fields(self, request: HttpRequest, obj: FlightTemplate | None = None) -> tuple[str, ...]:
        """A mission stays in its training: its flights on record belong to enrollments of that training."""
        return ("training",) if obj else ()


class DebriefingFilter(NamedChoiceFilter):
    title = _("debriefing")
    parameter_name = "debriefing"
    named_choices = (
        ("missing", _("Signature missing"), lambda rows, request: rows.awaiting_debriefing()),
        ("signed", _("Signed"), lambda rows, request: rows.filter(signed_at__isnull=False)),
    )


class GradeInline(ReadOnlyInline):
    model = FlightGrade
    verbose_name = _("grade")
    fields = ("objective", "grade")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[FlightGrade]:
        return super().get_queryset(request).select_related("objective")


class TimeInline(ReadOnlyInline):
    model = FlightTime
    verbose_name = _("time of a kind")
    fields = ("kind", "duration")
    readonly_fields = fields

    @admin.display(description=_("flight time"))
    def duration(self, row: FlightTime) -> str:
        return format_duration(row.seconds)


@admin.register(FlightRecord, site=site)
class FlightRecordAdmin(FlightRecordingMixin, ServiceAdmin):
    """Flights as flown: recorded and corrected on behalf of their instructors (office/on_behalf), through the services.
    One whose debriefing is signed changes only after the signature was taken back."""

    menu = (MenuItem(MenuGroup.MISSIONS, _("Flights"), "flight_land", order=2),)
    field_names = {
        "template": _("mission"),
        "flown_on": _("flown"),
        "seconds": _("flight time"),
        "is_completed": _("completed"),
        "signed_at": _("debriefing signed"),
    }
    list_display = ("flown_on", "enrollment", "template", "is_completed", "flight_time", "signed_at", "acts")
    screen_columns = (*ServiceAdmin.screen_columns, "acts")
    list_filter = (DebriefingFilter, ("template__training", ScopedFilter), ("template", ScopedFilter), "is_completed")
    list_select_related = ("enrollment__user", "enrollment__training", "template")
    search_fields = (
        *("enrollment__user__surname", "enrollment__user__name", "enrollment__user__email"),
        *("enrollment__training__name", "template__name", "flight_id"),
    )
    fields = (
        *("enrollment", "template", "is_completed", "flight_time", "flown_on"),
        *("flight_id", "instructor", "remarks", "signed_at"),
    )
    readonly_fields = ("signed_at", "flight_time")
    inlines = (TimeInline, GradeInline)
    ordering = ("-flown_on", "-id")

    @admin.display(description=_("flight time"), ordering="seconds")
    def flight_time(self, row: FlightRecord) -> str:
        return format_duration(row.seconds)
