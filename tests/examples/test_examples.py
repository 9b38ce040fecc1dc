"""The examples in the OpenAPI document come from the demo school. `make examples` records them again."""

import json
import os
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from accounts.models import User
from api.openapi import examples as file
from demo.scenarios import academy
from exams.sitting import exam_paper
from tests.demo.conftest import seeded as seeded  # the demo schools, made once
from tests.document import load_document, resolve_response
from tests.examples.day import send_every_request
from tests.examples.fixed_ids import UUID, FixedIds
from tests.examples.ids import collect_ids, get_certificate_code
from tests.examples.recorder import ExampleRecorder, iterate_operation_ids
from tests.outputs import check_outputs

pytestmark = pytest.mark.any_database

# Operations whose responses are files: only their requests have examples.
FILES = {
    "exportRecord", "exportSessionsAsCsv", "exportSessionsAsXlsx", "exportSessionsOfTrainingAsCsv",
    "exportSessionsOfTrainingAsXlsx", "exportStudentsAsCsv", "exportStudentsAsXlsx", "exportTeachingAsCsv",
    "exportTeachingAsXlsx", "printCertificate", "readCalendarFeed",
}  # fmt: skip


class Unshuffled:
    """Replaces the random source, so that exam papers are reproducible."""

    def sample(self, rows: list[Any], count: int) -> list[Any]:
        return sorted(rows)[:count]

    def shuffle(self, rows: list[Any]) -> None:
        """Leaves the order."""


@pytest.fixture
def recorded_examples(seeded: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(exam_paper, "random_source", Unshuffled())
    check_outputs(monkeypatch)  # each row that any operation shows
    people = {user.email.partition("@")[0]: user for user in User.objects.filter(company__name=academy.NAME)}
    recorder = ExampleRecorder(people)
    send_every_request(recorder, collect_ids(people))
    fixed = FixedIds(User.objects.values_list("pk", flat=True), get_certificate_code())
    return {
        "operations": {name: fixed.replace_value(example) for name, example in recorder.operations.items()},
        "error_responses": {
            status: fixed.replace_value(error) for status, error in sorted(recorder.error_responses.items())
        },
    }


def format_examples(examples: dict[str, Any]) -> str:
    return json.dumps(examples, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.django_db
def test_the_examples_are_what_the_demo_school_answers(recorded_examples: dict[str, Any]) -> None:
    if os.environ.get("EXAMPLES") == "write":
        file.FILE.write_text(format_examples(recorded_examples), encoding="utf-8")

    assert file.FILE.read_text(encoding="utf-8") == format_examples(recorded_examples), (
        "Run `make examples` and commit the result."
    )


def test_every_operation_has_one() -> None:
    examples = file.load_examples()["operations"]

    assert set(examples) == set(iterate_operation_ids())
    assert {name for name, example in examples.items() if "200" not in example.get("responses", {})} == FILES


def test_each_is_as_its_schema_says() -> None:
    for methods in load_document()["paths"].values():
        for operation in methods.values():
            for described in (
                operation.get("requestBody", {}),
                *map(resolve_response, operation["responses"].values()),
            ):
                content = described.get("content", {}).get("application/json", {})
                if "example" in content:
                    schema = {**content["schema"], "components": load_document()["components"]}
                    Draft202012Validator(schema).validate(content["example"])


def test_they_are_in_the_document() -> None:
    for methods in load_document()["paths"].values():
        for operation in methods.values():
            content = operation["responses"]["200"]["content"].get("application/json")
            assert content is None or "example" in content, operation["operationId"]


def test_they_carry_no_id_and_no_secret_of_a_real_school() -> None:
    text = file.FILE.read_text(encoding="utf-8")

    assert {id for id in UUID.findall(text) if not id.startswith(("01900000-0000-7000-8000-", "00000000"))} == set()
    assert "dws_this-is-an-example" in text


def test_each_error_shows_its_own() -> None:
    error_responses = file.load_examples()["error_responses"]
    shown = {
        status: load_document()["components"]["responses"][f"Error{status}"]["content"]["application/json"]["example"]
        for status in error_responses
    }

    assert shown == error_responses
    assert len({error["message"] for error in error_responses.values()}) == len(error_responses)
