"""Input fields that take what the contract lets clients send, and nothing that would surprise the database.

Each refuses with a sentence; each bound is stated. Output needs none of these: `config.api.wire` writes values.
"""

import math
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

WHOLE = re.compile(r"^-?[0-9]{1,19}\Z")
UUID_TEXT = re.compile(r"^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\Z", re.IGNORECASE)
BIGINT_MAX = 2**63 - 1
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def whole_number(value: Any) -> int | None:
    """`value` as an int when it plainly is one (12, "12", 12.0), else None. Flags and other scripts' digits are not."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value == int(value) else None
    if isinstance(value, str) and WHOLE.match(value.strip()):
        return int(value)
    return None


def refuse(field: serializers.Field, code: str) -> NoReturn:
    """Raises the field's own message for `code`; says to the reader of types that it always does."""
    field.fail(code)
    raise AssertionError


class WholeNumberField(serializers.IntegerField):
    """A whole number; `min_value` and `max_value` must be given."""

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        number = whole_number(data)
        if number is None:
            refuse(self, "invalid")
        return number


USER_ID = {"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[1-9][0-9]*$"}]}


@extend_schema_field(USER_ID)
class UserIdField(WholeNumberField):
    """The numeric id of a user."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=BIGINT_MAX, **kwargs)


@extend_schema_field(OpenApiTypes.UUID)
class ObjectIdField(serializers.Field[uuid.UUID, Any, str, Any]):
    """The UUID of any other object."""

    default_error_messages = {"invalid": "This is not an id."}

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str) or not UUID_TEXT.match(data.strip()):
            self.fail("invalid")
        return uuid.UUID(data.strip())

    def to_representation(self, value: uuid.UUID) -> str:
        return str(value)


class FlagField(serializers.BooleanField):
    """true/false, 1/0, "1"/"0", "true"/"false", "on"/"off"; nothing else."""

    WORDS = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}

    def to_internal_value(self, data: Any) -> bool:
        word = str(data).strip().lower() if isinstance(data, str | bool | int) else ""
        if word not in self.WORDS:
            self.fail("invalid", input=str(data)[:50])
        return self.WORDS[word]


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}]})
class MomentField(serializers.Field[datetime, Any, str, Any]):
    """A moment: unix seconds, `YYYY-MM-DD HH:MM:SS`, `YYYY-MM-DD` or ISO 8601. Without an offset it means UTC."""

    default_error_messages = {
        "invalid": "Write a moment as YYYY-MM-DD HH:MM:SS (UTC), ISO 8601 or unix seconds.",
        "range": "This moment is too far away.",
    }

    def to_internal_value(self, data: Any) -> datetime:
        moment = self.from_unix(data) if whole_number(data) is not None else self.from_text(data)
        if not EARLIEST <= moment < LATEST:
            self.fail("range")
        return moment

    def from_unix(self, data: Any) -> datetime:
        try:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=whole_number(data) or 0)
        except OverflowError:
            refuse(self, "range")

    def from_text(self, data: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(data.strip())
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, AttributeError, TypeError, OverflowError):
            refuse(self, "invalid")

    def to_representation(self, value: datetime) -> str:
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


class DayField(MomentField):
    """A date; of a moment, the date it has in UTC."""

    def to_internal_value(self, data: Any) -> date:  # type: ignore[override]
        return super().to_internal_value(data).date()


class TextField(serializers.CharField):
    """Text of a stated greatest length. Numbers are taken as their digits, flags and groups are not text."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class EmptyIsNone(serializers.Field[Any, Any, Any, Any]):
    """Mixed into a field: it may be left out, and null or the empty text that forms send mean none.

    `default` says what leaving it out means; without one it is then not among the validated data.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(None if data == "" else data)


class OptionalIdField(EmptyIsNone, ObjectIdField):
    pass


class OptionalUserIdField(EmptyIsNone, UserIdField):
    pass


class OptionalDayField(EmptyIsNone, DayField):
    pass


def listed(data: Any) -> Any:
    """A form's `name[0]=…&name[1]=…`, which arrives as a map, as the list that it means; everything else as it is."""
    if isinstance(data, Mapping) and data and list(data) == [str(index) for index in range(len(data))]:
        return list(data.values())
    return data
