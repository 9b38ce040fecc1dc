"""The record on paper: a heading, then what happened, line by line, with the school and page on every sheet."""

import io
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from accounts.models import Company
from config.pdf import FONT, escaped
from trainings.student_record.gathering import Entry, StudentRecord, time_of

TITLE = ParagraphStyle("title", fontName=FONT, fontSize=18, leading=24)
LINE = ParagraphStyle("line", fontName=FONT, fontSize=10, leading=14)
CELL = ParagraphStyle("cell", fontName=FONT, fontSize=7.5, leading=9.5, splitLongWords=True)
WIDTHS = [30 * mm, 20 * mm, 72 * mm, 42 * mm, 40 * mm, 61 * mm]
# A single cell may not be taller than a page; the JSON beside it holds the whole text.
CELL_LENGTH = 1500


def record_pdf(record: StudentRecord) -> bytes:
    """The bytes of the PDF."""
    page = io.BytesIO()
    school, student = record.enrollment.company.name, str(record.enrollment.user)
    document = SimpleDocTemplate(
        page, pagesize=landscape(A4), leftMargin=16 * mm, rightMargin=16 * mm, topMargin=14 * mm, bottomMargin=16 * mm,
        title=f"Training record of {student}", author=school,
    )  # fmt: skip

    def foot(canvas: Any, _: Any) -> None:
        canvas.setFont(FONT, 8)
        canvas.drawString(16 * mm, 9 * mm, f"{school}: training record of {student}")
        canvas.drawRightString(landscape(A4)[0] - 16 * mm, 9 * mm, f"Page {canvas.getPageNumber()}")

    document.build([*heading(record), Spacer(0, 4 * mm), table(record)], onFirstPage=foot, onLaterPages=foot)
    return page.getvalue()


def heading(record: StudentRecord) -> list[Flowable]:
    enrollment = record.enrollment
    school = enrollment.company
    finished = school.local_text(enrollment.finished_at) if enrollment.finished_at else "not finished"
    lines = [
        f"{enrollment.user}, {enrollment.user.email}",
        f"{enrollment.training.name} ({enrollment.training.type}), enrollment {enrollment.pk}",
        f"Enrolled {school.local_text(enrollment.created_at)}, finished: {finished}. Times are those of {school.zone}.",
        f"{len(record.entries)} entries, {len(record.signatures)} signatures, {len(record.events)} events.",
    ]
    return [Paragraph("Training record", TITLE), *(Paragraph(escaped(line), LINE) for line in lines)]


def table(record: StudentRecord) -> Table:
    head = [Paragraph(text, CELL) for text in ("When", "Kind", "What", "Result", "By", "Remarks")]
    rows = (row(entry, record.enrollment.company) for entry in record.entries)
    shown = Table([head, *rows], colWidths=WIDTHS, repeatRows=1, splitInRow=1)
    shown.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e8eef4")),
            ]
        )
    )
    return shown


def row(entry: Entry, school: Company) -> list[Paragraph]:
    cells = [time_of(entry, school), entry.kind, entry.what, entry.result, entry.by, entry.remarks]
    return [Paragraph(escaped(text[:CELL_LENGTH]), CELL) for text in cells]
