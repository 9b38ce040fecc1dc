"""Examples in the OpenAPI document: what the demo school was asked, and what it answered (`make examples`)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")


@cache
def load_examples() -> dict[str, Any]:
    """`{operations: {id: {parameters?, body?, answers: {status: …}}}, refusals: {status: …}}`"""
    read: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


def add_examples(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Puts them where they belong: at parameters, JSON bodies, JSON answers, and the refusals that all share."""
    for methods in result["paths"].values():
        for operation in methods.values():
            add_operation_example(operation, load_examples()["operations"].get(operation["operationId"], {}))
    for status, refusal in load_examples()["refusals"].items():
        put_example(result["components"]["responses"][f"Error{status}"], refusal)
    return result


def add_operation_example(operation: dict[str, Any], example: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if parameter.get("name") in example.get("parameters", {}):
            parameter["example"] = example["parameters"][parameter["name"]]
    if "body" in example:
        put_example(operation["requestBody"], example["body"])
    for status, answer in example.get("answers", {}).items():
        put_example(operation["responses"][status], answer)


def put_example(described: dict[str, Any], example: Any) -> None:
    """Into a body or an answer, where it is JSON. Others may share its content, so that is copied, not changed."""
    content = described.get("content", {})
    if "application/json" in content:
        media = content["application/json"] | {"example": example}
        described["content"] = content | {"application/json": media}
