"""Tables as lines of text. Every row has every column, so that an empty cell does not shift the others."""

from collections.abc import Callable
from itertools import count, takewhile

from django.utils.translation import gettext as _

from core.markup.tree import Node

COLUMN = " | "
# Nobody reads a larger table in an exam; a span of 1000 in a few cells would fill the memory.
MAX_COLUMNS = 40
MAX_CELLS = 2000


class InvalidTable(Exception):
    """The table cannot be written as lines. The message says what is wrong with it."""


def list_rows(table: Node) -> list[Node]:
    rows = []
    for part in table.children:
        if part.tag in {"thead", "tbody", "tfoot"}:
            rows += [row for row in part.children if row.tag == "tr"]
        elif part.tag == "tr":
            rows.append(part)
    return rows


def list_cells(row: Node) -> list[Node]:
    return [cell for cell in row.children if cell.tag in {"td", "th"}]


def has_columns(table: Node) -> bool:
    """Whether any row has two cells; otherwise the table is only a frame around its content."""
    return any(len(list_cells(row)) > 1 for row in list_rows(table))


def write_rows(table: Node, write: Callable[[Node], str]) -> list[str]:
    """The table line by line; `write` writes a cell. A cell that spans columns or rows is repeated in each of them."""
    grid = fill_grid(table, write)
    width = max((len(row) for row in grid), default=0)
    return [COLUMN.join(row + [""] * (width - len(row))).rstrip(" ") for row in grid]


def fill_grid(table: Node, write: Callable[[Node], str]) -> list[list[str]]:
    """The texts of the cells by row and column.

    `spanning` has, by column, in how many more rows a cell from above continues, and its text.
    """
    rows, grid = list_rows(table), []
    spanning: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows):
        line: list[str] = []
        for cell in list_cells(row):
            line += list_spanning(spanning, len(line))
            text, width, height = write(cell), get_span(cell, "colspan"), get_span(cell, "rowspan") or len(rows)
            for column in range(len(line), len(line) + width):
                spanning[column] = (min(height, len(rows) - number), text)
            line += [text] * width
        line += list_spanning(spanning, len(line))
        grid.append(line)
        spanning = {column: (rows_left - 1, text) for column, (rows_left, text) in spanning.items() if rows_left > 1}
        if len(line) > MAX_COLUMNS or sum(map(len, grid)) > MAX_CELLS:
            text = _("a table of more than %(columns)s columns or %(cells)s cells")
            raise InvalidTable(text % {"columns": MAX_COLUMNS, "cells": MAX_CELLS})
    return grid


def list_spanning(spanning: dict[int, tuple[int, str]], column: int) -> list[str]:
    """The texts of cells from above in the columns from `column` on, up to the first free column."""
    columns = takewhile(lambda place: place in spanning, count(column))
    return [spanning[place][1] for place in columns]


def get_span(cell: Node, name: str) -> int:
    text = cell.attributes.get(name, "1").strip()
    return min(int(text), 1000) if text.isascii() and text.isdigit() and len(text) < 6 else 1
