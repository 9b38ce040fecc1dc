"""Pages of revisions in the managers' admin: those of a course, publishing, the next revision, approving, discarding.

`site.admin_view` opens them to managers alone. A training of another school is a 404, like one that does not exist.
"""

import uuid
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exceptions import Conflict, DomainError, NotFound
from office.base.managers import get_manager
from office.base.site import site
from office.enrollment_acts.frame import add_errors
from office.revisions.course_page import read_course_page
from office.revisions.forms import ApprovalForm
from office.revisions.words import list_change_sentences
from revisions.content.parts import digest_syllabus, read_syllabus
from revisions.lifecycle.acts import get_training
from revisions.lifecycle.approving import approve_revision, preview_approval
from revisions.lifecycle.drafting import discard_draft, start_revision
from revisions.lifecycle.publishing import explain_publishing_obstacle, publish_training
from trainings.models import Training

ASK = require_http_methods(["GET", "HEAD", "POST"])


def render_page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**site.each_context(request), "title": title, "opts": Training._meta, **context}
    return TemplateResponse(request, template, context)


def run_in_form(request: HttpRequest, form: forms.Form, act: Callable[[], str]) -> bool:
    """Whether the act was done. What it refuses is shown in the form, what it says afterwards as a message."""
    if not form.is_valid():
        return False
    try:
        message = act()
    except NotFound:
        raise
    except DomainError as error:
        add_errors(form, error)
        show_again(form)
        return False
    messages.success(request, message)
    return True


def show_again(form: forms.Form) -> None:
    """The page shows what there is now: with it, the form is sent the next time."""
    data = cast(QueryDict, form.data).copy()
    data["seen"] = str(form.initial["seen"])
    form.data = data


def go_to_course(training_id: uuid.UUID) -> HttpResponse:
    return redirect(reverse("course_revisions", args=[training_id]))


@require_safe
def show_course(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """The revisions of the course to which a training belongs."""
    by = get_manager(request)
    page = read_course_page(get_training(training_id, by), by)
    may_publish = not explain_publishing_obstacle(page.training)
    title = _("Revisions of %(training)s") % {"training": page.training.name}
    return render_page(request, "course_revisions/course.html", title, page=page, may_publish=may_publish)


@ASK
def publish(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    by = get_manager(request)
    training = get_training(training_id, by)
    if obstacle := explain_publishing_obstacle(training):
        raise Conflict(obstacle)
    form = ApprovalForm(request.POST or None, seen=digest_syllabus(read_syllabus(training)))

    def act() -> str:
        password = form.cleaned_data["password"]
        publish_training(training_id=training_id, approval=form.build_approval(), password=password, by=by)
        return _("%(training)s is published.") % {"training": training.name}

    if run_in_form(request, form, act):
        return go_to_course(training_id)
    title = _("Publish %(training)s") % {"training": training.name}
    paragraph = by.company.rules.syllabus_paragraph
    context = {"form": form, "button": _("Sign and publish"), "paragraph": paragraph, "back": get_back(training_id)}
    return render_page(request, "course_revisions/publish.html", title, **context)


def get_back(training_id: uuid.UUID) -> str:
    return reverse("course_revisions", args=[training_id])


@require_POST
def start(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """Starts the next revision and opens its syllabus."""
    try:
        revision = start_revision(training_id=training_id, by=get_manager(request))
    except Conflict as error:
        messages.error(request, error.message)
        return go_to_course(training_id)
    text = _("Revision %(number)s is started. Change its syllabus here, then approve it.")
    messages.success(request, text % {"number": revision.number})
    return redirect(reverse("course", args=[revision.training_id]))


@ASK
def approve(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """Shows what the draft changes, and asks for the signature."""
    by = get_manager(request)
    preview = preview_approval(training_id=training_id, by=by)
    form = ApprovalForm(request.POST or None, seen=preview.seen)

    def act() -> str:
        password = form.cleaned_data["password"]
        revision = approve_revision(training_id=training_id, approval=form.build_approval(), password=password, by=by)
        return _("Revision %(number)s is in force. Students of earlier ones stay in theirs until you move them.") % {
            "number": revision.number
        }

    if run_in_form(request, form, act):
        return go_to_course(training_id)
    sentences = list_change_sentences(change.to_json() for change in preview.changes)
    context = {
        "form": form,
        "button": _("Sign and approve"),
        "sentences": sentences,
        "paragraph": by.company.rules.syllabus_paragraph,
        "back": get_back(training_id),
    }
    return render_page(
        request, "course_revisions/approve.html", _("Approve %(draft)s") % {"draft": preview.draft}, **context
    )


@ASK
def discard(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    by = get_manager(request)
    draft = get_training(training_id, by)
    if draft.revision_state != Training.RevisionState.DRAFT:
        raise Conflict(_("This is no draft of a revision."))
    if request.method == "POST":
        discard_draft(training_id=training_id, by=by)
        messages.success(request, _("The draft is discarded."))
        return go_to_course(draft.course_id or training_id)
    title = _("Discard the draft %(draft)s") % {"draft": draft}
    context = {"button": _("Discard"), "back": get_back(training_id)}
    return render_page(request, "course_revisions/discard.html", title, **context)
