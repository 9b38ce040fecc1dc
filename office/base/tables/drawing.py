"""Tables of the managers' own pages: what templates/managers/table.html shows, with a caption and headings."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Cell = str | int | SafeString


@dataclass(frozen=True)
class Table:
    """The first cell of a row is its heading. `empty` is said instead of a table without rows, `note` below one."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str = ""
    note: str | SafeString = ""


def render_link(address: str, text: object) -> SafeString:
    return format_html('<a href="{}" class="ledger-link">{}</a>', address, text)


def join_parts(parts: Sequence[Cell], separator: str = ", ") -> SafeString:
    """The parts that are not empty, in one cell."""
    return format_html_join(separator, "{}", ((part,) for part in parts if part != ""))
