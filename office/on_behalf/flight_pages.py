"""The pages on which a manager records a flight on behalf of its instructor, or corrects one."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from api.views import get_one_or_404
from core.exceptions import DomainError
from missions.debriefing import read_flight_content
from missions.ledger_texts import describe_flight
from missions.models import FlightRecord, FlightTemplate
from missions.services import check_unsigned, correct_flight, record_flight
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.ledger.history import list_events
from office.ledger.stories import tell_events
from office.on_behalf.flight_form import EnrollmentForm, FlightForm, MissionForm
from office.on_behalf.standing import Standing, describe_difference, describe_standing, read_standing
from office.on_behalf.versioned_forms import describe_values, list_errors
from records.versions import Stale, list_changed_paths
from trainings.models import Enrollment

EVENTS_SHOWN = 5


def render_recording_page(model_admin: ScopedAdmin, request: HttpRequest) -> HttpResponse:
    """Three steps: student and training, which `?enrollment=` may name, the mission (`?mission=`), the flight."""
    by = get_manager(request)
    enrollment_form = EnrollmentForm(by, request.GET if "enrollment" in request.GET else None)
    if not enrollment_form.is_valid():
        return render_choice(model_admin, request, enrollment_form, {})
    enrollment = enrollment_form.cleaned_data["enrollment"]
    mission_form = MissionForm(enrollment, request.GET if "mission" in request.GET else None)
    if not mission_form.is_valid():
        return render_choice(model_admin, request, mission_form, {"enrollment": enrollment})
    return record(model_admin, request, enrollment, mission_form.cleaned_data["mission"])


def render_choice(
    model_admin: ScopedAdmin, request: HttpRequest, form: Any, chosen: dict[str, Enrollment]
) -> HttpResponse:
    who = chosen.get("enrollment")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Record a flight of %(student)s") % {"student": who} if who else _("Record a flight"),
        "opts": model_admin.opts,
        "form": form,
        "method": "get",
        "remembered": [(name, row.pk) for name, row in chosen.items()],
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "class_planning/plan.html", context)


def record(
    model_admin: ScopedAdmin, request: HttpRequest, enrollment: Enrollment, mission: FlightTemplate
) -> HttpResponse:
    by = get_manager(request)
    form = FlightForm(by, mission, request.POST or None)
    if form.is_valid():
        before = read_standing([enrollment.pk])
        try:
            row = record_flight(enrollment_id=enrollment.pk, template_id=mission.pk, flight=form.build_input(), by=by)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return finish(model_admin, request, row, before)
    title = _("Record %(mission)s of %(student)s") % {"mission": mission, "student": enrollment}
    return render_form(model_admin, request, form, {"title": title, "on_behalf": describe_role(by)})


def render_correction_page(model_admin: ScopedAdmin, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Raises NotFound for a flight that the manager does not see."""
    by = get_manager(request)
    row = get_flight(id, by)
    before = read_standing([row.enrollment_id])
    form, changed = correct(request, row, by)
    if form is None:
        return finish(model_admin, request, row, before)
    context = {
        "title": _("Correct the flight %(flight)s") % {"flight": describe_flight(row)},
        "on_behalf": describe_role(by),
        "flight": row,
        "obstacle": find_obstacle(row),
        "standing": [] if row.signed_at else describe_standing(before),
        "changed": changed,
        "stories": tell_events(list(list_events(row, by.company)[:EVENTS_SHOWN]), by.company),
    }
    return render_form(model_admin, request, form, context)


def correct(request: HttpRequest, row: FlightRecord, by: User) -> tuple[FlightForm | None, list[str]]:
    """The form to show, None once the flight is corrected; and what somebody else has changed meanwhile."""
    if request.method != "POST" or row.signed_at:
        return FlightForm(by, row.template, row=row), []
    form = FlightForm(by, row.template, request.POST, row=row)
    is_valid = form.is_valid()
    if "version" in form.errors:
        return form, []
    shown = form.cleaned_data["version"]
    if paths := list_changed_paths(shown, read_flight_content(row)):
        return show_changed(form, row, by, paths)
    try:
        if is_valid:
            correct_flight(record_id=row.pk, flight=form.build_input(), version=shown, by=by)
            return None, []
    except Stale as error:  # changed since this request began
        return show_changed(form, get_flight(row.pk, by), by, error.paths)
    except DomainError as error:
        form.add_domain_error(error)
    return form, []


def show_changed(sent: FlightForm, row: FlightRecord, by: User, paths: list[str]) -> tuple[FlightForm, list[str]]:
    """Nothing is stored. The form is shown again with what is on record now and what the manager has typed."""
    typed = sent.list_typed(sent.cleaned_data["version"])
    typed.pop("version", None)  # the page shows the new one
    again = FlightForm(by, row.template, row=row, initial=typed)
    return again, describe_values(again, paths, "")


def finish(model_admin: ScopedAdmin, request: HttpRequest, row: FlightRecord, before: Standing) -> HttpResponse:
    difference = describe_difference(before, read_standing([row.enrollment_id]))
    text = " ".join([_("The flight is on record."), difference]).strip()
    model_admin.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:missions_flightrecord_change", args=[row.pk]))


def render_form(
    model_admin: ScopedAdmin, request: HttpRequest, form: FlightForm, context: dict[str, Any]
) -> HttpResponse:
    frame = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "form": form,
        "errors": list_errors(form, ""),
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "on_behalf/flight.html", {**frame, **context})


def get_flight(id: uuid.UUID, by: User) -> FlightRecord:
    rows = FlightRecord.objects.visible_to(by).for_debriefing()
    flight: FlightRecord = get_one_or_404(rows.prefetch_related("template__objectives"), pk=id)
    return flight


def find_obstacle(row: FlightRecord) -> str:
    try:
        check_unsigned(row)
    except DomainError as error:
        return error.message
    return ""


def describe_role(by: User) -> str:
    text = _(
        "You record the flight on behalf of its instructor. The ledger names you, %(manager)s, and says on whose "
        "behalf."
    )
    return text % {"manager": by}
