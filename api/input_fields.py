"""Input fields: they accept every form in which clients may send a value, and nothing that a database cannot store.

The forms are those of docs/api.md, section 1 (Transport, Ids, Numbers, Time). Every field has limits and rejects a
value with a sentence. `api.output_fields` has the fields for responses.
"""

import math
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, NoReturn

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.school_time import EARLIEST_DAY, LATEST_DAY, get_day, get_day_end, get_day_start
from core.text.cleaning import clean_text
from core.timestamps import format_moment

NUMBER = re.compile(r"-?[0-9]{1,19}(?:\.[0-9]{1,20})?")
UUID_TEXT = re.compile(r"^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\Z", re.IGNORECASE)
# "null" and "undefined": what JavaScript makes of a missing value in a form.
BLANK = {"", "null", "undefined"}
BIGINT_MAX = 2**63 - 1
EARLIEST_MOMENT, LATEST_MOMENT = get_day_start(EARLIEST_DAY, UTC), get_day_end(LATEST_DAY, UTC)


def is_blank(data: Any) -> bool:
    """Whether a value is null, empty text, or the text for null in a form."""
    return data is None or (isinstance(data, str) and data.strip().lower() in BLANK)


def parse_number(value: Any) -> int | float | Decimal | None:
    """The number in `value` (12, "12", 12.5, "12.5"), else None. Flags, exponents in text and non-ASCII digits are no
    numbers."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    return None


def parse_whole_number(value: Any) -> int | None:
    """`value` as an int, with a fraction rounded down (docs/api.md, section 1, Numbers); None when it is no number."""
    number = parse_number(value)
    return None if number is None else math.floor(number)


def parse_exact_number(value: Any) -> int | None:
    """`value` as an int when it is a whole number (12, "12", 12.0), else None: an id is never rounded to another."""
    number = parse_whole_number(value)
    return number if number is not None and number == parse_number(value) else None


def fail_field(field: serializers.Field[Any, Any, Any, Any], code: str) -> NoReturn:
    """Raises ValidationError with the field's message for `code`. Unlike `fail`, it is typed as never returning."""
    field.fail(code)
    raise AssertionError


