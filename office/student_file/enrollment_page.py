"""The student's file: everything on record of one enrollment on one page, with what managers do about it."""

import json
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import clock
from core.dates.writing import format_day
from core.exceptions import NotFound
from evidence.certificates.printing import build_pdf_response
from evidence.student_record.handing_over import CONTENT_TYPES, hand_over_record
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.base.tables.drawing import Cell, Table, render_link
from office.enrollment_acts.frame import ActPage, render_act_page
from office.enrollment_acts.states import describe_state
from office.ledger.stories import tell_events
from office.student_file import certificate_pages as certificates
from office.student_file.class_tables import build_class_exams, build_classes
from office.student_file.enrollment_reads import EnrollmentFile, get_enrollment, read_enrollment_file
from office.student_file.evidence_tables import build_certificates, build_signatures
from office.student_file.flight_tables import build_flights, build_missions
from office.student_file.grant_page import build_grant_page
from office.student_file.hours_table import build_hours
from office.student_file.message_page import build_message_page
from office.student_file.training_tables import (
    build_attempts,
    build_credits,
    build_cycles,
    build_studies,
    build_subjects,
    describe_progress,
)
from trainings.enrollments.notes import may_read_notes
from trainings.enrollments.progress import get_flight_progress, get_ground_school_progress
from trainings.models import Enrollment

CertificatePage = Callable[..., ActPage]


