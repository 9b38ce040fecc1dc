"""The pages on which managers plan several classes: fill in, look at every class with its warnings, confirm."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.exceptions import DomainError, InvalidInput
from office.base.managers import get_manager
from office.base.site import site
from office.class_planning.form import TrainingForm
from office.timetable.choices import parse_shown_day
from office.timetable.series.copying import propose_copy_of_week
from office.timetable.series.forms import CopyWeekForm, RepeatForm
from office.timetable.series.proposals import Preview, Series, preview_series, store_series
from office.timetable.series.repeating import propose_repetition
from onsite.models import ClassSession

SeriesForm = RepeatForm | CopyWeekForm


@require_http_methods(["GET", "HEAD", "POST"])
def repeat(request: HttpRequest) -> HttpResponse:
    """Two steps, as for one class: the training, which `?training=` names, then the classes."""
    by = get_manager(request)
    training_form = TrainingForm(by, request.GET if "training" in request.GET else None)
    if not training_form.is_valid():
        return render_page(request, training_form, _("Repeat a class"), method="get")
    training = training_form.cleaned_data["training"]
    form = RepeatForm(by, training, request.POST or None)
    title = _("Repeat a class: %(training)s") % {"training": training}
    return plan_series(request, form, lambda: propose_repetition(form, by), title)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_week(request: HttpRequest) -> HttpResponse:
    """`?week=` proposes the week of a day."""
    by = get_manager(request)
    try:
        week = parse_shown_day(request.GET, "week")
    except InvalidInput:
        week = None
    form = CopyWeekForm(by, request.POST or None, week=week)
    return plan_series(request, form, lambda: propose_copy_of_week(form, by), _("Copy a week"))


def plan_series(request: HttpRequest, form: SeriesForm, propose: Callable[[], Series], title: str) -> HttpResponse:
    """The form; with valid data, also the preview; once the preview is confirmed, stores the classes and opens the
    timetable. What is refused is shown in the form."""
    preview: Preview | None = None
    if form.is_valid():
        try:
            series = propose()
            preview = preview_series(series, get_manager(request))
            if series.proposals and request.POST.get("confirmed") == preview.confirmation:
                return store_and_open(request, form, series)
        except DomainError as error:
            form.add_domain_error(error)
            preview = None
    return render_page(request, form, title, preview=preview)


def store_and_open(request: HttpRequest, form: SeriesForm, series: Series) -> HttpResponse:
    by = get_manager(request)
    sessions = store_series(series, notify=form.cleaned_data["notify"], by=by)
    count = len(sessions)
    text = ngettext("%(count)s class was planned.", "%(count)s classes were planned.", count)
    messages.success(request, text % {"count": count})
    first = by.company.local_date(sessions[0].starts_at)
    return redirect(f"{reverse('timetable')}?day={first.isoformat()}")


def render_page(request: HttpRequest, form: Any, title: str, **context: Any) -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": title,
        "opts": ClassSession._meta,
        "form": form,
        "media": site._registry[ClassSession].media + form.media,
        **context,
    }
    return TemplateResponse(request, "timetable/series.html", context)
