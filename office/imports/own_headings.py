"""What our own exports call the columns that an import reads, in each language of the server.

There is one list of headings, in English: that of the import. What an exported list has in the same place in another
language is the same column.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext

from core.dates.writing import write_english
from core.tables.headings import fold_heading
from office.base.site import site
from office.base.tables.labels import list_labels, write_in_each_language

if TYPE_CHECKING:
    from office.imports.base import Importer


def list_aliases(importer: "Importer") -> list[dict[str, str]]:
    """For each language, English first: the column of each heading of our own exports, by folded heading; "" for one
    that is not read. The English ones are in all of them, because a catalogue may lack some."""
    written = write_in_each_language(lambda: list_headings(importer))
    english = written[settings.LANGUAGE_CODE]
    with write_english():
        known = importer.known_headings
    return [build_aliases(known, dict(zip(headings, english, strict=True))) for headings in written.values()]


def build_aliases(known: dict[str, str], english: dict[str, str]) -> dict[str, str]:
    """The columns of the headings of one language, of which `english` has the English ones."""
    columns = {heading: known.get(text) for heading, text in english.items()}
    unread = {heading: "" for heading, column in columns.items() if column == ""}
    return known | unread | {heading: column for heading, column in columns.items() if column}


def list_headings(importer: "Importer") -> list[str]:
    """The headings in the active language, folded: those that the import knows, and those of the lists with the
    import."""
    known = (*(text for column in importer.columns for text in column.headings), *importer.unread_headings)
    lists = [admin for admin in site._registry.values() if getattr(admin, "importer", None) is importer]
    headings = [*(translate(str(text)) for text in known), *(text for one in lists for text in list_labels(one))]
    return [fold_heading(text) for text in headings]


def translate(text: str) -> str:
    """The heading in the active language: of a report, whose headings the import has in English."""
    return gettext(text)
