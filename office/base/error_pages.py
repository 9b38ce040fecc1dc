"""A refusal of a service, on the managers' pages: a message in words, and never a page that says the server broke.

One handler for every view of the site (`handle_domain_errors`). A form that is being saved is shown again with what was
typed in and the refusal above it (`DomainErrorForms`); what has no form goes back to its page with a message; what
cannot even be shown is a page that says why, with the status the API would give.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from api.errors import get_status
from core.exceptions import DomainError, NotFound

View = Callable[..., HttpResponseBase]
SAFE = {"GET", "HEAD", "OPTIONS"}


def handle_domain_errors(view: View) -> View:
    """The view, whose refusals are answered in words."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except DomainError as refusal:
            return render_domain_error(request, refusal)

    return answered


def render_domain_error(request: HttpRequest, refusal: DomainError) -> HttpResponseBase:
    if isinstance(refusal, NotFound):
        raise Http404 from refusal
    if request.method in SAFE:
        page = {"reason": refusal.sentence}
        return TemplateResponse(request, "refused.html", page, status=get_status(refusal)).render()
    messages.error(request, refusal.sentence)
    return HttpResponseRedirect(request.get_full_path())


class DomainErrorForms:
    """Mixed into a ModelAdmin: a form that a service refuses comes back filled in, with the refusal in it."""

    def changeform_view(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        except DomainError as refusal:
            if request.method in SAFE or isinstance(refusal, NotFound):
                raise
            for _, files in request.FILES.lists():
                for file in files:
                    file.seek(0)
            request._refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]

    @transaction.atomic
    def response_action(self: Any, request: HttpRequest, queryset: Any) -> Any:
        """An action on many rows that refuses one of them has done nothing to the others."""
        return super().response_action(request, queryset)  # type: ignore[misc]

    def get_form(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)  # type: ignore[misc]
        refusal = getattr(request, "_refusal", None)
        return form if refusal is None else build_invalid_form(form, refusal)


def build_invalid_form(form: type[forms.BaseForm], refusal: DomainError) -> type[forms.BaseForm]:
    """The form class, none of whose forms is valid: the refusal stands at the fields it names, or above them all."""

    def _post_clean(self: Any) -> None:
        form._post_clean(self)  # type: ignore[attr-defined]
        for name, texts in (refusal.errors or {"": [refusal.message]}).items():
            field = name if name in self.fields else None
            self.add_error(field, texts if field or not name else [f"{name}: {text}" for text in texts])

    return type(form.__name__, (form,), {"_post_clean": _post_clean})
