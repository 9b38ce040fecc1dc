"""Builds spreadsheets as people make them."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

Table = Sequence[Sequence[Any]]


def build_csv(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def build_xlsx(rows: Table) -> bytes:
    book = Workbook()
    worksheet: Any = book.active
    for row in rows:
        worksheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
