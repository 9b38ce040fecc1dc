"""The manager's own school in the admin."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Company
from office.base.admins import ScopedAdmin
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site


class CompanyForm(forms.ModelForm[Company]):
    """What managers decide for their school."""

    class Meta:
        model = Company
        fields = ("logo", "two_factor_required_from", "people_edit_names")

    def clean_two_factor_required_from(self) -> date | None:
        """Tomorrow or later, so that everybody can prepare. A day that is stored already may stay."""
        day: date | None = self.cleaned_data["two_factor_required_from"]
        if day is None or "two_factor_required_from" not in self.changed_data:
            return day
        if not settings.MAIL_ENABLED:
            raise forms.ValidationError(
                "This server sends no mail, so people without an authenticator app could not log in."
            )
        tomorrow = self.instance.local_date(timezone.now()) + timedelta(days=1)
        if day < tomorrow:
            raise forms.ValidationError(f"Choose {tomorrow} or later, so that everybody can prepare.")
        return day


@admin.register(Company, site=site)
class CompanyAdmin(ScopedAdmin):
    """The school itself. Name and time zone are the operator's: certificates and every recorded day depend on them."""

    menu = (MenuItem(MenuGroup.SCHOOL, "School", "apartment", order=1),)
    form = CompanyForm
    field_names = {
        "timezone_id": "time zone",
        "two_factor_required_from": "second factor required from",
        "people_edit_names": "people edit their names",
    }
    fields = ("name", "timezone_id", "logo", "two_factor_required_from", "people_edit_names")
    readonly_fields = ("name", "timezone_id")
    list_display = ("name", "timezone_id")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
