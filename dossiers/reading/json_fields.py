"""Reading JSON that somebody else wrote: bounded, and each value as the type that is expected, or a refusal that names
its place (`record.json: entries[3].what`)."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from core.text.cleaning import clean_text
from dossiers.reading.refusals import refuse, shorten

# Objects and lists take far more memory than their text; a record of many years has a tenth of these.
MAX_OPENINGS = 400_000
MAX_COMMAS = 2_000_000
MAX_TEXT = 200_000
YEARS = range(1950, 2200)  # in which moments can be written in any time zone


def parse_json(data: bytes, file: str) -> "Fields":
    """The object in a file, which must be UTF-8. Raises InvalidInput for anything else."""
    if data.count(b"{") + data.count(b"[") > MAX_OPENINGS or data.count(b",") > MAX_COMMAS:
        raise refuse(_("%(file)s is larger than any record.") % {"file": file})
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=reject_constant, object_pairs_hook=build_object)
    except UnicodeDecodeError as error:
        raise refuse(_("%(file)s is not in UTF-8.") % {"file": file}) from error
    except (ValueError, RecursionError) as error:
        raise refuse(_("%(file)s is not valid JSON.") % {"file": file}) from error
    if not isinstance(value, dict):
        raise refuse(_("%(place)s must be an object.") % {"place": file})
    return Fields(value, f"{file}: ")


def reject_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity, which Python reads and JSON does not have


def build_object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError for a key that occurs twice: programs differ in which of the two they read."""
    pairs = list(pairs)
    built = dict(pairs)
    if len(built) < len(pairs):
        raise ValueError("A key occurs twice.")
    return built


class Fields:
    """The fields of an object; `place` is where it is. Every method raises InvalidInput for a missing field and for one
    of another type, unless it has a default; null is as good as missing."""

    def __init__(self, values: dict[str, Any], place: str) -> None:
        self.values, self.place = values, place

    def get(self, name: str) -> Any:
        if self.values.get(name) is None:
            self.fail(name, _("%(place)s is missing."))
        return self.values[name]

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def fail(self, name: str, sentence: str) -> NoReturn:
        raise refuse(sentence % {"place": shorten(self.place + name)})

    def read_text(self, name: str, limit: int = MAX_TEXT, default: str | None = None) -> str:
        """Without invisible characters: what is signed may not look like something else."""
        if default is not None and not self.has(name):
            return default
        value = self.get(name)
        if not isinstance(value, str):
            self.fail(name, _("%(place)s must be a text."))
        if len(value) > limit:
            self.fail(name, _("%(place)s is too long."))
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            self.fail(name, _("%(place)s has characters that are no text."))
        return clean_text(value)

    def read_name(self, name: str, limit: int, default: str | None = None) -> str:
        """A text on one line that is not empty, cut to what a column holds."""
        text = " ".join(self.read_text(name, default=default).split())
        if not text and default is None:
            self.fail(name, _("%(place)s is empty."))
        return text[:limit]

    def read_number(self, name: str) -> int:
        value = self.values.get(name) or 0
        if type(value) is not int or not 0 <= value <= MAX_NUMBER:
            self.fail(name, _("%(place)s must be a number."))
        return int(value)

    def read_flag(self, name: str) -> bool:
        value = self.get(name)
        if type(value) is not bool:
            self.fail(name, _("%(place)s must be true or false."))
        return bool(value)

    def read_moment(self, name: str) -> datetime:
        """`YYYY-MM-DD HH:MM:SS`, in UTC, as `format_moment` in core/timestamps.py writes it."""
        try:
            moment = datetime.strptime(self.read_text(name), MOMENT).replace(tzinfo=UTC)
        except ValueError:
            self.fail(name, _("%(place)s must be a moment."))
        if moment.year not in YEARS:
            self.fail(name, _("%(place)s must be a moment."))
        return moment

    def read_day(self, name: str) -> date:
        try:
            day = datetime.strptime(self.read_text(name), DAY).replace(tzinfo=UTC).date()
        except ValueError:
            self.fail(name, _("%(place)s must be a day."))
        if day.year not in YEARS:
            self.fail(name, _("%(place)s must be a day."))
        return day

    def read_moment_or_day(self, name: str) -> datetime | date:
        return self.read_day(name) if len(self.read_text(name)) == DAY_LENGTH else self.read_moment(name)

    def read_object(self, name: str) -> "Fields":
        value = self.get(name)
        if not isinstance(value, dict):
            self.fail(name, _("%(place)s must be an object."))
        return Fields(value, f"{self.place}{name}.")

    def read_objects(self, name: str, limit: int) -> list["Fields"]:
        value = self.get(name)
        if not isinstance(value, list):
            self.fail(name, _("%(place)s must be a list."))
        if len(value) > limit:
            self.fail(name, _("%(place)s is too long."))
        for number, entry in enumerate(value):
            if not isinstance(entry, dict):
                self.fail(f"{name}[{number}]", _("%(place)s must be an object."))
        return [Fields(entry, f"{self.place}{name}[{number}].") for number, entry in enumerate(value)]

    def read_objects_by_name(self, name: str, limit: int) -> dict[str, "Fields"]:
        named = self.read_object(name)
        if len(named.values) > limit:
            self.fail(name, _("%(place)s is too long."))
        return {key: named.read_object(key) for key in named.values}

    def read_texts(self, name: str, limit: int) -> list[str]:
        value = self.values.get(name) or []
        if not isinstance(value, list) or len(value) > limit or not all(isinstance(text, str) for text in value):
            self.fail(name, _("%(place)s must be a list of texts."))
        return [shorten(text) for text in value]


MOMENT, DAY, DAY_LENGTH = "%Y-%m-%d %H:%M:%S", "%Y-%m-%d", 10
MAX_NUMBER = 10**9
