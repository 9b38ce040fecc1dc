"""Domain errors on the admin's pages: shown as a message, never as a server error.

`handle_domain_errors` wraps every view of the site. A form that is being saved is shown again with its input and the
message (`DomainErrorMixin`); any other POST redirects to its own page with the message; a GET shows a page with the
message and the status code that the API would use. While the server is busy, each of them is a 503.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from unfold.admin import ModelAdmin

from api.errors import get_status
from core.exceptions import Busy, DomainError, NotFound

View = Callable[..., HttpResponseBase]
R = TypeVar("R", bound=HttpResponseBase)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def handle_domain_errors(view: View) -> View:
    """Decorates a view: a domain error that it raises becomes a response."""

    @wraps(view)
    def handle_request(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            return render_domain_error(request, error)

    return handle_request


def render_domain_error(request: HttpRequest, error: DomainError) -> HttpResponseBase:
    if isinstance(error, NotFound):
        raise Http404 from error
    # Redirecting a GET to the same page would loop. A POST to a busy server succeeds when it is sent again.
    if request.method in SAFE_METHODS or isinstance(error, Busy):
        return render_refusal(request, error)
    messages.error(request, error.sentence)
    return HttpResponseRedirect(request.get_full_path())


def render_refusal(request: HttpRequest, error: DomainError) -> HttpResponseBase:
    context = {"reason": error.sentence}
    response = TemplateResponse(request, "domain_error.html", context, status=get_status(error)).render()
    return mark_if_busy(response, error)


def mark_if_busy(response: R, error: DomainError | None) -> R:
    """The response, as a 503 if it tells of a server that is busy."""
    if isinstance(error, Busy):
        response.status_code = get_status(error)
        response.headers["Retry-After"] = str(error.retry_after)
    return response


class DomainErrorMixin(ModelAdmin[Any]):
    """For a ModelAdmin: a form whose saving raises a domain error is shown again with its input and the error."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Runs Django's view a second time after a domain error, with a form class that fails validation.

        Django's view validates, saves and renders in one call, so this is the only way to have it render the error.
        Uploads were read by the first run, so they are rewound.
        """
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as error:
            if request.method in SAFE_METHODS or isinstance(error, NotFound):
                raise
            for _, files in request.FILES.lists():
                for file in files:
                    file.seek(0)
            request._domain_error = error  # type: ignore[attr-defined]  # read by `get_form` of the same request
            return mark_if_busy(super().changeform_view(request, *args, **kwargs), error)

    @transaction.atomic
    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Runs an action in a transaction: if it fails for one of the selected rows, no row is changed."""
        return super().response_action(request, queryset, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        error = getattr(request, "_domain_error", None)
        return form if error is None else build_invalid_form(form, error)


def build_invalid_form(form: type[forms.BaseForm], error: DomainError) -> type[forms.BaseForm]:
    """A subclass of the form that always fails validation with the error's messages.

    Each message is shown at the field it names; a message for an unknown field is shown above the form with its name.
    """

    def _post_clean(self: Any) -> None:
        form._post_clean(self)  # type: ignore[attr-defined]  # private API of Django
        for name, texts in (error.errors or {"": [error.message]}).items():
            field = name if name in self.fields else None
            self.add_error(field, texts if field or not name else [f"{name}: {text}" for text in texts])

    return type(form.__name__, (form,), {"_post_clean": _post_clean})
