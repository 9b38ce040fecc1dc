"""Adds ids of the demo school to the requests that schemathesis generates; without them nearly all get a 404.

`DOWNWIND_IDS` holds them by kind (kinds.py), most of them as `seed_demo --json` prints them; `DOWNWIND_PASSWORD` is
everybody's, and `DOWNWIND_ACTIVITIES` are the lessons and exams of the known subject.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import schemathesis
from hypothesis import strategies as st

from tests.fuzz.kinds import find_kind

IDS: dict[str, str] = json.loads(os.environ["DOWNWIND_IDS"])
PASSWORD = os.environ["DOWNWIND_PASSWORD"]

TODAY = datetime.now(UTC).date()
# Values that are no ids: the password, and days around those on which the demo school has classes.
CONSTANTS: dict[str, Any] = {
    "password": PASSWORD,
    "pass": PASSWORD,
    "start": str(TODAY - timedelta(days=30)),
    "end": str(TODAY + timedelta(days=30)),
    "timeZone": "Pacific/Auckland",
    # Of `reorderActivities`; one subject has all of them.
    "items": json.loads(os.environ["DOWNWIND_ACTIVITIES"]),
}


def find_known_value(context: schemathesis.HookContext, name: str, value: Any) -> Any:
    """A value for `name` from the demo school; `value` itself when there is none."""
    if name in CONSTANTS:
        return CONSTANTS[name]
    operation = context.operation.definition.raw["operationId"] if context.operation else ""
    kind = find_kind(operation, name)
    if kind is None:
        return value
    return [IDS[kind]] if isinstance(value, list) else IDS[kind]


def mix_values(context: schemathesis.HookContext, generated: Any) -> st.SearchStrategy[Any]:
    """A generated object or, three times as often, the same with known ids and the right password."""
    if not isinstance(generated, dict):
        return st.just(generated)
    known = {name: find_known_value(context, name, value) for name, value in generated.items()}
    return st.sampled_from([known, known, known, generated])


@schemathesis.hook
def flatmap_path_parameters(context: schemathesis.HookContext, path_parameters: Any) -> st.SearchStrategy[Any]:
    return mix_values(context, path_parameters)


@schemathesis.hook
def flatmap_query(context: schemathesis.HookContext, query: Any) -> st.SearchStrategy[Any]:
    return mix_values(context, query)


@schemathesis.hook
def flatmap_body(context: schemathesis.HookContext, body: Any) -> st.SearchStrategy[Any]:
    return mix_values(context, body)
