"""Recording, signing and unsigning in the admin of classes."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.base.admins import ScopedAdmin
from office.base.filters import NamedChoiceFilter
from office.base.managers import get_manager
from office.enrollment_acts.frame import ActPage, render_act_page
from office.on_behalf.class_acts import build_signing_page, build_unsigning_page
from office.on_behalf.class_page import render_class_page
from office.on_behalf.class_sheet import ClassSheet, list_roster_people, read_class_sheet
from office.on_behalf.links import ActLink, build_path, render_link
from office.student_file.message_page import build_messages_page
from onsite.models import ClassSession

RECORD, SIGN, UNSIGN, MESSAGE = "record", "sign", "unsign", "message"


class AttendanceFilter(NamedChoiceFilter):
    title = gettext_lazy("attendance")
    parameter_name = "attendance"
    named_choices = (
        ("missing", gettext_lazy("Missing"), lambda rows, request: rows.awaiting_attendance(timezone.now())),
    )


class ClassRecordingMixin(ScopedAdmin):
    """For the admin of classes."""

    def get_urls(self) -> list[URLPattern]:
        views = (self.record_view, self.sign_view, self.unsign_view, self.message_view)
        pages = dict(zip((RECORD, SIGN, UNSIGN, MESSAGE), views, strict=True))
        return [*(build_path(self, name, view) for name, view in pages.items()), *super().get_urls()]

    def record_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        return render_class_page(self, request, id)

    def sign_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        return self.render_class_act(request, id, build_signing_page)

    def unsign_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        return self.render_class_act(request, id, build_unsigning_page)

    def message_view(self, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """A message about the class to everybody on its roster."""
        by, back = get_manager(request), reverse("admin:onsite_classsession_change", args=[id])
        people, path = list_roster_people(by, id), f"/trainings/onsite/class/{id}.json"
        page = build_messages_page(request, people, by, path=path, back=back)
        return render_act_page(self, request, page) or HttpResponseRedirect(back)

    def render_class_act(
        self, request: HttpRequest, id: uuid.UUID, build: Callable[[HttpRequest, ClassSheet, Any], ActPage]
    ) -> HttpResponse:
        by = get_manager(request)
        page = build(request, read_class_sheet(by, id), by)
        back = reverse("admin:onsite_classsession_record", args=[id])
        return render_act_page(self, request, page) or HttpResponseRedirect(back)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            context |= {"act_links": self.list_act_links(request, obj)}
        return super().render_change_form(request, context, *args, **kwargs)

    def list_act_links(self, request: HttpRequest, obj: ClassSession) -> list[ActLink]:
        writing = ActLink(MESSAGE, _("Message to the students…"), "mail")
        if obj.signed_at:
            return [ActLink(UNSIGN, _("Take the signature back…"), "ink_eraser"), writing]
        signing = [ActLink(SIGN, _("Sign…"), "draw")] if obj.teacher_id == get_manager(request).pk else []
        return [ActLink(RECORD, _("Record attendance…"), "fact_check"), *signing, writing]

    @admin.display(description=gettext_lazy("acts"))
    def acts(self, row: ClassSession) -> SafeString:
        """What a manager may want to do with the class next."""
        if row.signed_at:
            return render_link(self, UNSIGN, row, _("Take the signature back…"))
        return render_link(self, RECORD, row, _("Record…")) if row.starts_at < timezone.now() else SafeString("—")
