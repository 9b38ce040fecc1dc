"""The pages of dossiers: taking one in, reading it, confirming whose it is, crediting, removing."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from accounts.models import User
from api.views import get_one_or_404
from core.dates.writing import format_day
from core.exceptions import Conflict, NotFound
from core.files.media import serve_private
from dossiers.crediting import get_dossier
from dossiers.models import Dossier
from dossiers.receiving import (
    confirm_person,
    explain_confirmation_obstacle,
    explain_removal_obstacle,
    remove_dossier,
)
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.base.tables.drawing import Cell, render_link
from office.dossiers.credit_page import build_dossier_credit_page
from office.dossiers.reads import DossierPage, read_dossier_page
from office.dossiers.receiving_page import render_receiving_page
from office.dossiers.tables import (
    build_begun_items,
    build_credits,
    build_enrollments,
    build_entry_tables,
    build_signatures,
)
from office.dossiers.wording import describe_verification, is_weak
from office.enrollment_acts.forms import ReasonForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data, render_act_page
from records.export_keys import format_fingerprint


class DossierPagesMixin(ScopedAdmin):
    """For the admin of dossiers."""

    def get_urls(self) -> list[URLPattern]:
        one = "<uuid:dossier_id>"
        return [
            self.build_path("receive/<user_id:user_id>/", "receive", self.receiving_view),
            self.build_path(f"{one}/file/", "file", self.file_view),
            self.build_path(f"{one}/document", "document", self.document_view),
            self.build_path(f"{one}/confirm/", "confirm", self.confirmation_view),
            self.build_path(f"{one}/remove/", "remove", self.removal_view),
            self.build_path(f"{one}/credit/<uuid:enrollment_id>/", "credit", self.credit_view),
            *super().get_urls(),
        ]

    def build_path(self, address: str, name: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
        return path(address, self.admin_site.admin_view(view), name=f"dossiers_dossier_{name}")

    def receiving_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        by = self.check_manager(request)
        user = get_one_or_404(User.objects.visible_to(by), pk=user_id)
        return render_receiving_page(self, request, user, by)

    def file_view(self, request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
        by = self.check_manager(request)
        try:
            page = read_dossier_page(dossier_id, by)
        except Conflict as error:  # the file is gone or was altered: the row is still there
            self.message_user(request, error.message, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:dossiers_dossier_change", args=[dossier_id]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Dossier of %(person)s") % {"person": page.dossier.user},
            "opts": self.opts,
            **build_file_context(page, by),
        }
        return TemplateResponse(request, "dossier_pages/file.html", context)

    def document_view(self, request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponseBase:
        dossier = get_dossier(dossier_id, self.check_manager(request))
        if not dossier.file:
            raise NotFound
        return serve_private(dossier.file)

    def confirmation_view(self, request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
        by = self.check_manager(request)
        dossier = get_dossier(dossier_id, by)
        page = ActPage(
            title=_("Confirm whose dossier it is"),
            button=_("It is the same person"),
            listing=build_listing(dossier, explain_confirmation_obstacle(dossier)),
            form=ReasonForm(by, get_form_data(request)),
            run=lambda data: run_confirmation(dossier, data, by),
            back=get_page_address(dossier),
        )
        return self.render_act(request, dossier, page)

    def removal_view(self, request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
        by = self.check_manager(request)
        dossier = get_dossier(dossier_id, by)
        page = ActPage(
            title=_("Remove a dossier"),
            button=_("Remove"),
            listing=build_listing(dossier, explain_removal_obstacle(dossier)),
            form=ReasonForm(by, get_form_data(request)),
            run=lambda data: run_removal(dossier, data, by),
            back=get_page_address(dossier),
        )
        return self.render_act(request, dossier, page)

    def credit_view(self, request: HttpRequest, dossier_id: uuid.UUID, enrollment_id: uuid.UUID) -> HttpResponse:
        by = self.check_manager(request)
        page = build_dossier_credit_page(request, dossier_id, enrollment_id, by)
        return self.render_act(request, page.context["dossier"], page)

    def render_act(self, request: HttpRequest, dossier: Dossier, page: ActPage) -> HttpResponse:
        return render_act_page(self, request, page) or HttpResponseRedirect(get_page_address(dossier))

    def check_manager(self, request: HttpRequest) -> User:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_manager(request)


def get_page_address(dossier: Dossier) -> str:
    return reverse("admin:dossiers_dossier_file", args=[dossier.pk])


def build_listing(dossier: Dossier, obstacle: str) -> Listing:
    name = _("%(dossier)s, of %(person)s") % {"dossier": dossier, "person": dossier.user}
    return Listing([], [(name, obstacle)]) if obstacle else Listing([name])


def run_confirmation(dossier: Dossier, data: dict[str, Any], by: User) -> str:
    confirm_person(dossier_id=dossier.pk, reason=data["reason"], by=by)
    return _("It is on record that this is the same person.")


def run_removal(dossier: Dossier, data: dict[str, Any], by: User) -> str:
    remove_dossier(dossier_id=dossier.pk, reason=data["reason"], by=by)
    return _("The dossier is removed. Its row and its file stay on record.")


def build_file_context(page: DossierPage, by: User) -> dict[str, Any]:
    dossier, record = page.dossier, page.package.record
    return {
        "dossier": dossier,
        "facts": build_facts(page),
        "verification": describe_verification(dossier, page.trust),
        "is_weak": is_weak(dossier, page.trust),
        "differences": [(what, write_value(there), write_value(here)) for what, there, here in page.differences],
        "may_confirm": not explain_confirmation_obstacle(dossier),
        "may_remove": not explain_removal_obstacle(dossier),
        "trust_address": build_trust_address(page),
        "tables": [build_enrollments(page, by), build_credits(page)],
        "tables_there": [
            build_begun_items(record, dossier.company),
            *build_entry_tables(record, dossier.company),
            build_signatures(record.signatures),
        ],
    }


def build_trust_address(page: DossierPage) -> str:
    """The page on which the key is confirmed; "" when there is nothing to confirm."""
    dossier = page.dossier
    if not dossier.fingerprint or not is_weak(dossier, page.trust):
        return ""
    initial = {"fingerprint": format_fingerprint(dossier.fingerprint), "school_name": dossier.school_name}
    return f"{reverse('admin:dossiers_trustedkey_add')}?{urlencode(initial)}"


def build_facts(page: DossierPage) -> list[tuple[str, Cell]]:
    """What the head of the page says, each with its label. What is empty is left out."""
    dossier, record, school = page.dossier, page.package.record, page.dossier.company
    facts: list[tuple[str, Cell]] = [
        (_("Student"), render_link(reverse("admin:accounts_user_file", args=[dossier.user_id]), dossier.user)),
        (_("School"), record.school_name),
        (_("Training there"), record.training_name),
        (_("Name there"), record.student.name),
        (_("Email there"), record.student.email),
        (_("Date of birth there"), format_day(record.student.born) if record.student.born else ""),
        (_("Began there"), school.local_text(record.began_at)),
        (_("Finished there"), school.local_text(record.finished_at) if record.finished_at else _("not finished")),
        (_("Exported"), school.local_text(dossier.exported_at)),
        (_("Whose copy it is"), page.package.copy),
        (_("Received"), f"{school.local_text(dossier.received_at)}, {dossier.received_by}"),
        (_("Fingerprint of the key"), format_fingerprint(dossier.fingerprint)),
        (_("It is the same person"), describe_act(dossier.person_confirmed_by, dossier.confirmation_reason)),
        (_("Removed"), describe_act(dossier.removed_by, dossier.removal_reason)),
    ]
    return [(label, text) for label, text in facts if text != ""]


def describe_act(by: User | None, reason: str) -> str:
    return _("%(person)s: %(reason)s") % {"person": by, "reason": reason} if by else ""


def write_value(value: Any) -> str:
    return value if isinstance(value, str) else format_day(value)
