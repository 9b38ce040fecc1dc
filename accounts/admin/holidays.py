"""The holidays of the school in the managers' admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Holiday
from accounts.school.holidays import HolidayDraft, add_holiday, delete_holiday, edit_holiday
from office.base.admins import ServiceAdmin
from office.base.filters import NamedChoiceFilter
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.base.tables.exports import ListButton
from office.school_settings.holiday_pages import HolidayForm, render_paste_page


class WhenFilter(NamedChoiceFilter):
    title = _("when")
    parameter_name = "when"
    named_choices = (
        ("coming", _("Today and later"), lambda rows, request: rows.filter(last_day__gte=get_today(request))),
        ("past", _("Past"), lambda rows, request: rows.filter(last_day__lt=get_today(request))),
    )


def get_today(request: HttpRequest) -> Any:
    return get_manager(request).company.local_date(timezone.now())


@admin.register(Holiday, site=site)
class HolidayAdmin(ServiceAdmin):
    menu = (MenuItem(MenuGroup.SCHOOL, _("Holidays"), "beach_access", order=2),)
    form = HolidayForm
    field_help = {
        "first_day": _("No classes are planned from this day on."),
        "last_day": _("Included. Empty: a single day."),
    }
    fields = ("name", "first_day", "last_day")
    list_display = ("name", "first_day", "last_day")
    list_filter = (WhenFilter,)
    list_buttons = (ListButton("paste", _("Add many…"), "content_paste"),)
    search_fields = ("name",)
    ordering = ("first_day", "last_day", "id")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paste_view)
        return [path("paste/", view, name="accounts_holiday_paste"), *super().get_urls()]

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        return render_paste_page(self, request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        data, by = form.cleaned_data, get_manager(request)
        draft = HolidayDraft(data["name"], data["first_day"], data["last_day"])
        if change:
            edit_holiday(draft, holiday_id=obj.pk, by=by)
        else:
            # Django goes on with `obj`, for its log and its messages: it becomes the row that was stored.
            obj.__dict__.update(add_holiday(draft, by=by).__dict__)

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        delete_holiday(holiday_id=obj.pk, by=get_manager(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Holiday]) -> None:
        for holiday in queryset.order_by("pk"):
            self.delete_model(request, holiday)
