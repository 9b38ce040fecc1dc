"""Checks every response in a test against the OpenAPI document; an undocumented key is an error."""

import re
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

NAMED = re.compile(r"/(?:[a-z_]+:[^/]*/?)+\.json$|/[a-z_]+:.*\.json$")


def generate_document() -> dict[str, Any]:
    """The document as the server publishes it."""
    # The URLconf is named because the sandbox of tests/api replaces ROOT_URLCONF.
    generator = SchemaGenerator(urlconf="config.urls")  # type: ignore[no-untyped-call]  # drf-spectacular
    result: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # as above
    return result


@cache
def load_document() -> dict[str, Any]:
    """The document with every object closed, which is stricter than what clients see."""
    result = generate_document()
    for schema in result["components"]["schemas"].values():
        close_schema(schema)
    return result


def close_schema(schema: Any) -> None:
    """Disallows keys that the schema does not name, because the generated types of clients would lack them."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            close_schema(part)
    elif isinstance(schema, list):
        for part in schema:
            close_schema(part)


@cache
def list_routes() -> list[tuple[re.Pattern[str], str]]:
    """The paths of the document as patterns, those with fewer variables first."""
    routes = [
        (re.compile("^" + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "$"), path)
        for path in load_document()["paths"]
    ]
    return sorted(routes, key=lambda route: route[1].count("{"))


def find_operation(path: str, method: str) -> dict[str, Any] | None:
    """The operation of a request. Named parameters are documented as the query string of the bare path."""
    for pattern, template in list_routes():
        if pattern.match(path):
            operation: dict[str, Any] | None = load_document()["paths"][template].get(method.lower())
            return operation
    bare = NAMED.sub(".json", path)
    return find_operation(bare, method) if bare != path else None


@cache
def get_validator(operation_id: str, status: str) -> Draft202012Validator | None:
    for methods in load_document()["paths"].values():
        for operation in methods.values():
            if operation["operationId"] == operation_id:
                return build_validator(resolve_response(operation["responses"].get(status, {})))
    return None


def resolve_response(response: dict[str, Any]) -> dict[str, Any]:
    """The response, or the shared one that it refers to."""
    name = response.get("$ref", "").removeprefix("#/components/responses/")
    shared: dict[str, Any] = load_document()["components"]["responses"].get(name, response)
    return shared


def build_validator(response: dict[str, Any]) -> Draft202012Validator | None:
    content = response.get("content", {}).get("application/json")
    if content is None:
        return None
    return Draft202012Validator({**content["schema"], "components": load_document()["components"]})


def check_response(response: Any) -> None:
    """Fails when the JSON response of a documented operation does not match its schema."""
    if response.status_code == 500:
        return
    request = response.wsgi_request
    operation = find_operation(request.path, request.method)
    if operation is None:
        return
    if not response.get("Content-Type", "").startswith("application/json"):
        return
    validator = get_validator(operation["operationId"], str(response.status_code))
    assert validator is not None, f"{operation['operationId']} does not document a {response.status_code}"
    errors = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(response.json())]
    assert not errors, f"{operation['operationId']} responded with {response.status_code}: {errors[:5]}"
