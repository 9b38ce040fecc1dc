"""One error shape for the whole server: `{message}`, with `{errors: {field: [text]}}` when input was invalid."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.http.request import UnreadablePostError
from rest_framework import exceptions as framework
from rest_framework import status
from rest_framework.response import Response

from core import exceptions

logger = logging.getLogger(__name__)

RETRY_AFTER_DATABASE_SECONDS = 5
DATABASE_UNAVAILABLE = "The server cannot reach its database at the moment. Please try again."
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
    """The JSON answer for whatever a view raised; None for a defect of ours, which the 500 handler answers."""
    if isinstance(error, exceptions.DomainError):
        return handle_domain_error(error)
    if isinstance(error, framework.APIException):
        return handle_framework_error(error)
    if isinstance(error, Http404):
        return handle_domain_error(exceptions.NotFound())
    if isinstance(error, PermissionDenied):
        return handle_domain_error(exceptions.Forbidden())
    if isinstance(error, RequestDataTooBig):
        return build_error_response(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "What was sent is too large.")
    if isinstance(error, TooManyFieldsSent | SuspiciousOperation | UnreadablePostError):
        return build_error_response(status.HTTP_400_BAD_REQUEST, "The request could not be read.")
    if isinstance(error, OperationalError | InterfaceError):
        return handle_database_error(error)
    return None


def build_error_response(
    code: int, message: str, errors: exceptions.FieldErrors | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(build_error_body(message, errors), status=code, headers=dict(headers or {}))


def build_error_body(message: str, errors: exceptions.FieldErrors | None = None) -> dict[str, Any]:
    return {"message": message, "errors": errors} if errors else {"message": message}


def get_status(refusal: exceptions.DomainError) -> int:
    """The HTTP status of a refusal: that of its class, or of the nearest class above it that has one."""
    known = (STATUSES[kind] for kind in type(refusal).__mro__ if kind in STATUSES)
    return next(known, status.HTTP_400_BAD_REQUEST)


def handle_domain_error(refusal: exceptions.DomainError) -> Response:
    headers: dict[str, str] = {}
    if isinstance(refusal, exceptions.Unauthenticated):
        headers = CHALLENGE
    if isinstance(refusal, exceptions.RetryLater):
        headers = {"Retry-After": str(refusal.retry_after)}
    return build_error_response(get_status(refusal), refusal.message, refusal.errors, headers)


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
    """DRF's nested error tree as one level: `{"students": {3: ["…"]}}` becomes `{"students.3": ["…"]}`."""
    errors: exceptions.FieldErrors = {}
    for path, text in iterate_leaves(detail):
        errors.setdefault(path or "body", []).append(text)
    return errors


def iterate_leaves(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
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
    logger.error("The database does not answer: %s", error)
    return build_error_response(
        status.HTTP_503_SERVICE_UNAVAILABLE,
        DATABASE_UNAVAILABLE,
        headers={"Retry-After": str(RETRY_AFTER_DATABASE_SECONDS)},
    )
