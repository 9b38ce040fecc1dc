"""Classes and attendance in the managers' admin; scheduling and recording go through the API, so here one reads."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from config.admin import ScopedAdmin, ScopedFilter, ScopedInline, manager_of, site
from config.admin_filters import NamedChoice, PersonFilter
from onsite.models import Attendance, ClassSession

# What a class is at, with the colour it has in the list.
STATES = {"signed": "success", "planned": "info", "not signed": "warning"}


class AttendanceInline(ScopedInline):
    model = Attendance
    fields = ("enrollment", "is_present", "is_passed", "seconds", "remarks")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        return super().get_queryset(request).select_related("enrollment__user", "enrollment__training")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class WeekFilter(NamedChoice):
    title = "week"
    parameter_name = "week"
    ways = (
        ("this", "This week", lambda rows, request: rows.in_week_of(manager_of(request).company, timezone.now())),
        (
            "next",
            "Next week",
            lambda rows, request: rows.in_week_of(manager_of(request).company, timezone.now() + timedelta(days=7)),
        ),
    )


class SignatureFilter(NamedChoice):
    title = "signature"
    parameter_name = "signature"
    ways = (
        ("missing", "Missing for a day or more", lambda rows, request: rows.awaiting_signature(timezone.now())),
        ("signed", "Signed", lambda rows, request: rows.filter(signed_at__isnull=False)),
    )


@admin.register(ClassSession, site=site)
class ClassSessionAdmin(ScopedAdmin):
    list_display = ("starts_at", "subject", "lesson", "exam", "teacher", "location", "state")
    list_filter = (
        WeekFilter,
        SignatureFilter,
        ("subject__training", ScopedFilter),
        ("teacher", PersonFilter),
        "starts_at",
    )
    list_filter_submit = True
    list_select_related = ("subject", "lesson", "exam", "teacher", "location")
    search_fields = ("subject__name", "lesson__name", "teacher__surname")
    readonly_fields = ("signed_at", "signature_text")
    date_hierarchy = "starts_at"
    ordering = ("-starts_at", "-id")
    inlines = (AttendanceInline,)

    @display(description="state", ordering="signed_at", label=STATES)
    def state(self, row: ClassSession) -> str:
        if row.signed_at:
            return "signed"
        return "planned" if row.starts_at > timezone.now() else "not signed"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
