"""The page on which a manager records a class for its teacher, or reads what is recorded of a signed one."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import DomainError
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.ledger.history import list_events
from office.ledger.stories import Story, tell_events
from office.on_behalf.class_sheet import ClassSheet, read_class_sheet
from office.on_behalf.roster_form import RosterForm, build_roster_form, rebuild_roster_form
from office.on_behalf.standing import describe_difference, describe_standing, read_standing
from onsite.classes.recording import record_class
from onsite.classes.rights import find_recording_obstacle, find_signing_obstacle
from records.versions import Stale, list_changed_paths

FILL = "fill"  # the button that says of everybody else that they were present
EVENTS_SHOWN = 5


@dataclass
class Outcome:
    """What became of a request: the form to show, unless `done`; what somebody else has changed meanwhile."""

    form: RosterForm
    done: str = ""
    changed: list[str] = field(default_factory=list)


def render_class_page(model_admin: ScopedAdmin, request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Raises NotFound for a class that the manager does not see."""
    by = get_manager(request)
    sheet = read_class_sheet(by, id)
    outcome = process(request, sheet, by)
    if outcome.done:
        model_admin.message_user(request, outcome.done, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:onsite_classsession_record", args=[id]))
    context = {
        **model_admin.admin_site.each_context(request),
        **build_texts(sheet, by),
        "opts": model_admin.opts,
        "sheet": sheet,
        "form": outcome.form,
        "errors": outcome.form.list_errors(),
        "changed": outcome.changed,
        "stories": list_stories(sheet, by),
        "media": model_admin.media + outcome.form.head.media,
    }
    return TemplateResponse(request, "on_behalf/record_class.html", context)


def process(request: HttpRequest, sheet: ClassSheet, by: User) -> Outcome:
    if request.method != "POST" or find_recording_obstacle(sheet.access):
        return Outcome(build_roster_form(sheet))
    form = build_roster_form(sheet, request.POST)
    if not form.head.is_valid():
        return Outcome(form)
    if paths := list_changed_paths(form.version, sheet.content):
        return show_changed(form, paths)
    if FILL in request.POST:
        return Outcome(rebuild_roster_form(form, version=form.version, fill=True))
    return store(form, sheet, by) if form.is_valid() else Outcome(form)


def show_changed(form: RosterForm, paths: list[str]) -> Outcome:
    """Nothing is stored. The form is shown again with what is on record now and what the manager has typed."""
    again = rebuild_roster_form(form, version=form.sheet.version)
    return Outcome(again, changed=again.describe_changed(paths))


def store(form: RosterForm, sheet: ClassSheet, by: User) -> Outcome:
    before = read_standing(sheet.enrollment_ids)
    try:
        record_class(session=sheet.session, entry=form.build_entry(), version=form.version, by=by)
    except Stale as error:  # changed since this request began
        return show_changed(build_roster_form(read_class_sheet(by, sheet.session.pk), form.head.data), error.paths)
    except DomainError as error:
        form.add_domain_error(error)
        return Outcome(form)
    difference = describe_difference(before, read_standing(sheet.enrollment_ids))
    return Outcome(form, done=" ".join([_("The class is recorded."), difference]).strip())


def build_texts(sheet: ClassSheet, by: User) -> dict[str, Any]:
    """The sentences of the page: for whom the manager acts, what keeps them from it, and what depends on the class."""
    obstacle = find_recording_obstacle(sheet.access)
    signing_obstacle = find_signing_obstacle(sheet.access)
    return {
        "title": (_("The class %(name)s") if obstacle else _("Record the class %(name)s")) % {"name": sheet.session},
        "on_behalf": describe_role(sheet, by),
        "obstacle": obstacle.message if obstacle else "",
        "signing_obstacle": signing_obstacle.message if signing_obstacle else "",
        "standing": [] if obstacle else describe_standing(read_standing(sheet.enrollment_ids)),
    }


def describe_role(sheet: ClassSheet, by: User) -> str:
    if sheet.access.is_teacher:
        return _("You are the teacher of this class.")
    text = _(
        "You record this class on behalf of its teacher, %(teacher)s. The ledger names you, %(manager)s, and says on "
        "whose behalf."
    )
    return text % {"teacher": sheet.session.teacher, "manager": by}


def list_stories(sheet: ClassSheet, by: User) -> list[Story]:
    """The newest events about the class in words."""
    return tell_events(list(list_events(sheet.session, by.company)[:EVENTS_SHOWN]), by.company)
