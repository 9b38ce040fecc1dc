"""Values that differ from the one in a column: the smallest change, and values of another type."""

import json
import random
import uuid
from datetime import timedelta
from typing import Any

from django.db import connection, models

IS_POSTGRESQL = connection.vendor == "postgresql"


def get_kind(field: Any) -> Any:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def list_other_values(field: Any, present: Any, dice: random.Random) -> list[Any]:
    """Values that mean something other than `present`."""
    kind = get_kind(field)
    values: list[Any]
    if isinstance(kind, models.JSONField):
        values = list_json_values(present)
    elif isinstance(kind, models.BooleanField):
        values = [not present]
    elif isinstance(kind, models.UUIDField):
        values = list_uuid_values(present)
    elif isinstance(kind, models.DateField):
        values = list_moment_values(present)
    elif isinstance(kind, models.DecimalField | models.IntegerField | models.AutoField):
        values = [(present or 0) + 1, 30_000]
    else:
        values = list_text_values(str(present or ""), dice, getattr(kind, "max_length", None))
    if field.null and present is not None:
        values.append(None)
    return [value for value in values if value != present]


def list_json_values(present: Any) -> list[Any]:
    text = present if isinstance(present, str) else json.dumps(present)
    inverted = text.replace("true", "TRUE").replace("false", "true").replace("TRUE", "false")
    return [inverted, "[]", "{}", '"x"', *([] if IS_POSTGRESQL else ["no JSON", "[" * 5000])]


def list_uuid_values(present: Any) -> list[Any]:
    new = uuid.uuid4()
    return [new] if IS_POSTGRESQL else [new.hex, "no uuid", "", "x" * 32]


def list_moment_values(present: Any) -> list[Any]:
    if IS_POSTGRESQL:
        moved = [present + timedelta(days=1)] if present else []
        return [*moved, "infinity", "-infinity", "0044-03-15 BC", "275760-09-13"]
    return ["infinity", "0000-00-00", "yesterday", "9999-12-31 23:59:59", b"\xff\xfe", 17]


def list_text_values(present: str, dice: random.Random, longest: int | None) -> list[Any]:
    place = dice.randrange(len(present)) if present else 0
    changed = present[:place] + ("b" if present[place : place + 1] != "b" else "c") + present[place + 1 :]
    longer = [f"{present}é"] if is_longer_allowed(present, longest) else []
    values: list[Any] = [changed, "", *longer]
    return values if IS_POSTGRESQL else [*values, present + "\0", b"\xff\xfe" + present.encode(), "{" * 3000]


def is_longer_allowed(present: str, longest: int | None) -> bool:
    return longest is None or len(present) < longest
