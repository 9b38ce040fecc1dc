"""What all operations of the OpenAPI document share: errors, security and tags.

View methods describe the rest with `operation` or `file_operation`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance, is_list_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers

V = TypeVar("V", bound=Callable[..., Any])

ERRORS = {
    "400": "The input is invalid; `errors` names each invalid field.",
    "401": "The token is missing or invalid.",
    "403": "The caller may not do this.",
    "404": "The object does not exist, or the caller may not see it.",
    "405": "This path does not support the method; `Allow` lists those it does.",
    "409": "The object is in a state that does not allow this.",
    "413": "The body is too large.",
    "415": "The media type of the body is not supported.",
    "422": "The Idempotency-Key was used for another request.",
    "429": "Too many attempts; `Retry-After` says how long to wait.",
    "503": "The database is unavailable; `Retry-After` says when to retry.",
}


def operation(
    id: str,
    *,
    request: Any = None,
    response: Any = None,
    parameters: list[OpenApiParameter] | None = None,
    error_responses: dict[int, Any] | None = None,
    summary: str = "",
) -> Callable[[V], V]:
    """Marks a view method as the operation `id` (camelCase, unique) and describes its request and its 200 response.

    `request` is an input serializer, `response` an output serializer or an `inline_response(...)`; `parameters` are
    those of the query string; `error_responses` are those, by status, that do not have the shared shape.
    """
    return extend_schema(
        operation_id=id,
        request=request,
        responses={200: response, **(error_responses or {})},
        parameters=parameters or [],
        summary=summary or None,
    )


def file_operation(
    id: str,
    media_type: str,
    *,
    parameters: list[OpenApiParameter] | None = None,
    summary: str = "",
) -> Callable[[V], V]:
    """Marks a view method as the operation `id`, which responds with a file of this type."""
    return extend_schema(
        operation_id=id,
        responses={(200, media_type.split(";")[0]): OpenApiTypes.BINARY},
        parameters=parameters or [],
        summary=summary or None,
    )


def inline_response(name: str, **fields: Any) -> Any:
    """The schema `{field: …}` of a response, as the component `name` of the document."""
    return inline_serializer(name, fields)


DONE = inline_response("Done", result=serializers.BooleanField())


def query_parameter(name: str, description: str, *, required: bool = False, type: Any = str) -> OpenApiParameter:
    """A parameter of the query string."""
    return OpenApiParameter(name, type, OpenApiParameter.QUERY, required=required, description=description)


PAGE_PARAMETERS = [
    query_parameter("page", "The number of the page, from 1.", type=int),
    query_parameter("limit", "Rows per page, up to 100.", type=int),
]


class PaginateOutput(serializers.Serializer[Any]):
    """The position of a page in its list."""

    page = serializers.IntegerField()
    current = serializers.IntegerField()
    count = serializers.IntegerField()
    prevPage = serializers.BooleanField()
    nextPage = serializers.BooleanField()
    pageCount = serializers.IntegerField()
    limit = serializers.IntegerField()


class ApiSchema(AutoSchema):
    """Tags an operation with the app of its view; its description is a docstring, as in the base class."""

    def get_tags(self) -> list[str]:
        return [type(self.view).__module__.split(".")[0]]

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Only many=True is a list. The base class also takes any method called `list` for one."""
        return is_list_serializer(force_instance(serializer))  # type: ignore[no-untyped-call]  # drf-spectacular

    def get_filter_backends(self) -> list[Any]:
        return []


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its registry is untyped
    target_class = "accounts.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A session token from login, or an API key."}


def drop_named_parameters(endpoints: list[Any]) -> list[Any]:
    """A preprocessing hook: leaves out `…/key:value.json`, the operations with their filters in the path."""
    return [endpoint for endpoint in endpoints if "{named}" not in endpoint[0]]


def add_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A postprocessing hook: adds the shared error responses to every operation."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Error"] = {
        "type": "object",
        "properties": {
            "message": {"type": "string"},
            "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        },
        "required": ["message"],
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    components["responses"] = {
        f"Error{status}": {"description": description, "content": content} for status, description in ERRORS.items()
    }
    for methods in result["paths"].values():
        for method, operation in methods.items():
            operation["responses"]["200"]["description"] = operation.get("summary", "")
            for status in list_errors(method):
                operation["responses"].setdefault(status, {"$ref": f"#/components/responses/Error{status}"})
    return result


def list_errors(method: str) -> list[str]:
    return [status for status in ERRORS if status != "422" or method == "post"]
