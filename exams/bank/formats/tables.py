"""Tables as lines of text: a column stays a column, also after an empty cell."""

from collections.abc import Callable
from itertools import count, takewhile

from core.markup.tree import Node

COLUMN = " | "
MAX_COLUMNS = 40
MAX_CELLS = 2000


class InvalidTable(Exception):
    """The table cannot be written in lines. The message is what is wrong with it."""


def list_rows(table: Node) -> list[Node]:
    found = []
    for part in table.children:
        if part.tag in {"thead", "tbody", "tfoot"}:
            found += [row for row in part.children if row.tag == "tr"]
        elif part.tag == "tr":
            found.append(part)
    return found


def list_cells(row: Node) -> list[Node]:
    return [cell for cell in row.children if cell.tag in {"td", "th"}]


def has_columns(table: Node) -> bool:
    """Whether any row has two cells; else the table only frames what is in it."""
    return any(len(list_cells(row)) > 1 for row in list_rows(table))


def write_rows(table: Node, write: Callable[[Node], str]) -> list[str]:
    """The table line by line, with `write` for a cell. A cell over several columns or rows stands in each of them."""
    grid = fill_grid(table, write)
    width = max((len(row) for row in grid), default=0)
    return [COLUMN.join(row + [""] * (width - len(row))).rstrip(" ") for row in grid]


def fill_grid(table: Node, write: Callable[[Node], str]) -> list[list[str]]:
    """The texts of the cells by row and column. `hanging`: what cells of rows above still fill, by column."""
    rows, grid = list_rows(table), []
    hanging: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows):
        line: list[str] = []
        for cell in list_cells(row):
            line += list_hanging(hanging, len(line))
            text, width, height = write(cell), get_span(cell, "colspan"), get_span(cell, "rowspan") or len(rows)
            for column in range(len(line), len(line) + width):
                hanging[column] = (min(height, len(rows) - number), text)
            line += [text] * width
        line += list_hanging(hanging, len(line))
        grid.append(line)
        hanging = {column: (left - 1, text) for column, (left, text) in hanging.items() if left > 1}
        if len(line) > MAX_COLUMNS or sum(map(len, grid)) > MAX_CELLS:
            raise InvalidTable(f"a table of more than {MAX_COLUMNS} columns or {MAX_CELLS} cells")
    return grid


def list_hanging(hanging: dict[int, tuple[int, str]], column: int) -> list[str]:
    """The texts that hang into the columns from `column` on, as far as they stand side by side."""
    columns = takewhile(lambda place: place in hanging, count(column))
    return [hanging[place][1] for place in columns]


def get_span(cell: Node, name: str) -> int:
    text = cell.attributes.get(name, "1").strip()
    return min(int(text), 1000) if text.isascii() and text.isdigit() and len(text) < 6 else 1
