"""Qualifications of instructors in the managers' admin."""

import uuid
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from accounts.models import User
from api.views import get_one_or_404
from core import clock
from core.exceptions import NotFound
from core.files.media import serve_private
from instructors.models import Qualification
from instructors.services import add_qualification, edit_qualification
from office.base.admins import ServiceAdmin
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.base.tables.drawing import Cell
from office.enrollment_acts.frame import render_act_page
from office.instructors.forms import QualificationForm
from office.instructors.pages import build_removal_page
from office.instructors.states import StateFilter, describe_state, with_is_current
from office.instructors.tables import build_adding_address, render_document_link
from office.reports.frame import ReportsMixin
from office.reports.standards import STANDARDS


@admin.register(Qualification, site=site)
class QualificationAdmin(ReportsMixin, ServiceAdmin):
    """Ratings, certificates, medicals and permissions; saved by services, removed with a reason, never deleted."""

    menu = (
        MenuItem(MenuGroup.PEOPLE, _("Qualifications"), "badge", order=3),
        MenuItem(
            MenuGroup.PEOPLE,
            STANDARDS.title,
            "balance",
            order=4,
            page=f"admin:instructors_qualification_{STANDARDS.name}",
        ),
    )
    reports = (STANDARDS,)
    in_search = True
    form = QualificationForm
    field_names = {
        "issued_on": _("issued on"),
        "valid_until_on": _("valid until"),
        "blocks_signing": _("needed to sign"),
        "removed_at": _("removed on"),
        "removed_by": _("removed by"),
        "removal_reason": _("reason of the removal"),
        "created_at": _("added on"),
    }
    field_help = {
        "name": _("As on the paper: FI(A), Medical class 1. A renewal with the same name replaces the old one."),
        "valid_until_on": _("The last valid day, included. Empty: valid without an end."),
        "blocks_signing": _(
            "Whether the instructor no longer signs classes and flights once it has expired, at a school that refuses "
            "that in its settings."
        ),
    }
    fields = ("user", "kind", "name", "number", "issued_on", "valid_until_on", "blocks_signing", "new_document")
    list_display = ("name", "user", "kind", "number", "valid_until_on", "state", "blocks_signing")
    list_filter = (StateFilter, "kind", "blocks_signing")
    list_select_related = ("user__company",)
    search_fields = ("name", "number", "user__surname", "user__name", "user__email")
    ordering = (F("valid_until_on").asc(nulls_last=True), "id")
    actions = None
    actions_detail = ("renew", "remove")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_is_current(super().get_queryset(request))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.document_view)
        return [path("<uuid:id>/document", view, name="instructors_qualification_document"), *super().get_urls()]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.visible_to(get_manager(request)).staff().by_name()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Qualification | None = None) -> Any:
        if obj is None:
            return self.fields
        removal = () if obj.is_live else ("removed_at", "removed_by", "removal_reason")
        return (*self.fields, "document_link", "state", "created_at", *removal)

    def get_readonly_fields(self, request: HttpRequest, obj: Qualification | None = None) -> Any:
        """The person stays: a paper of somebody else is another one."""
        return ("user", *self.get_fields(request, obj)[len(self.fields) :]) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_live)

    @admin.display(description=_("state"))
    def state(self, row: Any) -> str:
        return describe_state(row, row.is_current, row.user.company.local_date(clock.now()))

    @admin.display(description=_("document on record"))
    def document_link(self, row: Qualification) -> Cell:
        return render_document_link(row)

    def save_model(self, request: HttpRequest, obj: Qualification, form: Any, change: bool) -> None:
        paper, document = form.build_input(), form.cleaned_data["new_document"]
        by = get_manager(request)
        if change:
            stored = edit_qualification(qualification_id=obj.pk, paper=paper, document=document, by=by)
        else:
            stored = add_qualification(user_id=obj.user_id, paper=paper, document=document, by=by)
        # Django goes on with `obj`, for its log and its messages: it becomes the row that was stored.
        obj.__dict__.update(stored.__dict__)

    def document_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_one_or_404(Qualification.objects.visible_to(get_manager(request)), pk=id)
        if not row.document:
            raise NotFound
        return serve_private(row.document)

    @action(description=_("Renew…"), url_path="renew", icon="autorenew")
    def renew(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        """The page of a new one, with what stays the same filled in."""
        row = self.get_object(request, object_id)
        if row is None:
            raise NotFound
        return HttpResponseRedirect(
            build_adding_address(
                user=row.user_id,
                kind=row.kind,
                name=row.name,
                number=row.number,
                # Of a box, anything but nothing is a tick.
                blocks_signing="on" if row.blocks_signing else "",
            )
        )

    @action(description=_("Remove…"), url_path="remove", icon="delete")
    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            raise NotFound
        back = reverse("admin:instructors_qualification_change", args=[row.pk])
        page = build_removal_page(request, row, get_manager(request), back)
        return render_act_page(self, request, page) or HttpResponseRedirect(back)