class EnrollmentFileMixin(ScopedAdmin):
    """For the admin of enrollments."""

    def get_urls(self) -> list[URLPattern]:
        one = "<uuid:enrollment_id>"
        certificate = f"{one}/certificates/<uuid:certificate_id>"
        revoke, reissue = certificates.build_revocation_page, certificates.build_reissuing_page
        return [
            self.build_file_path(f"{one}/file/", "file", self.file_view),
            self.build_file_path(f"{one}/message/", "message", self.message_view),
            self.build_file_path(f"{one}/exams/<uuid:exam_id>/grant/", "grant_attempt", self.grant_view),
            self.build_file_path(f"{one}/record.<str:format>", "record", self.record_view),
            self.build_file_path(f"{one}/certificates/issue/", "certificate_issue", self.issue_view),
            self.build_file_path(f"{certificate}.pdf", "certificate_pdf", self.pdf_view),
            self.build_file_path(
                f"{certificate}/revoke/", "certificate_revoke", partial(self.certificate_view, build=revoke)
            ),
            self.build_file_path(
                f"{certificate}/reissue/", "certificate_reissue", partial(self.certificate_view, build=reissue)
            ),
            *super().get_urls(),
        ]

    def build_file_path(self, address: str, name: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
        return path(address, self.admin_site.admin_view(view), name=f"trainings_enrollment_{name}")

    def file_view(self, request: HttpRequest, enrollment_id: uuid.UUID) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        file = read_enrollment_file(get_manager(request), enrollment_id, clock.now())
        context = {
            **self.admin_site.each_context(request),
            "title": _("File of %(enrollment)s") % {"enrollment": file.enrollment},
            "opts": self.opts,
            **build_file_context(file, request),
        }
        return TemplateResponse(request, "student_file/enrollment.html", context)

    def message_view(self, request: HttpRequest, enrollment_id: uuid.UUID) -> HttpResponse:
        by = get_manager(request)
        enrollment = get_enrollment(by, enrollment_id, clock.now())
        about = f"/trainings/trainings/view/{enrollment.pk}.json"
        back = certificates.get_file_address(enrollment_id)
        page = build_message_page(request, enrollment.user, by, path=about, back=back)
        return self.render_file_act(request, enrollment_id, page)

    def grant_view(self, request: HttpRequest, enrollment_id: uuid.UUID, exam_id: uuid.UUID) -> HttpResponse:
        by = get_manager(request)
        page = build_grant_page(request, get_enrollment(by, enrollment_id, clock.now()), exam_id, by)
        return self.render_file_act(request, enrollment_id, page)

    def record_view(self, request: HttpRequest, enrollment_id: uuid.UUID, format: str) -> HttpResponse:
        """A POST, because the ledger records it."""
        if format not in CONTENT_TYPES:
            raise NotFound
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        file = hand_over_record(enrollment_id=enrollment_id, format=format, by=get_manager(request))
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
        return HttpResponse(file.content, content_type=file.content_type, headers=headers)

    def issue_view(self, request: HttpRequest, enrollment_id: uuid.UUID) -> HttpResponse:
        page = certificates.build_issuing_page(request, enrollment_id, get_manager(request))
        return self.render_file_act(request, enrollment_id, page)

    def pdf_view(self, request: HttpRequest, enrollment_id: uuid.UUID, certificate_id: uuid.UUID) -> HttpResponse:
        certificate = certificates.get_certificate(enrollment_id, certificate_id, get_manager(request))
        return build_pdf_response(request, certificate)

    def certificate_view(
        self, request: HttpRequest, enrollment_id: uuid.UUID, certificate_id: uuid.UUID, *, build: CertificatePage
    ) -> HttpResponse:
        by = get_manager(request)
        certificate = certificates.get_certificate(enrollment_id, certificate_id, by)
        return self.render_file_act(request, enrollment_id, build(request, certificate, by))

    def render_file_act(self, request: HttpRequest, enrollment_id: uuid.UUID, page: ActPage) -> HttpResponse:
        """The page of an act, or the way back to the file once it is done."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        done = HttpResponseRedirect(certificates.get_file_address(enrollment_id))
        return render_act_page(self, request, page) or done


def build_file_context(file: EnrollmentFile, request: HttpRequest) -> dict[str, Any]:
    enrollment, manager = file.enrollment, get_manager(request)
    return {
        "enrollment": enrollment,
        "facts": build_facts(file),
        "groups": build_groups(file),
        "stories": tell_events(file.events, enrollment.company),
        "has_more_events": file.has_more_events,
        "may_issue": certificates.may_issue(file),
        "certificate": file.certificate,
        "notes": enrollment.notes if may_read_notes(manager, enrollment) else "",
    }


def build_facts(file: EnrollmentFile) -> list[tuple[str, Cell]]:
    """What the head of the page says, each with its label."""
    row, school = file.enrollment, file.enrollment.company
    facts: list[tuple[str, Cell]] = [
        (_("Student"), render_link(reverse("admin:accounts_user_file", args=[row.user_id]), row.user)),
        (_("Training"), render_link(reverse("admin:trainings_training_change", args=[row.training_id]), row.training)),
        (_("State"), describe_state(row)),
        (_("Ground school"), describe_progress(get_ground_school_progress(row)) if row.training.has_theory else "—"),
        (_("Flights"), describe_progress(get_flight_progress(row)) if row.training.has_flights else "—"),
        (_("Supervisor"), str(row.supervisor or "—")),
        (_("Enrolled"), school.local_text(row.created_at)),
        (_("Finish before"), format_day(school.local_date(row.finish_before_at)) if row.finish_before_at else "—"),
        (_("Finished"), school.local_text(row.finished_at) if row.finished_at else "—"),
        (_("Valid until"), describe_validity(row)),
        (_("Flight phase"), row.flight_phase or "—"),
        (_("Reopened"), describe_reopening(file)),
    ]
    return [(label, text) for label, text in facts if text != ""]


def describe_validity(row: Enrollment) -> str:
    if row.valid_until_on:
        return format_day(row.valid_until_on)
    return _("does not expire") if row.is_finished else "—"


def describe_reopening(file: EnrollmentFile) -> str:
    """When a finish was last taken back, and why; empty if never."""
    event = next((event for event in file.events if event.action == "enrollment.reopened"), None)
    if event is None:
        return ""
    reason = json.loads(event.payload).get("reason", "")
    moment = file.enrollment.company.local_text(event.at)
    return f"{moment}: {reason}" if reason else moment


def build_groups(file: EnrollmentFile) -> list[tuple[str, str | SafeString, list[Table]]]:
    """The sections: the id and the heading of each, and its tables."""
    training = file.enrollment.training
    theory = [build_subjects(file), build_studies(file), build_attempts(file), build_cycles(file)]
    flights = [build_missions(file), build_flights(file)] if training.has_flights or file.flights else []
    groups = [
        ("ground", _("Ground school"), theory),
        ("classes", _("Classes"), [build_classes(file), build_class_exams(file)]),
        ("flights", _("Flight training"), flights),
        ("hours", _("Required hours"), [build_hours(file)] if file.hours else []),
        ("credits", _("Earlier training"), [build_credits(file)]),
        ("certificates", _("Certificates"), [build_certificates(file)]),
        ("signatures", _("Signatures"), [build_signatures(file)]),
    ]
    return [group for group in groups if group[2]]
