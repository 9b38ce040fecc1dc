"""From an uploaded file to its rows: what kind of file it is, and which of its columns are ours."""

from dataclasses import replace
from typing import TYPE_CHECKING

from core.exceptions import InvalidInput
from core.tables.reading import ImportRow, Sheet, read_sheet
from office.imports.remembering import check_columns, resolve_columns

if TYPE_CHECKING:
    from accounts.models import Company
    from office.imports.base import Importer
    from office.imports.uploads import Upload


class UnknownHeadings(InvalidInput):
    """The headings of a sheet are not our own, and nobody of the school has said yet what they mean."""

    def __init__(self, message: str, sheet: Sheet) -> None:
        super().__init__(message)
        self.sheet = sheet


def read_upload(importer: "Importer", upload: "Upload", company: "Company") -> tuple["Upload", list[ImportRow]]:
    """The rows of a file, and the upload with the columns in which they were found.

    Raises UnknownHeadings for a sheet whose columns are not known, and InvalidInput for a file that cannot be read.
    """
    if importer.read_other is not None:
        rows = importer.read_other(upload.data)
        if rows is not None:
            return replace(upload, columns={}), fill_target(rows, importer, upload)
    sheet = read_sheet(upload.data)
    try:
        upload = resolve_columns(company, importer, sheet, upload)
    except InvalidInput as error:
        raise UnknownHeadings(error.message, sheet) from error
    check_columns(sheet, upload)
    rows = importer.build_rows(sheet, upload.columns or {}, upload.name_order)
    return upload, fill_target(rows, importer, upload)


def fill_target(rows: list[ImportRow], importer: "Importer", upload: "Upload") -> list[ImportRow]:
    """The rows; those that do not say what they belong to, with the target that was chosen for the file."""
    column = importer.target_column
    if not (column and upload.target):
        return rows
    return [row if row.cells.get(column) else replace(row, cells={**row.cells, column: upload.target}) for row in rows]
