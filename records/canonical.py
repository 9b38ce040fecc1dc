"""The canonical form of values, their digests and MACs.

Ledgers hold what these functions return: they must return the same bytes for ever.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings


def write_canonical(value: Any) -> str:
    """JSON with sorted keys and without spaces, so that equal values have equal bytes.

    For text, integers, booleans, null, lists and dicts; raises ValueError for NaN.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def format_moment(moment: datetime) -> str:
    """A moment in UTC to the microsecond, whatever time zone the database returned it in."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def compute_mac(text: str, key_id: str) -> str | None:
    """The HMAC-SHA256 of `text`, or None when RECORDS_KEYS has no key with this id."""
    key = settings.RECORDS_KEYS.get(key_id)
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest() if key else None


def get_current_key_id() -> str:
    """The id of the key that seals new events: the first in RECORDS_KEYS."""
    return next(iter(settings.RECORDS_KEYS))
