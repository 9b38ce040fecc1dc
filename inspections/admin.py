"""Inspector access in the managers' admin: opened here, shown once, ended by a button, never deleted."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget as CheckboxSelectMultiple

from accounts.models import User
from api.views import get_one_or_404
from core import clock
from core.addresses.public import build_public_address
from core.exceptions import InvalidInput
from inspections.looking import list_looks
from inspections.models import InspectorAccess
from inspections.opening import AccessInput, OpenedAccess, check_days, open_access, renew_secrets, revoke_access
from office.base.admins import ServiceAdmin
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.enrollment_acts.frame import ActPage, Listing, get_form_data, render_act_page
from office.forms.choices import SafeModelMultipleChoiceField
from office.ledger.stories import tell_events
from office.people.second_factor.own_page import build_qr_code
from trainings.models import Training

WHO = ("inspector_name", "authority", "email")
WHEN = ("records_from", "records_until", "opens_on", "closes_on")
LOOKS_SHOWN = 300
DAYS_OPEN = 7
YEARS_SHOWN = 3


class AccessForm(forms.ModelForm[InspectorAccess]):
    """For whom the records of which trainings are opened. `manager` is set by the page."""

    manager: User
    inspected_trainings = SafeModelMultipleChoiceField(
        label=_("Trainings"), queryset=Training.objects.none(), widget=CheckboxSelectMultiple
    )

    class Meta:
        model = InspectorAccess
        fields = (*WHO, *WHEN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trainings: Any = self.fields.get("inspected_trainings")
        if trainings is not None:  # not on the page of an access that is only shown
            trainings.queryset = Training.objects.visible_to(self.manager).without_templates().order_by("name", "id")

    def clean(self) -> dict[str, Any]:
        """Says at the fields what `open_access` would refuse."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_days(self.read(), today=self.manager.company.local_date(clock.now()))
            except InvalidInput as error:
                for name, texts in error.errors.items():
                    self.add_error(name, list(texts))
        return cleaned

    def read(self) -> AccessInput:
        values = {name: self.cleaned_data[name] for name in (*WHO, *WHEN)}
        return AccessInput(**values, training_ids=[row.pk for row in self.cleaned_data["inspected_trainings"]])


@admin.register(InspectorAccess, site=site)
class InspectorAccessAdmin(ServiceAdmin):
    menu = (MenuItem(MenuGroup.RECORDS, _("Inspector access"), "policy", order=5),)
    form = AccessForm
    field_help = {
        "email": _("For your own notes: nothing is sent to it."),
        "records_from": _("Students who were in training on this day or later."),
        "records_until": _("Students who had begun by this day."),
        "closes_on": _("Included. At most 60 days, in the school's time zone."),
    }
    list_display = ("__str__", "state", "training_names", "opens_on", "closes_on", "opened_by", "opened_at")
    list_filter = ("opens_on",)
    list_select_related = ("company", "opened_by")
    search_fields = ("inspector_name", "authority", "email")
    ordering = ("-opened_at", "-id")
    actions = None
    shown_fields = (
        *("inspector_name", "authority", "email", "state", "reference", "training_names", "records_from"),
        *("records_until", "opens_on", "closes_on", "opened_by", "opened_at", "revoked_by", "revoked_at", "looks"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("trainings")

    def get_urls(self) -> list[URLPattern]:
        return [
            self.build_act_path("revoke", self.revoke_view),
            self.build_act_path("renew", self.renew_view),
            *super().get_urls(),
        ]

    def build_act_path(self, name: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
        wrapped = self.admin_site.admin_view(view)
        return path(f"<uuid:access_id>/{name}/", wrapped, name=f"inspections_inspectoraccess_{name}")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"manager": get_manager(request)})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown_fields if obj else (*WHO, "inspected_trainings", *WHEN)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown_fields if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        today = get_manager(request).company.local_date(clock.now())
        return {
            "records_from": go_back_years(today, YEARS_SHOWN),
            "records_until": today,
            "opens_on": today,
            "closes_on": today + timedelta(days=DAYS_OPEN - 1),
            **super().get_changeform_initial_data(request),
        }

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    @admin.display(description=_("state"))
    def state(self, row: InspectorAccess) -> str:
        return describe_state(row)

    @admin.display(description=_("name on copies"))
    def reference(self, row: InspectorAccess) -> str:
        return format_html('<span translate="no">{}</span>', row.reference)

    @admin.display(description=_("trainings"))
    def training_names(self, row: InspectorAccess) -> str:
        return ", ".join(sorted(training.name for training in row.trainings.all()))

    @admin.display(description=_("looks"))
    def looks(self, row: InspectorAccess) -> SafeString:
        stories = tell_events(list(list_looks(row)[:LOOKS_SHOWN]), row.company)
        return render_to_string("inspector_access/looks.html", {"stories": stories, "limit": LOOKS_SHOWN})

    def save_model(self, request: Any, obj: InspectorAccess, form: Any, change: bool) -> None:
        """Opens the access by the service instead of saving the form's row; `response_add` shows the secrets."""
        request.opened_access = open_access(data=form.read(), by=get_manager(request))
        obj.__dict__.update(request.opened_access.access.__dict__)

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        return self.show_secrets(request, request.opened_access)

    @sensitive_variables("opened", "context")
    def show_secrets(self, request: HttpRequest, opened: OpenedAccess) -> HttpResponse:
        """The link and the code, this once: neither is stored."""
        link = build_public_address(request, opened.path)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Link and code for %(inspector)s") % {"inspector": opened.access},
            "opts": self.opts,
            "opened": opened,
            "link": link,
            "qr_code": build_qr_code(link),
        }
        return TemplateResponse(request, "inspector_access/opened.html", context)

    def revoke_view(self, request: HttpRequest, access_id: uuid.UUID) -> HttpResponseBase:
        access = self.get_access(request, access_id)

        def revoke(answers: dict[str, Any]) -> str:
            revoke_access(access_id=access.pk, by=get_manager(request))
            return gettext("The access of %(inspector)s has ended.") % {"inspector": access}

        page = self.build_act_page(request, access, _("End this access"), _("End it now"), revoke)
        return render_act_page(self, request, page) or HttpResponseRedirect(page.back)

    def renew_view(self, request: HttpRequest, access_id: uuid.UUID) -> HttpResponseBase:
        access, made = self.get_access(request, access_id), list[OpenedAccess]()

        def renew(answers: dict[str, Any]) -> str:
            made.append(renew_secrets(access_id=access.pk, by=get_manager(request)))
            return gettext("The old link and the old code no longer work.")

        page = self.build_act_page(request, access, _("New link and code"), _("Make new ones"), renew)
        return render_act_page(self, request, page) or self.show_secrets(request, made[0])

    def get_access(self, request: HttpRequest, access_id: uuid.UUID) -> InspectorAccess:
        rows = InspectorAccess.objects.visible_to(get_manager(request)).select_related("company")
        access: InspectorAccess = get_one_or_404(rows, pk=access_id)
        return access

    def build_act_page(
        self, request: HttpRequest, access: InspectorAccess, title: Any, button: Any, run: Callable[..., str]
    ) -> ActPage:
        back = reverse("admin:inspections_inspectoraccess_change", args=[access.pk])
        form = forms.Form(get_form_data(request))
        return ActPage(title, button, Listing([str(access)]), form, run, back=back)


def go_back_years(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def describe_state(access: InspectorAccess) -> str:
    if access.revoked_at:
        return gettext("Ended")
    if access.is_open:
        return pgettext("state", "Open")
    return gettext("Not open yet") if access.may_be_ended else gettext("Over")
