"""Splitting a column that holds first and family name."""

from dataclasses import replace
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.tables.reading import ImportRow

FULL_NAME = "full_name"
NO_SURNAME = gettext_lazy("This is one word. Write “family name, first name”, or use two columns.")


class NameOrder(StrEnum):
    """How a full name without a comma is split. With one, the family name is before the comma."""

    NAME_FIRST = "name first"
    SURNAME_FIRST = "surname first"

    @property
    def label(self) -> str:
        return {
            NameOrder.NAME_FIRST: _("Anna Maria Huber: the last word is the family name"),
            NameOrder.SURNAME_FIRST: _("Huber Anna Maria: the first word is the family name"),
        }[self]


def split_full_name(row: ImportRow, order: NameOrder) -> ImportRow:
    """The row with `name` and `surname` from its `full_name`, where they are empty; the row itself without one."""
    text = row.cells.get(FULL_NAME, "")
    if FULL_NAME not in row.cells or (row.cells.get("name") and row.cells.get("surname")):
        return row
    name, surname = split_name(text, order)
    cells = {**row.cells, "name": row.cells.get("name") or name, "surname": row.cells.get("surname") or surname}
    errors = dict(row.errors)
    if text and not (cells["name"] and cells["surname"]):
        errors.setdefault(FULL_NAME, [str(NO_SURNAME)])
    return replace(row, cells=cells, errors=errors)


def split_name(text: str, order: NameOrder) -> tuple[str, str]:
    """First and family name. Of a single word, only the one that it is sure to be of neither: both are empty."""
    surname, comma, name = text.partition(",")
    if not comma and order is NameOrder.NAME_FIRST:
        name, _, surname = text.strip().rpartition(" ")
    elif not comma:
        surname, _, name = text.strip().partition(" ")
    return (name.strip(), surname.strip()) if name.strip() and surname.strip() else ("", "")
