"""The page on which a manager states the hours that a training requires."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.exceptions import InvalidInput
from hours.presets import find_preset, list_presets
from hours.requiring import list_required_hours, set_required_hours
from office.base.managers import get_manager
from office.base.site import site
from office.required_hours.form import (
    BaseHoursFormSet,
    HoursFormSet,
    VersionForm,
    build_initial,
    build_row,
    format_present_version,
)
from records.versions import Stale
from trainings.models import Subject, Training
from trainings.syllabus.freezing import describe_freeze


@require_http_methods(["GET", "HEAD", "POST"])
def edit_required_hours(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """The table; `?preset=` fills in what regulations ask for, where the training has no hours of the kind."""
    by = get_manager(request)
    training = get_object_or_404(Training.objects.visible_to(by), pk=training_id)
    version = VersionForm(request.POST or None, initial={"version": format_present_version(training)})
    rows = build_formset(request, training, by)
    errors: list[str] = []
    if request.method == "POST" and version.is_valid() and rows.is_valid():
        errors = save(training, rows, version.cleaned_data["version"], by)
        if not errors and rows.is_valid():
            messages.success(request, _("The required hours are saved."))
            return HttpResponseRedirect(request.path)
    context = {
        **site.each_context(request),
        "title": _("Required hours of %(training)s") % {"training": training},
        "opts": Training._meta,
        "rows": rows,
        "version": version,
        "errors": [*errors, *describe_form_errors(version, rows)],
        "frozen": describe_freeze(training) if training.published_at else "",
        "presets": list_presets(by.company.rule_set),
        "paragraph": by.company.rules.hours_paragraph,
        "back": reverse("course", args=[training.pk]),
        "media": rows.media,
    }
    return TemplateResponse(request, "required_hours/edit.html", context)


def build_formset(request: HttpRequest, training: Training, by: User) -> BaseHoursFormSet:
    subjects = list(Subject.objects.live().filter(training=training))
    initial = build_initial(list_required_hours(training))
    preset = find_preset(request.GET.get("preset", ""), by.company.rule_set)
    known = {(row["kind"], row["subject"]) for row in initial}
    proposed = [build_row(row.kind, None, row.minutes, row.note) for row in preset.rows] if preset else []
    initial += [row for row in proposed if (row["kind"], "") not in known]
    return HoursFormSet(request.POST or None, initial=initial, form_kwargs={"subjects": subjects}, prefix="hours")


def save(training: Training, rows: BaseHoursFormSet, version: Any, by: User) -> list[str]:
    """What kept the hours from being stored, besides what stands at the fields now."""
    try:
        inputs = [row for _form, row in rows.list_filled()]
        set_required_hours(training_id=training.pk, rows=inputs, version=version, by=by)
    except Stale as error:
        return [error.message]
    except InvalidInput as error:
        return rows.add_domain_error(error)
    return []


def describe_form_errors(version: VersionForm, rows: BaseHoursFormSet) -> list[str]:
    """What stands at no field of the table."""
    hidden = [str(text) for texts in version.errors.values() for text in texts]
    return [*hidden, *map(str, rows.non_form_errors())] if rows.is_bound else hidden
