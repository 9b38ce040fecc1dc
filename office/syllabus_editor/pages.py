"""Pages of the syllabus editor in the managers' admin: outline, order, pictures, preview, copy.

`site.admin_view` opens them to managers alone. An object of another school is a 404, like one that does not exist.
"""

import secrets
import uuid
from mimetypes import guess_type
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exceptions import Conflict, NotFound
from core.markup.tex import has_formula
from office.base.json_responses import respond_in_json
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
from trainings.syllabus.freezing import describe_freeze
from trainings.syllabus.navigation import read_navigation
from trainings.syllabus.sanitising import clean_html

# The preview shows pictures and films and runs no script, should sanitising ever let one through.
PREVIEW_POLICY = (
    "default-src 'none'; img-src 'self' https:; media-src 'self'; style-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)
# A slide with formulas runs the scripts that draw them, and only those: they carry the nonce of the response.
FORMULA_POLICY = "; font-src 'self'; script-src 'nonce-{}'"


def render_page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    return TemplateResponse(request, template, {**site.each_context(request), "title": title, **context})


@require_safe
def edit_syllabus(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """The outline of a training, in which everything is added, changed, moved and deleted."""
    training = get_object_or_404(Training.objects.visible_to(get_manager(request)), pk=training_id)
    context = {
        "outline": read_outline(training),
        "opts": Training._meta,
        "frozen": describe_freeze(training) if training.published_at else "",
        "draft": training.published_at and Training.objects.of_course(training).filter(published_at=None).exists(),
    }
    return render_page(request, "syllabus_editor/editor.html", training.name, **context)


@require_POST
@respond_in_json
def save_order(request: HttpRequest) -> HttpResponse:
    """Stores the order of a list: `kind`, `parent` and all `ids` in their new order."""
    data = OrderForm(request.POST).validate_order()
    reorder(kind=data["kind"], parent_id=data["parent"], ids=data["ids"], by=get_manager(request))
    return JsonResponse({"result": True})


@require_POST
@respond_in_json
def upload_picture(request: HttpRequest) -> HttpResponse:
    """Stores `file`, a picture for a slide, and returns its URL."""
    return JsonResponse({"url": store_picture(request.FILES.get("file"))})


@require_safe
def preview_slide(request: HttpRequest, slide_id: uuid.UUID) -> HttpResponse:
    """A saved slide as a student sees it on a phone, under a policy that runs nothing else."""
    slide = get_object_or_404(Slide.objects.visible_to(get_manager(request)).select_related("lesson"), pk=slide_id)
    context = build_preview_context(slide)
    policy = PREVIEW_POLICY
    if has_formula(context["content"]):
        context |= {"nonce": secrets.token_urlsafe(16), "styles": FORMULA_STYLES, "scripts": FORMULA_SCRIPTS}
        policy += FORMULA_POLICY.format(context["nonce"])
    response = TemplateResponse(request, "syllabus_editor/preview.html", context)
    response["Content-Security-Policy"] = policy
    response["X-Frame-Options"] = "SAMEORIGIN"  # the editor shows it in a dialog
    return response


def build_preview_context(slide: Slide) -> dict[str, Any]:
    try:
        navigation = read_navigation(slide)
    except NotFound as error:  # the slide was deleted after it had been read
        raise Http404 from error
    media_type = guess_type(slide.media.name or "")[0] if slide.media else None
    return {
        "slide": slide,
        "content": clean_html(slide.content),
        "navigation": navigation,
        "media_kind": (media_type or "").split("/")[0],
    }


@require_safe
def list_templates(request: HttpRequest) -> HttpResponse:
    """The templates of the school and the shipped ones, to create a training from."""
    templates = reads.list_templates(get_manager(request))
    title = _("Create a training from a template")
    return render_page(request, "syllabus_editor/templates.html", title, templates=templates)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_page(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """Asks for the name of the copy, creates it, and redirects to its syllabus."""
    original = get_object_or_404(list_copyable(get_manager(request)), pk=training_id)
    form = CopyForm(request.POST or None, original=original)
    if form.is_valid():
        return create_copy(request, original, form.cleaned_data)
    text = _("Create a training from %(training)s") if original.is_template else _("Copy %(training)s")
    title = text % {"training": original}
    return render_page(request, "syllabus_editor/copy.html", title, form=form, original=original)


def create_copy(request: HttpRequest, original: Training, data: dict[str, Any]) -> HttpResponseRedirect:
    try:
        training = copy_training(original_id=original.pk, by=get_manager(request), **data)
    except NotFound as error:  # the original was deleted after it had been read
        raise Http404 from error
    except Conflict as error:
        messages.error(request, error.message)
        return redirect(request.path)
    text = _("%(training)s was created with the whole syllabus of %(original)s.")
    messages.success(request, text % {"training": training, "original": original})
    return redirect(reverse("course", args=[training.pk]))
