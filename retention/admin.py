"""Retention in the managers' admin: what is due, what a legal hold keeps, what people ask about their data."""

import uuid
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from api.views import get_one_or_404
from core.dates.writing import format_day
from office.base.admins import ServiceAdmin
from office.base.filters import NamedChoiceFilter
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.base.tables.drawing import render_link
from office.base.tables.exports import ListButton
from office.enrollment_acts.forms import ReasonForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data, render_act_page
from office.on_behalf.links import build_path
from office.reports.frame import ReportsMixin
from office.retention.deletion_page import build_deletion_page
from office.retention.due_report import DUE
from office.retention.request_pages import (
    build_answer_context,
    build_erasure_page,
    render_answer,
    render_next_steps,
)
from retention.holds import place_hold, release_hold
from retention.models import DataRequest, LegalHold
from retention.requests.opening import open_request
from retention.requests.services import get_request, hand_out_data


class HoldForm(forms.ModelForm[LegalHold]):
    class Meta:
        model = LegalHold
        fields = ("enrollment", "user", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("enrollment")) == bool(cleaned.get("user")):
            self.add_error("enrollment", gettext("Choose either an enrollment or a person."))
        return cleaned


class StandingFilter(NamedChoiceFilter):
    title = _("state")
    parameter_name = "state"
    named_choices = (
        (
            "standing",
            pgettext_lazy("legal hold", "Standing"),
            lambda rows, request: rows.filter(released_at__isnull=True),
        ),
        ("released", _("Released"), lambda rows, request: rows.filter(released_at__isnull=False)),
    )


