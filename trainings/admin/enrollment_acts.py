"""What managers do to enrollments besides editing them: the actions of their list, and the pages of one enrollment."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.exceptions import NotFound
from core.files.media import serve_private
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.enrolling.page import build_action_fields
from office.enrollment_acts.acts import FOR_MANY, FOR_ONE, EnrollmentAct, build_act_page, list_possible_acts
from office.enrollment_acts.credit_pages import build_credit_page, build_revocation_page, get_credit
from office.enrollment_acts.frame import ActPage, render_act_page
from trainings.credits.giving import explain_credit_obstacle
from trainings.credits.items import read_item_names
from trainings.enrollment_acts.choosing import MAX_ENROLLMENTS
from trainings.models import Credit, Enrollment

Action = Callable[[ScopedAdmin, HttpRequest, QuerySet[Enrollment]], HttpResponse | None]


def build_action(act: EnrollmentAct) -> tuple[Action, str, str]:
    """The action of the list that opens the page of an act for many."""

    def run(model_admin: ScopedAdmin, request: HttpRequest, rows: QuerySet[Enrollment]) -> HttpResponse | None:
        ids = list(rows.values_list("pk", flat=True)[: MAX_ENROLLMENTS + 1])
        if len(ids) > MAX_ENROLLMENTS:
            text = _("Choose at most %(limit)s enrollments at a time.") % {"limit": MAX_ENROLLMENTS}
            model_admin.message_user(request, text, messages.ERROR)
            return None
        page = build_act_page(act, request, ids, get_manager(request), build_action_fields(act.name, ids))
        return render_act_page(model_admin, request, page)

    return run, act.name, f"{act.title}…"


class EnrollmentActsMixin(ScopedAdmin):
    """For the admin of enrollments."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if self.has_change_permission(request):
            actions |= {act.name: build_action(act) for act in FOR_MANY}
        return actions

    def get_urls(self) -> list[URLPattern]:
        pages = [self.build_path(f"{act.name}/", act.name, partial(self.act_view, act=act)) for act in FOR_ONE]
        return [
            *pages,
            self.build_path("credit/", "credit", self.credit_view),
            self.build_path("credits/<uuid:credit_id>/revoke/", "revoke_credit", self.revoke_credit_view),
            self.build_path("credits/<uuid:credit_id>/document", "credit_document", self.credit_document_view),
            *super().get_urls(),
        ]

    def build_path(self, address: str, name: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
        wrapped = self.admin_site.admin_view(view)
        return path(f"<uuid:enrollment_id>/{address}", wrapped, name=f"trainings_enrollment_{name}")

    def act_view(self, request: HttpRequest, enrollment_id: uuid.UUID, *, act: EnrollmentAct) -> HttpResponse:
        page = build_act_page(act, request, [enrollment_id], get_manager(request), [])
        return self.render_act(request, enrollment_id, page)

    def credit_view(self, request: HttpRequest, enrollment_id: uuid.UUID) -> HttpResponse:
        return self.render_act(request, enrollment_id, build_credit_page(request, enrollment_id, get_manager(request)))

    def revoke_credit_view(self, request: HttpRequest, enrollment_id: uuid.UUID, credit_id: uuid.UUID) -> HttpResponse:
        by = get_manager(request)
        page = build_revocation_page(request, get_credit(enrollment_id, credit_id, by), by)
        return self.render_act(request, enrollment_id, page)

    def credit_document_view(
        self, request: HttpRequest, enrollment_id: uuid.UUID, credit_id: uuid.UUID
    ) -> HttpResponseBase:
        credit = get_credit(enrollment_id, credit_id, get_manager(request))
        if not credit.document:
            raise NotFound
        return serve_private(credit.document)

    def render_act(self, request: HttpRequest, enrollment_id: uuid.UUID, page: ActPage) -> HttpResponse:
        """The page, or the way back to the enrollment once the act is done."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        back = reverse("admin:trainings_enrollment_change", args=[enrollment_id])
        return render_act_page(self, request, page) or HttpResponseRedirect(back)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            may_credit = not explain_credit_obstacle(obj, get_manager(request))
            context |= {"acts": list_possible_acts(obj), "may_credit": may_credit}
        return super().render_change_form(request, context, *args, **kwargs)


def render_credits(row: Enrollment) -> SafeString:
    """The credits of an enrollment, each with what can be done about it. One query without any, four with some."""
    credits = list(row.credits.select_related("credited_by", "revoked_by", "enrollment__company"))
    names = read_item_names(credits)
    lines = [(render_credit(credit, names.get(credit.item_id, _("a deleted item"))),) for credit in credits]
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines)) if lines else SafeString("—")


def render_credit(credit: Credit, name: str) -> SafeString:
    day = credit.enrollment.company.local_date(credit.credited_at)
    about = f"{name}: {credit.reason} ({credit.credited_by}, {day})"
    parts = [format_html("{}", about)]
    if credit.document:
        parts.append(render_link(_("Document"), "credit_document", credit))
    if credit.is_live:
        parts.append(render_link(_("Revoke…"), "revoke_credit", credit))
    else:
        values = {"person": credit.revoked_by, "reason": credit.revocation_reason}
        parts.append(format_html("{}", _("revoked by %(person)s: %(reason)s") % values))
    return format_html_join(" · ", "{}", [(part,) for part in parts])


def render_link(text: str, page: str, credit: Credit) -> SafeString:
    address = reverse(f"admin:trainings_enrollment_{page}", args=[credit.enrollment_id, credit.pk])
    return format_html('<a href="{}" class="text-primary-600 underline">{}</a>', address, text)
