"""The page that asks before an act: what it concerns, what it does not and why, and what else the manager has to say.

Of enrollments here; any act on rows that were selected in a list can use it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django_stubs_ext import StrOrPromise

from core.exceptions import DomainError, NotFound
from office.base.admins import ScopedAdmin
from office.base.domain_errors import mark_if_busy

MAX_NAMES = 50  # shown of each list
ASKED = "asked"  # the hidden field by which the page knows that its form was sent
CONFIRMED = "confirmed"  # that of the second click


@dataclass(frozen=True)
class Listing:
    """The names of the rows that the act concerns, and of the others with why it does not."""

    concerned: Sequence[str]
    skipped: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ActPage:
    """An act that the manager has chosen. `run` takes the cleaned form and returns what is said afterwards;
    `remembered` are hidden fields, such as those of the list's selection.

    An act that cannot be undone has a `warning`: its valid form is shown once more, as text with the warning, and done
    at the second click. `back` is where the page leads to otherwise: the list, if empty.
    """

    title: StrOrPromise
    button: StrOrPromise
    listing: Listing
    form: forms.Form
    run: Callable[[dict[str, Any]], str]
    remembered: list[tuple[str, str]] = field(default_factory=list)
    template: str = "enrollment_acts/act.html"
    warning: StrOrPromise = ""
    back: str = ""
    context: dict[str, Any] = field(default_factory=dict)


def get_form_data(request: HttpRequest) -> Any:
    """What the page's form is bound to: nothing when the act was only chosen in a list."""
    return request.POST if ASKED in request.POST else None


def render_act_page(model_admin: ScopedAdmin, request: HttpRequest, page: ActPage) -> HttpResponse | None:
    """The page or, once its form was sent and the act is done, None, with a message. What the act refuses is shown in
    the form."""
    needs_confirmation = bool(page.warning) and CONFIRMED not in request.POST
    is_valid = page.form.is_valid()
    refusal = None
    if is_valid and not needs_confirmation:
        refusal = run_act(model_admin, request, page)
        if refusal is None:
            return None
    asks_again = is_valid and needs_confirmation
    listing = page.listing
    context = {
        **model_admin.admin_site.each_context(request),
        "title": page.title,
        "opts": model_admin.opts,
        "button": page.button,
        "form": page.form,
        "media": model_admin.media + page.form.media,
        "remembered": [*page.remembered, (ASKED, "1"), *(list_answers(page.form) if asks_again else ())],
        "warning": page.warning if asks_again else "",
        "back": page.back,
        "count": len(listing.concerned),
        "concerned": listing.concerned[:MAX_NAMES],
        "more_concerned": max(0, len(listing.concerned) - MAX_NAMES),
        "skipped": listing.skipped[:MAX_NAMES],
        "more_skipped": max(0, len(listing.skipped) - MAX_NAMES),
        **page.context,
    }
    return mark_if_busy(TemplateResponse(request, page.template, context), refusal)


def list_answers(form: forms.Form) -> list[tuple[str, str]]:
    """What was typed, as hidden fields of the second step."""
    return [*((field.html_name, str(field.value() or "")) for field in form), (CONFIRMED, "1")]


def run_act(model_admin: ScopedAdmin, request: HttpRequest, page: ActPage) -> DomainError | None:
    """Why the act was not done, which the form says too; None if it was."""
    try:
        message = page.run(page.form.cleaned_data)
    except NotFound:
        raise
    except DomainError as error:
        add_errors(page.form, error)
        return error
    model_admin.message_user(request, message, messages.SUCCESS)
    return None


def add_errors(form: forms.Form, error: DomainError) -> None:
    """Each message at the field that it names, the others above the form."""
    for name, texts in (error.errors or {"": [error.message]}).items():
        form.add_error(name if name in form.fields else None, list(texts))