@admin.register(LegalHold, site=site)
class LegalHoldAdmin(ReportsMixin, ServiceAdmin):
    """Holds are placed and released, never changed or deleted. The report of due records is here, too."""

    menu = (
        MenuItem(MenuGroup.RECORDS, _("Legal holds"), "gavel", order=6),
        MenuItem(MenuGroup.RECORDS, DUE.title, "auto_delete", order=7, page=f"admin:retention_legalhold_{DUE.name}"),
    )
    reports = (DUE,)
    form = HoldForm
    field_help = {
        "enrollment": _("Keeps the record of this training."),
        "user": _("Or a person: keeps every record and the account."),
        "reason": _("Such as an accident that is investigated. Stays on record."),
    }
    list_display = ("__str__", "reason", "placed_by", "placed_at", "released_at")
    list_filter = (StandingFilter,)
    list_select_related = ("enrollment__user", "enrollment__training", "user", "placed_by")
    list_buttons = (ListButton("delete_due", _("Delete due records…"), "auto_delete"),)
    search_fields = ("reason", "enrollment__user__surname", "user__surname")
    autocomplete_fields = ("enrollment", "user")
    shown = (
        *("enrollment", "user", "reason", "placed_by", "placed_at"),
        *("released_by", "released_at", "release_reason", "what_to_do"),
    )

    def get_fields(self, request: HttpRequest, obj: LegalHold | None = None) -> Any:
        return self.shown if obj else ("enrollment", "user", "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: LegalHold | None = None) -> Any:
        return self.shown if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        deletion, release = (self.admin_site.admin_view(view) for view in (self.deletion_view, self.release_view))
        return [
            path("delete_due/", deletion, name="retention_legalhold_delete_due"),
            path("<uuid:id>/release/", release, name="retention_legalhold_release"),
            *super().get_urls(),
        ]

    @admin.display(description=_("what to do"))
    def what_to_do(self, obj: LegalHold) -> SafeString | str:
        if not obj.is_standing:
            return "—"
        return render_link(reverse("admin:retention_legalhold_release", args=[obj.pk]), gettext("Release…"))

    def save_model(self, request: HttpRequest, obj: LegalHold, form: Any, change: bool) -> None:
        data = form.cleaned_data
        enrollment, user = data["enrollment"], data["user"]
        hold = place_hold(
            enrollment_id=enrollment.pk if enrollment else None,
            user_id=user.pk if user else None,
            reason=data["reason"],
            by=get_manager(request),
        )
        obj.__dict__.update(hold.__dict__)

    def release_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        by = get_manager(request)
        rows = LegalHold.objects.visible_to(by).select_related("enrollment__user", "enrollment__training", "user")
        hold = get_one_or_404(rows, pk=id)
        back = reverse("admin:retention_legalhold_change", args=[hold.pk])
        name = str(hold)
        listing = Listing([name]) if hold.is_standing else Listing([], [(name, gettext("It is released."))])
        page = ActPage(
            title=gettext("Release a legal hold"),
            button=gettext("Release"),
            listing=listing,
            form=ReasonForm(by, get_form_data(request)),
            run=lambda data: self.run_release(hold, data["reason"], by),
            back=back,
        )
        return render_act_page(self, request, page) or HttpResponseRedirect(back)

    def run_release(self, hold: LegalHold, reason: str, by: User) -> str:
        release_hold(hold_id=hold.pk, reason=reason, by=by)
        return gettext("The legal hold is released.")

    def deletion_view(self, request: HttpRequest) -> HttpResponse:
        self.check_may_view(request)
        page = build_deletion_page(request, get_manager(request))
        return render_act_page(self, request, page) or HttpResponseRedirect(reverse("admin:retention_legalhold_due"))


class AnsweredFilter(NamedChoiceFilter):
    title = _("state")
    parameter_name = "state"
    named_choices = (
        ("open", pgettext_lazy("state", "Open"), lambda rows, request: rows.filter(answered_at__isnull=True)),
        ("answered", _("Answered"), lambda rows, request: rows.filter(answered_at__isnull=False)),
    )


class RequestForm(forms.ModelForm[DataRequest]):
    class Meta:
        model = DataRequest
        fields = ("user", "kind", "received_on")


@admin.register(DataRequest, site=site)
class DataRequestAdmin(ServiceAdmin):
    """Requests are opened and answered, never changed or deleted."""

    menu = (MenuItem(MenuGroup.RECORDS, _("Data requests"), "privacy_tip", order=8),)
    form = RequestForm
    field_help = {"received_on": _("The day of the letter's arrival: the answer is due a month later.")}
    list_display = ("user", "kind", "received_on", "due", "answered_at")
    list_filter = (AnsweredFilter, "kind")
    list_select_related = ("user", "company")
    search_fields = ("user__surname", "user__name", "user__email")
    autocomplete_fields = ("user",)
    ordering = ("-received_on", "-id")
    shown = ("user", "kind", "received_on", "due", "answered_at", "answered_by", "answer_in_words", "what_to_do")

    def get_fields(self, request: HttpRequest, obj: DataRequest | None = None) -> Any:
        return self.shown if obj else ("user", "kind", "received_on")

    def get_readonly_fields(self, request: HttpRequest, obj: DataRequest | None = None) -> Any:
        return self.shown if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        pages = {"hand_out": self.hand_out_view, "erase": self.erase_view, "answer": self.answer_view}
        return [*(build_path(self, name, view) for name, view in pages.items()), *super().get_urls()]

    @admin.display(description=_("answer due on"), ordering="received_on")
    def due(self, obj: DataRequest) -> str:
        return format_day(obj.answer_due_on)

    @admin.display(description=_("answer"))
    def answer_in_words(self, obj: DataRequest) -> SafeString:
        return render_answer(obj)

    @admin.display(description=_("what to do"))
    def what_to_do(self, obj: DataRequest) -> SafeString:
        return render_next_steps(obj)

    def save_model(self, request: HttpRequest, obj: DataRequest, form: Any, change: bool) -> None:
        data = form.cleaned_data
        stored = open_request(
            user_id=data["user"].pk, kind=data["kind"], received_on=data["received_on"], by=get_manager(request)
        )
        obj.__dict__.update(stored.__dict__)

    def hand_out_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Asks first: a copy that is handed out is on record."""
        row = self.get_row(request, id)
        if request.method == "POST":
            data = hand_out_data(request_id=id, by=get_manager(request))
            headers = {"Content-Disposition": f'attachment; filename="{data.name}"', "Cache-Control": "no-store"}
            return HttpResponse(data.content, content_type="application/zip", headers=headers)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Hand out a person's data"),
            "opts": self.opts,
            "person": row.user,
            "back": reverse("admin:retention_datarequest_change", args=[row.pk]),
        }
        return TemplateResponse(request, "due_records/hand_out.html", context)

    def erase_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        row = self.get_row(request, id)
        page = build_erasure_page(request, row, get_manager(request))
        return render_act_page(self, request, page) or HttpResponseRedirect(page.back)

    def answer_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            **build_answer_context(self.get_row(request, id)),
        }
        return TemplateResponse(request, "due_records/answer.html", context)

    def get_row(self, request: HttpRequest, id: uuid.UUID) -> DataRequest:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_request(id, get_manager(request))
