"""The headings of a spreadsheet: how they are shown and compared, and which columns they name."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from core.exceptions import InvalidInput

MAX_HEADING_LENGTH = 80
ZONE = re.compile(r" \((?:UTC|[A-Za-z_]+(?:/[\w+-]+)+)\)\Z")  # after the heading of moments in our own exports
NOT_A_WORD = re.compile(r"[\W_]+")
UNNAMED = re.compile(r"Column ([A-Z]{1,2})")  # the label of a column without a heading
REPEATED = " (2)"  # after the label of a heading that is there twice
NO_ALIASES: Mapping[str, str] = {}


def fold_heading(text: str) -> str:
    """The heading as it is compared: without case, accents, spaces and signs (`E-Mail *` is `email`), and without the
    time zone that our own exports name (`Finished (Pacific/Auckland)` is `finished`)."""
    decomposed = unicodedata.normalize("NFKD", ZONE.sub("", text.strip()).casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return NOT_A_WORD.sub("", letters)


def get_column_letters(index: int) -> str:
    """The letters over a column, as spreadsheets show them: A for 0, AA for 26."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters


def label_headings(headings: Iterable[str]) -> tuple[str, ...]:
    """The headings as they are shown, each of them once: an empty one by its letters, a repeated one with a number,
    a long one shortened."""
    labels: list[str] = []
    for index, heading in enumerate(headings):
        text = " ".join(heading.split()) or f"Column {get_column_letters(index)}"
        text = text if len(text) <= MAX_HEADING_LENGTH else f"{text[: MAX_HEADING_LENGTH - 1]}…"
        label, number = text, 1
        while label in labels:
            number += 1  # the first time 2, as in REPEATED
            label = f"{text} ({number})"
        labels.append(label)
    return tuple(labels)


def write_label(label: str) -> str:
    """A label in the active language. Labels themselves are in English: which column holds what is stored by them."""
    unnamed = UNNAMED.fullmatch(label)
    return _("Column %(letters)s") % {"letters": unnamed[1]} if unnamed else label


def match_headings(
    labels: Sequence[str],
    columns: Sequence[str],
    *,
    required: Iterable[str] = (),
    aliases: Mapping[str, str] = NO_ALIASES,
    stand_ins: Mapping[str, Collection[str]] = NO_ALIASES,
) -> dict[str, int]:
    """The position of each of our `columns` that the headings name, by its name or an alias.

    `aliases` are folded headings, each of the column that it names, or of "" for a column that is not read.
    `stand_ins`: a column that supplies others, so that these are not required beside it. Raises InvalidInput, with a
    sentence, for an unknown heading, for two of one column and for a missing one that is `required`.
    """
    names = {fold_heading(column): column for column in columns} | dict(aliases)
    found: dict[str, int] = {}
    for index, label in enumerate(labels):
        name = names.get(fold_heading(label.removesuffix(REPEATED)))
        if name is None:
            text = _("The column “%(name)s” is unknown. Allowed columns: %(columns)s.")
            raise InvalidInput(text % {"name": label[:50], "columns": ", ".join(columns)})
        if name in found:
            raise InvalidInput(_("The header has a duplicate column."))
        if name:
            found[name] = index
    missing = list_missing(columns, found, required=required, stand_ins=stand_ins)
    if missing:
        raise InvalidInput(_("The header lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)})
    return found


def list_missing(
    columns: Sequence[str],
    found: Collection[str],
    *,
    required: Iterable[str],
    stand_ins: Mapping[str, Collection[str]] = NO_ALIASES,
) -> list[str]:
    """The columns that are required, and neither found nor supplied by a stand-in that is found."""
    supplied = {name for stand_in, names in stand_ins.items() if stand_in in found for name in names}
    return [name for name in columns if name in set(required) - set(found) - supplied]
