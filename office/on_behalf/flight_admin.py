"""Recording, correcting, unsigning and deleting in the admin of flights."""

import uuid
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.models import FlightRecord
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.enrollment_acts.frame import render_act_page
from office.on_behalf.flight_acts import build_deletion_page, build_unsigning_page
from office.on_behalf.flight_pages import get_flight, render_correction_page, render_recording_page
from office.on_behalf.links import ActLink, build_path, render_link

CORRECT, UNSIGN, REMOVE = "correct", "unsign", "remove"


class FlightRecordingMixin(ScopedAdmin):
    """For the admin of flights."""

    def get_urls(self) -> list[URLPattern]:
        pages = {CORRECT: self.correct_view, UNSIGN: self.unsign_view, REMOVE: self.remove_view}
        return [*(build_path(self, name, view) for name, view in pages.items()), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return render_recording_page(self, request)

    def correct_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        return render_correction_page(self, request, id)

    def unsign_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        by = get_manager(request)
        page = build_unsigning_page(request, get_flight(id, by), by)
        back = reverse("admin:missions_flightrecord_correct", args=[id])
        return render_act_page(self, request, page) or HttpResponseRedirect(back)

    def remove_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        by = get_manager(request)
        page = build_deletion_page(request, get_flight(id, by), by)
        back = reverse("admin:missions_flightrecord_changelist")
        return render_act_page(self, request, page) or HttpResponseRedirect(back)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """The page of a flight is read-only; `correct_view` changes it."""
        return False

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            context |= {"act_links": self.list_act_links(obj)}
        return super().render_change_form(request, context, *args, **kwargs)

    def list_act_links(self, obj: FlightRecord) -> list[ActLink]:
        if obj.signed_at:
            return [ActLink(UNSIGN, _("Take the signature back…"), "ink_eraser")]
        return [ActLink(CORRECT, _("Correct…"), "edit"), ActLink(REMOVE, _("Delete…"), "delete")]

    @admin.display(description=gettext_lazy("acts"))
    def acts(self, row: FlightRecord) -> SafeString:
        """What a manager may want to do with the flight next."""
        if row.signed_at:
            return render_link(self, UNSIGN, row, _("Take the signature back…"))
        return render_link(self, CORRECT, row, _("Correct…"))
