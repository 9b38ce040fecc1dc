"""One way to write a value down, so that equal content has equal bytes."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings


def write_canonical(value: Any) -> str:
    """JSON with sorted keys, without spaces, in Unicode. Refuses NaN; takes text, whole numbers, flags, lists, maps."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def format_moment(moment: datetime) -> str:
    """A moment to the microsecond in UTC, the same whatever zone the database answered in."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def compute_mac(text: str, key_id: str) -> str | None:
    """The HMAC-SHA256 of `text`, or None when the key of that name is not at hand."""
    key = settings.RECORDS_KEYS.get(key_id)
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest() if key else None


def get_current_key() -> str:
    """The name of the key that new events are sealed with: the first one configured."""
    return next(iter(settings.RECORDS_KEYS))
