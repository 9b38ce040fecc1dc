"""The examples of docs/webhooks.md have the keys of what is sent."""

import json
import re
import uuid
from typing import Any

import pytest
from django.utils import timezone

from records.models import Event
from tests.house.tree import ROOT
from webhooks.bodies import build_body
from webhooks.kinds import SOURCES, EventKind

EXAMPLES = [
    json.loads(text)
    for text in re.findall(r"```json\n(.+?)```", (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8"), re.DOTALL)
]


def test_every_kind_has_an_example() -> None:
    assert [example["type"] for example in EXAMPLES] == [kind.value for kind in EventKind]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["type"] for example in EXAMPLES])
def test_an_example_has_the_keys_of_the_body_in_their_order(example: dict[str, Any]) -> None:
    source = SOURCES[EventKind(example["type"])]
    event = Event(action=source.action, object_id="1", company_id=uuid.uuid4(), at=timezone.now(), payload="{}")
    body = json.loads(build_body(event))

    assert list(body) == list(example)
    assert list(body["data"]) == list(example["data"])
    assert body["object"]["type"] == example["object"]["type"]
