"""Values as the API writes them (docs/api.md, section 1)."""

import importlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from importlib.util import find_spec
from typing import Any

from core.school_time import pick_moment


def name_encoder() -> str:
    """orjson if it is installed, else json of the standard library."""
    return "orjson" if find_spec("orjson") else "json"


def find_encoder() -> Callable[[Any], bytes]:
    if name_encoder() == "orjson":
        encode: Callable[[Any], bytes] = importlib.import_module("orjson").dumps
        return encode
    return lambda tree: json.dumps(tree, separators=(",", ":"), ensure_ascii=False).encode()


encode_json = find_encoder()


def write_id(value: Any) -> str | None:
    return None if value is None else str(value)


def write_moment(value: datetime | None) -> str | None:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if value else None


def write_day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def write_school_day(value: datetime | None, zone: tzinfo) -> str | None:
    return value.astimezone(zone).date().isoformat() if value else None


def write_day_seconds(day: date | None, zone: tzinfo) -> int:
    """A moment of the day, as Unix seconds; 0 for None."""
    return int(pick_moment(day, zone).timestamp()) if day else 0


def write_state(row: dict[str, Any]) -> str:
    """Of an enrollment."""
    if row["finished_at"]:
        return "FINISHED"
    if row["withdrawn_at"]:
        return "WITHDRAWN"
    return "PAUSED" if row["paused_at"] else "ONGOING"


def write_person(id: int, name: str, surname: str, photo: str | None) -> dict[str, Any]:
    detail = {"id": str(id), "name": name, "surname": surname, "photo": f"/media/{photo}" if photo else None}
    return {"id": str(id), "UserDetail": detail}


def write_page(count: int, shown: int, limit: int) -> dict[str, Any]:
    """`paginate` of a first page."""
    pages = -(-count // limit)
    return {
        "page": 1,
        "current": shown,
        "count": count,
        "prevPage": False,
        "nextPage": pages > 1,
        "pageCount": pages,
        "limit": limit,
    }
