"""The canonical form of values, their digests and MACs.

Never change what these functions return: existing ledgers contain it, and verification computes it again.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings


def format_canonical_json(value: Any) -> str:
    """JSON with sorted keys and without spaces, so that equal values have equal bytes.

    Takes text, integers, booleans, None, lists and dicts. Raises ValueError for NaN.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def format_canonical_moment(moment: datetime) -> str:
    """A moment in UTC with microseconds, whatever time zone it has.

    `format_moment` in core/timestamps.py is the format of the API instead.
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def compute_mac(text: str, key_id: str) -> str | None:
    """The HMAC-SHA256 of `text`, or None when RECORDS_KEYS has no key with this id."""
    key = settings.RECORDS_KEYS.get(key_id)
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest() if key else None


def get_current_key_id() -> str:
    """The id of the key that seals new events: the first in RECORDS_KEYS."""
    return next(iter(settings.RECORDS_KEYS))
