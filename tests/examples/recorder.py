"""Records requests to the demo school and their responses as examples."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from tests.document import load_document
from tests.world import Client, create_client

Json = dict[str, Any]


@dataclass
class ExampleRecorder:
    """Keeps the first example of each operation, and an example of each error status."""

    people: dict[str, User]
    operations: dict[str, Json] = field(default_factory=dict)
    error_responses: dict[str, Any] = field(default_factory=dict)

    def request(self, login: str | None, operation_id: str, *, body: Any = None, **parameters: Any) -> Any:
        """Sends a request as the person with this login; `parameters` are those of the path and the query string.

        Returns the body, or the response when it is a file.
        """
        method, path, in_path = get_address(operation_id)
        query = {name: value for name, value in parameters.items() if name not in in_path}
        client = create_client(self.people[login]) if login else Client()
        response = self.send(client, method, path.format_map(parameters), query, body)
        assert response.status_code in (200, 401), (operation_id, response.content)
        self.record(operation_id, response, parameters=parameters, body=body)
        return response.json() if response["Content-Type"] == "application/json" else response

    def send(self, client: Client, method: str, path: str, query: Json, body: Any) -> Any:
        return client.post(path, body) if method == "post" else client.get(path, query)

    def record(self, operation_id: str, response: Any, **request: Any) -> None:
        example = self.operations.setdefault(operation_id, {name: value for name, value in request.items() if value})
        if response["Content-Type"] == "application/json":
            example.setdefault("responses", {}).setdefault(str(response.status_code), response.json())

    def record_error(self, response: Any) -> None:
        """Keeps a response as the example of its error status."""
        assert response.status_code >= 400, response.content
        self.error_responses[str(response.status_code)] = response.json()


def get_address(operation_id: str) -> tuple[str, str, set[str]]:
    """The method and path of an operation, and the names of the parameters in the path."""
    for path, methods in load_document()["paths"].items():
        for method, operation in methods.items():
            if operation["operationId"] == operation_id:
                return method, path, {one["name"] for one in operation.get("parameters", ()) if one.get("in") == "path"}
    raise LookupError(operation_id)


def iterate_operation_ids() -> Iterator[str]:
    for methods in load_document()["paths"].values():
        for operation in methods.values():
            yield operation["operationId"]
