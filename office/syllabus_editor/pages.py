"""Pages of the managers' admin on which a course is built: outline, order, pictures, preview, copy.

Each is opened through `site.admin_view`, so by managers alone; an object of another school is a 404 like none at all.
"""

import secrets
import uuid
from collections.abc import Callable
from functools import wraps
from mimetypes import guess_type
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from api.errors import build_error_body, get_status
from core.exceptions import Conflict, DomainError, NotFound
from core.markup.tex import has_formula
from office.base.managers import get_manager
from office.base.site import site
from office.syllabus_editor.forms import CopyForm, OrderForm
from office.syllabus_editor.formulas import FORMULA_SCRIPTS, FORMULA_STYLES
from office.syllabus_editor.ordering import reorder
from office.syllabus_editor.outline import read_outline
from office.syllabus_editor.pictures import store_picture
from trainings.endpoints.training_templates import reads
from trainings.endpoints.training_templates.services import copy_training, list_copyable
from trainings.models import Slide, Training
from trainings.syllabus.navigation import read_navigation
from trainings.syllabus.sanitising import clean_html

# A slide shows pictures and films, and runs nothing.
PREVIEW_POLICY = (
    "default-src 'none'; img-src 'self' https:; media-src 'self'; style-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)
# But where it has formulas, the scripts that draw them: those that bear the number which each answer makes up anew.
FORMULA_POLICY = "; font-src 'self'; script-src 'nonce-{}'"


def respond_in_json(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A refusal of a service becomes the one JSON error of the server (api/errors.py)."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except DomainError as refusal:
            return JsonResponse(build_error_body(refusal.message, refusal.errors), status=get_status(refusal))

    return answered


def render_page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    return TemplateResponse(request, template, {**site.each_context(request), "title": title, **context})


@require_safe
def edit_syllabus(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """The outline of a training, in which everything is added, changed, moved and deleted."""
    training = get_or_404(Training.objects.visible_to(get_manager(request)).filter(pk=training_id))
    return render_page(
        request, "authoring/course.html", training.name, course=read_outline(training), opts=Training._meta
    )


@require_POST
@respond_in_json
def save_order(request: HttpRequest) -> HttpResponse:
    """`kind`, `parent` and all `ids` in their new order, as a form sends them."""
    asked = OrderForm(request.POST).validate_order()
    reorder(kind=asked["kind"], parent_id=asked["parent"], ids=asked["ids"], by=get_manager(request))
    return JsonResponse({"result": True})


@require_POST
@respond_in_json
def upload_picture(request: HttpRequest) -> HttpResponse:
    """`file`, a picture for a slide; its address comes back."""
    return JsonResponse({"url": store_picture(request.FILES.get("file"))})


@require_safe
def preview_slide(request: HttpRequest, slide_id: uuid.UUID) -> HttpResponse:
    """A saved slide as a student's phone shows it."""
    slide = get_or_404(Slide.objects.visible_to(get_manager(request)).select_related("lesson").filter(pk=slide_id))
    try:
        shown = {"slide": slide, "content": clean_html(slide.content), "place": read_navigation(slide)}
    except NotFound as refusal:  # deleted a moment ago
        raise Http404 from refusal
    kind = guess_type(slide.media.name)[0] if slide.media else None
    shown["media_kind"] = (kind or "").split("/")[0]
    policy = PREVIEW_POLICY
    if has_formula(shown["content"]):
        shown |= {"nonce": secrets.token_urlsafe(16), "styles": FORMULA_STYLES, "scripts": FORMULA_SCRIPTS}
        policy += FORMULA_POLICY.format(shown["nonce"])
    answer = TemplateResponse(request, "authoring/preview.html", shown)
    answer["Content-Security-Policy"] = policy
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@require_safe
def list_templates(request: HttpRequest) -> HttpResponse:
    """What trainings can be made from: the school's own templates and the shipped ones."""
    rows = reads.list_templates(get_manager(request))
    return render_page(request, "authoring/templates.html", "Make a training from a template", templates=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_page(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """Asks for the name of the copy, makes it, and goes on to its course page."""
    original = get_or_404(list_copyable(get_manager(request)).filter(pk=training_id))
    form = CopyForm(request.POST or None, original=original)
    if form.is_valid():
        return create_copy(request, original, form.cleaned_data)
    title = f"Make a training from {original}" if original.is_template else f"Copy {original}"
    return render_page(request, "authoring/copy.html", title, form=form, original=original)


def create_copy(request: HttpRequest, original: Training, asked: dict[str, Any]) -> HttpResponseRedirect:
    try:
        training = copy_training(original_id=original.pk, by=get_manager(request), **asked)
    except NotFound as refusal:
        raise Http404 from refusal
    except Conflict as refusal:
        messages.error(request, refusal.message)
        return redirect(request.path)
    messages.success(request, f"{training} is made, with everything that is in {original}.")
    return redirect(reverse("course", args=[training.pk]))


def get_or_404(rows: Any) -> Any:
    row = rows.first()
    if row is None:
        raise Http404
    return row
