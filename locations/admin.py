"""Locations in the managers' admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import countries_and_zones
from locations.models import Location
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.forms.binding import set_choices


class LocationForm(forms.ModelForm[Location]):
    """A location; country and time zone are chosen from fixed lists."""

    country_id = forms.ChoiceField(label=_("Country"))
    timezone_id = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = Location
        fields = ("name", "type", "phone", "address", "country_id", "timezone_id", "capacity", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "country_id", [("", "—"), *countries_and_zones.list_translated_countries().items()])
        set_choices(self, "timezone_id", [*countries_and_zones.list_timezones().items()])


@admin.register(Location, site=site)
class LocationAdmin(ScopedAdmin):
    menu = (MenuItem(MenuGroup.CLASSES, _("Locations"), "location_on", order=2),)
    in_search = True
    form = LocationForm
    field_help = {"capacity": _("How many students have a place. Whoever plans a class with more is warned.")}
    list_display = ("name", "type", "address", "country_id", "capacity")
    list_filter = ("type",)
    search_fields = ("name", "address")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new location lies in the school's time zone, unless the query string says otherwise."""
        return {"timezone_id": get_manager(request).company.timezone_id, **super().get_changeform_initial_data(request)}
