"""The page on which students are moved to the current revision: who, what it means for each, the decisions, the act."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.exceptions import Conflict
from office.base.managers import get_manager
from office.enrollment_acts.frame import ASKED
from office.revisions.forms import MoveForm, StudentsForm
from office.revisions.pages import ASK, get_back, go_to_course, render_page, run_in_form
from office.revisions.words import describe_fields
from revisions.lifecycle.acts import get_training
from revisions.moving.moving import MoveOrder, list_movable, move_to_current_revision, preview_move
from revisions.moving.planning import ItemChange, MovePlan, StudentPlan, get_target


@ASK
def move_students(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """First asks whom, then shows what it means for each and asks for the decisions and the signature."""
    by = get_manager(request)
    source = get_training(training_id, by)
    target = get_target(source)
    rows = list(list_movable(training_id, by).select_related("company"))
    if not rows:
        raise Conflict(_("Nobody is unfinished in this revision."))
    chosen = StudentsForm(request.POST or None, rows=rows)
    if chosen.is_valid():
        return ask(request, training_id, [uuid.UUID(id) for id in chosen.cleaned_data["students"]], by)
    title = _("Move students to %(target)s") % {"target": target}
    context = {"form": chosen, "button": _("Show what it means"), "back": get_back(training_id)}
    return render_page(request, "course_revisions/choose_students.html", title, **context)


def ask(request: HttpRequest, training_id: uuid.UUID, ids: list[uuid.UUID], by: User) -> HttpResponse:
    is_sent = ASKED in request.POST
    kept = request.POST.getlist("kept") if is_sent else None
    plan = preview_move(order=MoveOrder(training_id, ids, kept), by=by)
    form = MoveForm(request.POST if is_sent else None, plan=plan)

    def act() -> str:
        data = form.cleaned_data
        order = MoveOrder(
            training_id, ids, data.get("kept", []), set(data.get("lost", [])), data["reason"], data["seen"]
        )
        moved = len(move_to_current_revision(order=order, password=data["password"], by=by).moving)
        text = ngettext("%(count)s student was moved.", "%(count)s students were moved.", moved)
        return text % {"count": moved}

    if run_in_form(request, form, act):
        return go_to_course(training_id)
    title = _("Move students to %(target)s") % {"target": plan.target}
    remembered = [*(("students", str(id)) for id in ids), (ASKED, "1")]
    context = {"form": form, "remembered": remembered, "button": _("Sign and move"), "back": request.path}
    return render_page(request, "course_revisions/move.html", title, **context, **describe_plan(plan))


def describe_plan(plan: MovePlan) -> dict[str, Any]:
    return {
        "students": [describe_student(student) for student in plan.moving],
        "staying": [(str(row.enrollment.user), row.obstacle) for row in plan.students if row.obstacle],
        "moving": len(plan.moving),
    }


def describe_student(student: StudentPlan) -> dict[str, Any]:
    """What the move means for one student, in lists of texts."""
    return {
        "name": str(student.enrollment.user),
        "parts": [
            (heading, lines)
            for heading, lines in (
                (_("Kept as done"), [describe_kept(change) for change in student.kept]),
                (_("Lost"), [change.old.label for change in student.lost]),
                (_("New to do"), [item.label for item in student.new]),
                (_("Begun, to be begun again"), student.begun),
                (_("Classes that the student leaves"), student.classes),
            )
            if lines
        ],
    }


def describe_kept(change: ItemChange) -> str:
    """The item, with its new name and what changed."""
    new = change.new
    name = change.old.label if new is None or new.label == change.old.label else f"{change.old.label} → {new.label}"
    return f"{name} ({describe_fields(change.fields)})" if change.fields else name
