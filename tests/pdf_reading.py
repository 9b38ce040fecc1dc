"""Reads a PDF back: its text, the position of the text on the page, and its fonts."""

import io
from collections import Counter
from typing import Any

from pypdf import PdfReader


def read_pages(pdf: bytes) -> list[str]:
    """The text of each page, in reading order."""
    return [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(pdf)).pages]


def read_size(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page in points."""
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    return round(box.width), round(box.height)


def has_letters_of(text: str, shown: str) -> bool:
    """Whether `shown` has every character of `text`, in any order: shaped scripts are read back in another order."""
    return not Counter(text.replace(" ", "")) - Counter(shown)


def read_edges(pdf: bytes) -> list[tuple[float, float]]:
    """For each page, the positions in points at which its leftmost and its rightmost text start."""
    return [read_page_edges(page) for page in PdfReader(io.BytesIO(pdf)).pages]


def read_page_edges(page: Any) -> tuple[float, float]:
    starts: list[float] = []

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if text.strip():
            starts.append(tm[4] * cm[0] + cm[4])

    page.extract_text(visitor_text=visit)
    return min(starts), max(starts)


def read_fonts(pdf: bytes) -> set[str]:
    """The names of the fonts, without their subset prefix."""
    resources: list[Any] = [page["/Resources"] for page in PdfReader(io.BytesIO(pdf)).pages]
    fonts = [font.get_object() for used in resources for font in used.get("/Font", {}).values()]
    return {font["/BaseFont"].partition("+")[2] for font in fonts}
