"""Adds the examples to the OpenAPI document: recorded requests and responses of the demo school (`make examples`)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")


@cache
def load_examples() -> dict[str, Any]:
    """`{operations: {id: {parameters?, body?, responses: {status: …}}}, error_responses: {status: …}}`"""
    examples: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return examples


def add_examples(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A postprocessing hook: adds examples to parameters, JSON bodies and JSON responses, and to the shared errors."""
    for methods in result["paths"].values():
        for operation in methods.values():
            add_operation_example(operation, load_examples()["operations"].get(operation["operationId"], {}))
    for status, error in load_examples()["error_responses"].items():
        put_example(result["components"]["responses"][f"Error{status}"], error)
    return result


def add_operation_example(operation: dict[str, Any], example: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if parameter.get("name") in example.get("parameters", {}):
            parameter["example"] = example["parameters"][parameter["name"]]
    if "body" in example:
        put_example(operation["requestBody"], example["body"])
    for status, response in example.get("responses", {}).items():
        put_example(operation["responses"][status], response)


def put_example(described: dict[str, Any], example: Any) -> None:
    """Adds an example to a body or response with JSON. Its content may be shared, so it is copied, not changed."""
    content = described.get("content", {})
    if "application/json" in content:
        media = content["application/json"] | {"example": example}
        described["content"] = content | {"application/json": media}
