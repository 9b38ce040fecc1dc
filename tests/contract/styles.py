"""The different forms in which clients of the documented API send the same request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from tests.world import Client

FORM = "application/x-www-form-urlencoded"
# Lists whose filters may be named parameters in the path.
NAMED = ("/trainings.json", "/manager/trainings.json", "/manager/trainings/students/list.json",
         "/trainings/exams/index.json", "/manager/users.json")  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How the path is written, and how the body is sent: as JSON, as a form, or as one with `data[…]` around it."""

    name: str
    prefix: str = ""
    slash: bool = False
    body: str = "json"

    def send(self, client: Client, method: str, path: str, query: dict[str, Any], body: Any) -> Any:
        address = self.address(path, query)
        if method == "get":
            return client.get(address)
        if self.body == "json":
            return client.post(address, body or {})
        pairs = list(iterate_brackets(body or {}, "data" if self.body == "wrapped" else ""))
        if self.body == "multipart":
            return client.post(address, dict(pairs), format="multipart")
        return client.post(address, urlencode(pairs), content_type=FORM)

    def address(self, path: str, query: dict[str, Any]) -> str:
        stem, dot, suffix = path.rpartition(".")
        if self.slash and query and path in NAMED:
            stem += "".join(f"/{name}:{quote(str(value), safe='')}" for name, value in query.items())
            query = {}
        text = f"{self.prefix}{stem}{'/' if self.slash else ''}{dot}{suffix}"
        return f"{text}?{urlencode({**query, '_': 1790000000})}" if query else text


STYLES = [
    Style("as documented"),
    Style("versioned, as a form", prefix="/v1", body="form"),
    Style("with a slash, wrapped in data", slash=True, body="wrapped"),
    Style("both, multipart", prefix="/v1", slash=True, body="multipart"),
]


def iterate_brackets(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """A body as the fields of a form, nested with brackets as PHP and jQuery write them."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from iterate_brackets(part, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from iterate_brackets(part, f"{name}[{index}]")
    elif isinstance(value, bool):
        yield name, "Yes" if value else "no"
    else:
        yield name, "" if value is None else str(value)
