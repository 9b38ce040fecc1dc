"""The contract as a machine reads it: what every operation of the OpenAPI document has in common.

A view method says what is its own with `operation`; errors, security and tags are added here, once.
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
    "400": "The input is not valid; `errors` names each field at fault.",
    "401": "No token, or none that is valid.",
    "403": "The caller may not do this.",
    "404": "There is no such object, or the caller may not see it.",
    "405": "This path does not take this method; `Allow` names those it takes.",
    "409": "The object is in a state that forbids it.",
    "413": "The body is too large.",
    "415": "The body is of a type the server does not read.",
    "422": "The Idempotency-Key was used for another request.",
    "429": "Too many attempts; `Retry-After` says how long to wait.",
    "503": "The database is away; `Retry-After` says when to try again.",
}


def operation(
    id: str,
    *,
    request: Any = None,
    response: Any = None,
    parameters: list[OpenApiParameter] | None = None,
    refusals: dict[int, Any] | None = None,
    summary: str = "",
) -> Callable[[V], V]:
    """Marks a view method as the operation `id` (camelCase, unique), with what it takes and what it answers with 200.

    `request` is an input serializer, `response` an output serializer or an `answer(...)`; `parameters` are the query's;
    `refusals` are refusals of a shape of their own, by status.
    """
    return extend_schema(
        operation_id=id,
        request=request,
        responses={200: response, **(refusals or {})},
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
    """Marks a view method as the operation `id`, which answers a file of this type."""
    return extend_schema(
        operation_id=id,
        responses={(200, media_type.split(";")[0]): OpenApiTypes.BINARY},
        parameters=parameters or [],
        summary=summary or None,
    )


def inline_response(name: str, **fields: Any) -> Any:
    """The shape `{field: …}` of an answer, under a name of its own in the document."""
    return inline_serializer(name, fields)


DONE = inline_response("Done", result=serializers.BooleanField())


def query_parameter(name: str, description: str, *, required: bool = False, type: Any = str) -> OpenApiParameter:
    """A parameter of the query string."""
    return OpenApiParameter(name, type, OpenApiParameter.QUERY, required=required, description=description)


PAGE_PARAMETERS = [
    query_parameter("page", "The page, from 1.", type=int),
    query_parameter("limit", "Rows a page, up to 100.", type=int),
]


class PaginateOutput(serializers.Serializer[Any]):
    """Where in a list a page is."""

    page = serializers.IntegerField()
    current = serializers.IntegerField()
    count = serializers.IntegerField()
    prevPage = serializers.BooleanField()
    nextPage = serializers.BooleanField()
    pageCount = serializers.IntegerField()
    limit = serializers.IntegerField()


class ApiSchema(AutoSchema):
    """Tags by the app an operation lives in; the first line of the method's or the class's docstring as description."""

    def get_tags(self) -> list[str]:
        return [type(self.view).__module__.split(".")[0]]

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Only what says many=True is a list; the name of a method says nothing."""
        return is_list_serializer(force_instance(serializer))  # type: ignore[no-untyped-call]  # drf-spectacular

    def get_filter_backends(self) -> list[Any]:
        return []


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its registry is untyped
    target_class = "accounts.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A session token from login, or an API key."}


def drop_named_parameters(endpoints: list[Any]) -> list[Any]:
    """Leaves out `…/key:value.json`: the same operations with their filters in the path instead of in the query."""
    return [endpoint for endpoint in endpoints if "{named}" not in endpoint[0]]


def add_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Every operation may be refused in the same few ways and in the same shape."""
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
        for method, described in methods.items():
            described["responses"]["200"]["description"] = described.get("summary", "")
            for status in list_errors(method):
                described["responses"].setdefault(status, {"$ref": f"#/components/responses/Error{status}"})
    return result


def list_errors(method: str) -> list[str]:
    return [status for status in ERRORS if status != "422" or method == "post"]
