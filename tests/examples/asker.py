"""Asks the demo school what its people ask in a day, and keeps what was asked and answered as examples."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from tests.document import load_document
from tests.world import Client, create_client

Json = dict[str, Any]


@dataclass
class Asker:
    """Keeps the first example of each operation and of each refusal."""

    people: dict[str, User]
    operations: dict[str, Json] = field(default_factory=dict)
    refusals: dict[str, Any] = field(default_factory=dict)

    def ask(self, login: str | None, operation_id: str, *, body: Any = None, **parameters: Any) -> Any:
        """What the operation answers to this person; `parameters` are the path's and the query's by name."""
        method, path, in_path = get_address(operation_id)
        query = {name: value for name, value in parameters.items() if name not in in_path}
        client = create_client(self.people[login]) if login else Client()
        response = self.send(client, method, path.format_map(parameters), query, body)
        assert response.status_code in (200, 401), (operation_id, response.content)
        self.keep(operation_id, response, parameters=parameters, body=body)
        return response.json() if response["Content-Type"] == "application/json" else response

    def send(self, client: Client, method: str, path: str, query: Json, body: Any) -> Any:
        return client.post(path, body) if method == "post" else client.get(path, query)

    def keep(self, operation_id: str, response: Any, **asked: Any) -> None:
        example = self.operations.setdefault(operation_id, {name: value for name, value in asked.items() if value})
        if response["Content-Type"] == "application/json":
            example.setdefault("answers", {}).setdefault(str(response.status_code), response.json())

    def refused(self, response: Any) -> None:
        """Keeps an answer as the example of its status."""
        assert response.status_code >= 400, response.content
        self.refusals[str(response.status_code)] = response.json()


def get_address(operation_id: str) -> tuple[str, str, set[str]]:
    """Its method, its path, and the names of the path's parameters."""
    for path, methods in load_document()["paths"].items():
        for method, operation in methods.items():
            if operation["operationId"] == operation_id:
                return method, path, {one["name"] for one in operation.get("parameters", ()) if one.get("in") == "path"}
    raise LookupError(operation_id)


def iterate_operation_ids() -> Iterator[str]:
    for methods in load_document()["paths"].values():
        for operation in methods.values():
            yield operation["operationId"]
