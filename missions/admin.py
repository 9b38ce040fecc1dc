"""Flight missions in the managers' admin."""

from django.contrib import admin

from config.admin import ScopedAdmin, ScopedFilter, SoftDeleting, site
from missions.models import FlightRecord, FlightTemplate


@admin.register(FlightTemplate, site=site)
class FlightTemplateAdmin(SoftDeleting):
    list_display = ("order", "name", "training", "phase", "flight_type", "rules", "hours")
    list_display_links = ("name",)
    list_filter = (("training", ScopedFilter), "flight_type", "rules")
    list_select_related = ("training",)
    search_fields = ("name", "training__name")


@admin.register(FlightRecord, site=site)
class FlightRecordAdmin(ScopedAdmin):
    """Flights as flown, to read."""

    list_display = ("flown_on", "enrollment", "template", "is_completed", "seconds", "signed_at")
    list_filter = (("template__training", ScopedFilter), "is_completed")
    list_select_related = ("enrollment__user", "enrollment__training", "template")
    ordering = ("-flown_on", "-id")

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False
