"""The page on which a manager changes name and time zone of the school: first typed, then confirmed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts import countries_and_zones
from accounts.models import Company
from accounts.school.settings import edit_school, may_rename_school
from core.exceptions import DomainError, NotFound
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.forms.text_fields import normalise_text
from office.school_settings.impact import describe_new_name, describe_new_zone

CONFIRMED = "confirmed"  # the hidden field of the second step


class IdentityForm(forms.Form):
    name = forms.CharField(max_length=200, label=gettext_lazy("Name"), widget=UnfoldAdminTextInputWidget())
    timezone_id = forms.ChoiceField(
        choices=lambda: list(countries_and_zones.list_timezones().items()),
        label=gettext_lazy("Time zone"),
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        normalise_text(self.fields["name"])

    def hide(self) -> None:
        """In the second step, what was typed is shown as a sentence."""
        for field in self.fields.values():
            field.widget = forms.HiddenInput()


def render_identity_page(model_admin: ScopedAdmin, request: HttpRequest, company: Company) -> HttpResponse:
    """The form; then what the change means, to be confirmed; then the change, and the way back to the settings."""
    if not may_rename_school(get_manager(request)):
        raise PermissionDenied
    initial = {"name": company.name, "timezone_id": company.timezone_id}
    form = IdentityForm(request.POST if request.method == "POST" else None, initial=initial)
    effects: list[str] = []
    if form.is_valid():
        if not form.has_changed():
            return leave(company)
        if CONFIRMED in request.POST and change_identity(model_admin, request, company, form):
            return leave(company)
        if not form.errors:
            effects = describe_effects(company, form)
            form.hide()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Name and time zone of the school"),
        "opts": model_admin.opts,
        "form": form,
        "effects": effects,
        "back": build_settings_address(company),
        "remembered": [(CONFIRMED, "1")] if effects else [],
    }
    return TemplateResponse(request, "school_settings/identity.html", context)


def describe_effects(company: Company, form: IdentityForm) -> list[str]:
    data, changed = form.cleaned_data, form.changed_data
    return [
        *(describe_new_name(company, data["name"]) if "name" in changed else ()),
        *(describe_new_zone(company, data["timezone_id"]) if "timezone_id" in changed else ()),
    ]


def change_identity(model_admin: ScopedAdmin, request: HttpRequest, company: Company, form: IdentityForm) -> bool:
    """Whether the change was accepted; if not, the form says why."""
    try:
        edit_school(company=company, values=form.cleaned_data, by=get_manager(request))
    except NotFound:
        raise
    except DomainError as error:
        for name, texts in (error.errors or {"": [error.message]}).items():
            form.add_error(name if name in form.fields else None, list(texts))
        return False
    model_admin.message_user(request, gettext("The school was changed."), messages.SUCCESS)
    return True


def leave(company: Company) -> HttpResponseRedirect:
    return HttpResponseRedirect(build_settings_address(company))


def build_settings_address(company: Company) -> str:
    return reverse("admin:accounts_company_change", args=[company.pk])
