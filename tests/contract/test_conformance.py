"""Every response of the demo school has the shape that docs/api.md documents, whatever the form of the request."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from demo.scenarios import academy
from tests.contract.shapes import build_operation_key, load_documented
from tests.contract.styles import STYLES, Style
from tests.demo.conftest import seeded as seeded  # the demo schools, made once
from tests.document import load_document
from tests.examples.day import send_every_request
from tests.examples.ids import collect_ids
from tests.examples.recorder import ExampleRecorder, get_address
from tests.world import Client

pytestmark = pytest.mark.any_database

JSON = "application/json"


class ShapeChecker(ExampleRecorder):
    """Sends requests in one style, and collects where a response differs from its documented shape."""

    def __init__(self, people: dict[str, User], style: Style) -> None:
        super().__init__(people)
        self.style = style
        self.faults: list[str] = []
        self.seen: set[str] = set()

    def send(self, client: Client, method: str, path: str, query: dict[str, Any], body: Any) -> Any:
        return self.style.send(client, method, path, query, body)

    def record(self, operation_id: str, response: Any, **request: Any) -> None:
        if response["Content-Type"] != JSON:
            return
        method, path, _ = get_address(operation_id)
        key = build_operation_key(method, path)
        self.seen.add(key)
        body = response.json()
        if response.status_code == 401:  # a failed login has its own shape in addition to the message of every error
            body.pop("message")
        self.faults += (
            load_documented()[key].find_faults(body, key) if key in load_documented() else [f"{key} is not documented"]
        )


@pytest.fixture
def people(seeded: None) -> Iterator[dict[str, User]]:
    with transaction.atomic():
        yield {user.email.partition("@")[0]: user for user in User.objects.filter(company__name=academy.NAME)}
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_every_answer_has_its_documented_shape(people: dict[str, User], style: Style) -> None:
    recorder = ShapeChecker(people, style)

    send_every_request(recorder, collect_ids(people))

    assert recorder.faults == []
    assert recorder.seen == set(load_documented())


def test_the_two_documents_name_the_same_operations() -> None:
    """docs/api.md for people, docs/openapi.json for machines."""
    described = {
        build_operation_key(method, path)
        for path, methods in load_document()["paths"].items()
        for method, operation in methods.items()
        if JSON in operation["responses"]["200"]["content"]
    }

    assert set(load_documented()) == described
