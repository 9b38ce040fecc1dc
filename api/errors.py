"""Maps exceptions to the error response of the API: `{message}`, with `{errors: {field: [text]}}` for invalid input.

docs/api.md, section 1, Errors.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import InterfaceError, NotSupportedError, OperationalError, ProgrammingError
from django.http import Http404
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise
from rest_framework import exceptions as framework
from rest_framework import status
from rest_framework.response import Response

from core import exceptions
from core.postgresql.cursors import is_outdated
from core.postgresql.sqlstates import LOCK_NOT_AVAILABLE, UNDEFINED_COLUMN, UNDEFINED_TABLE, get_sqlstate

logger = logging.getLogger(__name__)

# A failover or a restart of the database takes seconds.
RETRY_AFTER_DATABASE_OUTAGE = {"Retry-After": "5"}
MISSING = (UNDEFINED_TABLE, UNDEFINED_COLUMN)
DATABASE_UNAVAILABLE = gettext_lazy("The server cannot reach its database at the moment. Please try again.")
REQUEST_TOO_LARGE = gettext_lazy("The request is too large.")
REQUEST_UNREADABLE = gettext_lazy("The request could not be parsed.")
CHALLENGE = {"WWW-Authenticate": "Bearer"}

STATUSES: dict[type[exceptions.DomainError], int] = {
    exceptions.InvalidInput: status.HTTP_400_BAD_REQUEST,
    exceptions.Unauthenticated: status.HTTP_401_UNAUTHORIZED,
    exceptions.Forbidden: status.HTTP_403_FORBIDDEN,
    exceptions.NotFound: status.HTTP_404_NOT_FOUND,
    exceptions.Conflict: status.HTTP_409_CONFLICT,
    exceptions.TooManyAttempts: status.HTTP_429_TOO_MANY_REQUESTS,
    exceptions.Busy: status.HTTP_503_SERVICE_UNAVAILABLE,
}


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The JSON response for an exception of a view; None for a bug, to which the 500 handler responds."""
    if isinstance(error, exceptions.DomainError):
        return handle_domain_error(error)
    if isinstance(error, framework.APIException):
        return handle_framework_error(error)
    if isinstance(error, Http404):
        return handle_domain_error(exceptions.NotFound())
    if isinstance(error, PermissionDenied):
        return handle_domain_error(exceptions.Forbidden())
    if isinstance(error, RequestDataTooBig):
        return build_error_response(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, REQUEST_TOO_LARGE)
    if isinstance(error, TooManyFieldsSent | SuspiciousOperation | UnreadablePostError):
        return build_error_response(status.HTTP_400_BAD_REQUEST, REQUEST_UNREADABLE)
    if is_outage(error):
        return handle_database_error(error)
    return None


def is_outage(error: Exception) -> bool:
    """Whether the database is away, or the server newer or older than its tables: during `migrate`."""
    if isinstance(error, NotSupportedError):
        return is_outdated(error.__cause__)
    if isinstance(error, ProgrammingError):
        return get_sqlstate(error) in MISSING
    return isinstance(error, OperationalError | InterfaceError)


def build_error_response(
    code: int,
    message: StrOrPromise,
    errors: exceptions.FieldErrors | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Response(build_error_body(message, errors), status=code, headers=dict(headers or {}))


def build_error_body(message: StrOrPromise, errors: exceptions.FieldErrors | None = None) -> dict[str, Any]:
    """The body in the active language."""
    return {"message": str(message), "errors": errors} if errors else {"message": str(message)}


def get_status(error: exceptions.DomainError) -> int:
    """The HTTP status of a domain error: that of its class, or of the nearest base class that has one."""
    statuses = (STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    return next(statuses, status.HTTP_400_BAD_REQUEST)


def handle_domain_error(error: exceptions.DomainError) -> Response:
    headers: dict[str, str] = {}
    if isinstance(error, exceptions.Unauthenticated):
        headers = CHALLENGE
    if isinstance(error, exceptions.RetryLater):
        headers = {"Retry-After": str(error.retry_after)}
    return build_error_response(get_status(error), error.message, error.errors, headers)


@contextmanager
def rename_fields(names: Mapping[str, str]) -> Iterator[None]:
    """Domain errors of the block name fields as the wire does: `names` by the names of the service."""
    try:
        yield
    except exceptions.DomainError as error:
        error.errors = {names.get(name, name): texts for name, texts in error.errors.items()}
        raise


def handle_framework_error(error: framework.APIException) -> Response:
    if isinstance(error, framework.ValidationError):
        return build_error_response(error.status_code, exceptions.InvalidInput.default, flatten_errors(error.detail))
    if isinstance(error, framework.NotAuthenticated | framework.AuthenticationFailed):
        return build_error_response(status.HTTP_401_UNAUTHORIZED, exceptions.Unauthenticated.default, headers=CHALLENGE)
    if isinstance(error, framework.PermissionDenied):
        return handle_domain_error(exceptions.Forbidden())
    if isinstance(error, framework.NotFound):
        return handle_domain_error(exceptions.NotFound())
    return build_error_response(error.status_code, str(error.detail))


def flatten_errors(detail: Any) -> exceptions.FieldErrors:
    """DRF's nested errors in one level: `{"students": {3: ["…"]}}` becomes `{"students.3": ["…"]}`."""
    errors: exceptions.FieldErrors = {}
    for path, text in iterate_leaves(detail):
        errors.setdefault(path or "body", []).append(text)
    return errors


def iterate_leaves(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yields each message with the path of its field."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from iterate_leaves(value, path if key == "non_field_errors" else f"{path}.{key}".lstrip("."))
    elif isinstance(detail, list | tuple):
        for index, value in enumerate(detail):
            nested = isinstance(value, Mapping | list | tuple)
            yield from iterate_leaves(value, f"{path}.{index}".lstrip(".") if nested else path)
    else:
        yield path, str(detail)


def handle_database_error(error: Exception) -> Response:
    logger.error("The database is not available: %s", error)
    return build_error_response(
        status.HTTP_503_SERVICE_UNAVAILABLE, explain_outage(error), headers=RETRY_AFTER_DATABASE_OUTAGE
    )


def explain_outage(error: Exception) -> StrOrPromise:
    """What the client is told. Behind a lock, the database is there, and somebody is at work in it."""
    return exceptions.Busy.default if get_sqlstate(error) == LOCK_NOT_AVAILABLE else DATABASE_UNAVAILABLE
