"""That `make fuzz` has an id for whatever the documented operations ask for: without one, it would test a 404."""

import json
from typing import Any

import pytest

from tests.demo_server import ROOT
from tests.fuzz.kinds import KIND, KIND_OF_ID, KIND_THERE, find_kind

pytestmark = pytest.mark.any_database

DOCUMENT = json.loads((ROOT / "docs" / "openapi.json").read_text())
# Of a link in a mail or on paper, of the session that asks, and days.
OF_NO_ROW = {"code", "session_id", "start", "end"}
# Names of other things than rows: countries, zones, what other systems call something.
OF_NO_SCHOOL = {"base_id", "companyid", "country_id", "timezone_id", "user_group_id"}
OPERATIONS = {
    operation["operationId"]: operation
    for operations in DOCUMENT["paths"].values()
    for operation in operations.values()
    if "operationId" in operation
}


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def list_path_parameters(operation: dict[str, Any]) -> set[str]:
    parameters = operation.get("parameters", [])
    return {parameter["name"] for parameter in parameters if parameter.get("in") == "path"}


def list_fields(operation: dict[str, Any]) -> set[str]:
    contents = operation.get("requestBody", {}).get("content", {}).values()
    return {name for content in contents for name in resolve(content["schema"]).get("properties", {})}


def list_ids(operation: dict[str, Any]) -> set[str]:
    named = {name for name in list_fields(operation) if name.lower().endswith("id")}
    return (named | list_path_parameters(operation)) - OF_NO_ROW - OF_NO_SCHOOL


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_id_that_an_operation_asks_for_is_known(operation: str) -> None:
    missing = {name for name in list_ids(OPERATIONS[operation]) if find_kind(operation, name) is None}

    assert missing == set()


def test_nothing_is_known_that_no_operation_asks_for() -> None:
    names = {
        *(name for operation in OPERATIONS.values() for name in list_fields(operation)),
        *(parameter.get("name") for operation in OPERATIONS.values() for parameter in operation.get("parameters", [])),
    }

    assert set(KIND) <= names
    assert set(KIND_OF_ID) | {operation for operation, _name in KIND_THERE} <= set(OPERATIONS)
