"""The manager's own school in the admin."""

import uuid
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from accounts.school.settings import edit_school, may_rename_school
from core.exceptions import NotFound
from office.base.admins import ServiceAdmin
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.school_settings.form import FIELD_HELP, FIELD_NAMES, GROUPS, NOT_YOURS, SchoolForm
from office.school_settings.identity_page import render_identity_page


@admin.register(Company, site=site)
class CompanyAdmin(ServiceAdmin):
    """The settings of the school, by those who manage it (accounts/roles.py)."""

    menu = (MenuItem(MenuGroup.SCHOOL, _("School"), "apartment", order=1),)
    form = SchoolForm
    field_names = FIELD_NAMES
    field_help = FIELD_HELP
    readonly_fields = ("name", "timezone_id", "identity")
    list_display = ("name", "timezone_id", "language")
    actions = None

    def get_fieldsets(self, request: HttpRequest, obj: Company | None = None) -> Any:
        """The way to the page of name and time zone only for those whom it lets in."""
        (title, fields), *others = GROUPS
        first: dict[str, Any] = {"fields": fields}
        if not may_rename_school(get_manager(request)):
            first = {"fields": fields[:-1], "description": NOT_YOURS}
        return [(title, first), *((title, {"fields": fields}) for title, fields in others)]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.identity_view)
        return [
            path("<uuid:company_id>/identity/", view, name="accounts_company_identity"),
            *super().get_urls(),
        ]

    def identity_view(self, request: HttpRequest, company_id: uuid.UUID) -> HttpResponse:
        company = self.get_object(request, str(company_id))
        if company is None:
            raise NotFound
        return render_identity_page(self, request, company)

    @admin.display(description=_("change"))
    def identity(self, row: Company) -> str:
        return format_html(
            '<a class="ledger-link" href="{}">{}</a>',
            reverse("admin:accounts_company_identity", args=[row.pk]),
            gettext("Change the name or the time zone…"),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        values = {name: getattr(obj, name) for name in form.changed_data}
        edit_school(company=obj, values=values, by=get_manager(request))