class BlankAsMissing(serializers.Field[Any, Any, Any, Any]):
    """A mixin for fields that are not text: a blank value of an optional field counts as missing."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(serializers.empty if is_blank(data) and not self.required else data)


class WholeNumberField(BlankAsMissing, serializers.IntegerField):
    """A whole number; a fraction is rounded down. Both limits are required."""

    read_number = staticmethod(parse_whole_number)

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        number = self.read_number(data)
        if number is None:
            fail_field(self, "invalid")
        return number


class CappedNumberField(WholeNumberField):
    """A whole number; more than `cap` counts as `cap`."""

    def __init__(self, *, min_value: int, cap: int, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=cap, **kwargs)
        self.cap = cap

    def to_internal_value(self, data: Any) -> int:
        return min(super().to_internal_value(data), self.cap)


USER_ID = {"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[1-9][0-9]*$"}]}


@extend_schema_field(USER_ID)
class UserIdField(WholeNumberField):
    """The numeric id of a user."""

    read_number = staticmethod(parse_exact_number)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=BIGINT_MAX, **kwargs)


@extend_schema_field(OpenApiTypes.UUID)
class ObjectIdField(serializers.Field[uuid.UUID, Any, str, Any]):
    """The UUID of any other object."""

    default_error_messages = {"invalid": gettext_lazy("This is not an id.")}

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str) or not UUID_TEXT.match(data.strip()):
            self.fail("invalid")
        return uuid.UUID(data.strip())

    def to_representation(self, value: uuid.UUID) -> str:
        return str(value)


class FlagField(BlankAsMissing, serializers.BooleanField):
    """true/false, 1/0, "true"/"false", "on"/"off", "yes"/"no" in any case; nothing else."""

    WORDS = dict.fromkeys(("1", "true", "on", "yes"), True) | dict.fromkeys(("0", "false", "off", "no"), False)

    def to_internal_value(self, data: Any) -> bool:
        word = str(data).strip().lower() if isinstance(data, str | bool | int) else ""
        if word not in self.WORDS:
            self.fail("invalid", input=str(data)[:50])
        return self.WORDS[word]


class ChoiceField(BlankAsMissing, serializers.ChoiceField):
    """A word of a closed list, in any case; the error message lists the allowed ones."""

    default_error_messages = {"invalid_choice": gettext_lazy("{input} is not a valid choice. Allowed: {allowed}.")}

    def to_internal_value(self, data: Any) -> Any:
        choices = {str(word).casefold(): word for word in self.choices}
        word = data.strip().casefold() if isinstance(data, str) else ""
        if word not in choices:
            self.fail("invalid_choice", input=repr(data)[:50], allowed=", ".join(map(str, self.choices)))
        return choices[word]


@extend_schema_field(OpenApiTypes.STR)
class ListedIdField(ChoiceField):
    """The id of a country or a time zone. The error names the endpoint that lists them, because there are hundreds."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("This is not a valid choice. Allowed: the ids of {listed}.")
    }

    def __init__(self, *, listed: str, **kwargs: Any) -> None:
        message = format_lazy(self.default_error_messages["invalid_choice"], listed=listed)
        super().__init__(error_messages={"invalid_choice": message}, **kwargs)


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}]})
class MomentField(BlankAsMissing, serializers.Field[datetime, Any, str, Any]):
    """A moment: unix seconds, `YYYY-MM-DD HH:MM:SS`, `YYYY-MM-DD` or ISO 8601; UTC unless it has an offset."""

    default_error_messages = {
        "invalid": gettext_lazy("Enter a date-time as YYYY-MM-DD HH:MM:SS (UTC), ISO 8601 or unix seconds."),
        "range": gettext_lazy("This date is out of range."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        moment = self.from_unix(data) if parse_number(data) is not None else self.from_text(data)
        if not EARLIEST_MOMENT <= moment < LATEST_MOMENT:
            self.fail("range")
        return moment

    def from_unix(self, data: Any) -> datetime:
        try:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=parse_whole_number(data) or 0)
        except OverflowError:
            fail_field(self, "range")

    def from_text(self, data: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(data.strip())
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, AttributeError, TypeError, OverflowError):
            fail_field(self, "invalid")

    def to_representation(self, value: datetime) -> str:
        return format_moment(value)


def parse_bare_day(data: Any) -> date | None:
    """The day of a text with a date only; None for anything else."""
    try:
        return date.fromisoformat(data.strip())
    except (ValueError, AttributeError, TypeError):
        return None


def get_caller_zone(field: serializers.Field[Any, Any, Any, Any]) -> tzinfo:
    """The zone of the caller's company; UTC for a field outside of a request."""
    request = field.context.get("request")
    zone: tzinfo = request.user.company.zone if request else UTC
    return zone


class DayField(MomentField):
    """A date; a moment gives its date at the caller's school."""

    def to_internal_value(self, data: Any) -> date:  # type: ignore[override]  # a date where the base has a moment
        moment = super().to_internal_value(data)
        return moment.date() if parse_bare_day(data) else get_day(moment, get_caller_zone(self))


class TextField(serializers.CharField):
    """Text of a maximum length, normalised for storage (core/text/cleaning.py). A number counts as its digits; booleans
    and lists are rejected."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = clean_text(super().to_internal_value(data))
        text = text.strip() if self.trim_whitespace else text
        if not text and not self.allow_blank:  # DRF has checked this before invisible characters were removed
            self.fail("blank")
        return text


class PasswordField(serializers.CharField):
    """A password, with its leading and trailing spaces."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, trim_whitespace=False, **kwargs)


class EmptyAsNone(serializers.Field[Any, Any, Any, Any]):
    """A mixin for fields that may be missing, and in which a blank value means none.

    A missing field gets its `default`; without one it is not among the validated data.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return None if self.is_none_value(data) else super().run_validation(data)

    def is_none_value(self, data: Any) -> bool:
        return is_blank(data)


class OptionalId(EmptyAsNone):
    """A mixin for ids, in which 0 and "0" mean none too (docs/api.md, section 1, Transport)."""

    def is_none_value(self, data: Any) -> bool:
        return is_blank(data) or parse_exact_number(data) == 0


class OptionalIdField(OptionalId, ObjectIdField):
    pass


class OptionalUserIdField(OptionalId, UserIdField):
    pass


class OptionalDayField(EmptyAsNone, DayField):
    pass


def normalise_list(data: Any) -> Any:
    """A list without its blank entries. A form's `name[0]=…&name[2]=…` arrives as a map and is turned into a list;
    anything else is returned unchanged, for the field to reject."""
    if isinstance(data, Mapping) and data and all(key.isascii() and key.isdigit() for key in data):
        data = [data[key] for key in sorted(data, key=lambda key: (len(key), key))]
    return [entry for entry in data if not is_blank(entry)] if isinstance(data, list) else data
