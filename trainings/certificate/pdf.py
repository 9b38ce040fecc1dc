"""The certificate on paper: one landscape page with a QR code to the public check page."""

import io
from datetime import date
from functools import partial
from typing import Any

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from config.pdf import FONT, escaped

NAVY = colors.HexColor("#16324f")
RED = colors.HexColor("#b3261e")
GREY = colors.HexColor("#5b6b7b")
HEADLINE = ParagraphStyle("headline", fontName=FONT, fontSize=30, leading=38, alignment=TA_CENTER, textColor=NAVY)
NAME = ParagraphStyle("name", fontName=FONT, fontSize=24, leading=32, alignment=TA_CENTER)
LINE = ParagraphStyle("line", fontName=FONT, fontSize=12, leading=17, alignment=TA_CENTER)
SMALL = ParagraphStyle("small", fontName=FONT, fontSize=8, leading=11, textColor=GREY)


def certificate_pdf(certificate: dict[str, Any], check_url: str, revoked_on: date | None = None) -> bytes:
    """The bytes of the PDF. `certificate` is the wire's certificate, `check_url` where its QR code leads.

    With `revoked_on`, the day of the school on which it was taken back, it says so across the page.
    """
    page = io.BytesIO()
    document = SimpleDocTemplate(
        page,
        pagesize=landscape(A4),
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        topMargin=16 * mm,
        bottomMargin=14 * mm,
        title=f"Certificate {certificate['number']}",
        author=certificate["Company"]["name"],
    )
    document.build(
        [
            *headlines(certificate),
            Spacer(0, 5 * mm),
            results(certificate),
            Spacer(0, 6 * mm),
            foot(certificate, check_url),
        ],
        onFirstPage=partial(stamp, revoked_on),
    )
    return page.getvalue()


def stamp(revoked_on: date | None, canvas: Any, document: Any) -> None:
    if revoked_on is None:
        return
    width, height = document.pagesize
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(24)
    canvas.setFillColor(RED, alpha=0.55)
    canvas.setFont(FONT, 64)
    canvas.drawCentredString(0, 0, f"REVOKED {revoked_on}")
    canvas.restoreState()


def headlines(certificate: dict[str, Any]) -> list[Flowable]:
    person = certificate["User"]["UserDetail"]
    return [
        Paragraph(escaped(certificate["Company"]["name"]), LINE),
        Paragraph("Certificate of completion", HEADLINE),
        Paragraph("This is to certify that", LINE),
        Paragraph(escaped(f"{person['name']} {person['surname']}"), NAME),
        Paragraph("has completed the training", LINE),
        Paragraph(escaped(certificate["Training"]["name"]), NAME),
        Paragraph(escaped(dates(certificate)), LINE),
    ]


def dates(certificate: dict[str, Any]) -> str:
    finished, until = certificate["TrainingsUser"]["finish_date"], certificate["TrainingsUser"]["validity"]
    return f"on {finished}" + (f", valid until {until}" if until else "")


def results(certificate: dict[str, Any]) -> Table:
    """Subjects in two columns, so that thirteen of them fit the page, and the flights."""
    cells = [subject_line(subject) for subject in certificate["TrainingSubject"]]
    if certificate["Flights"]["missions"]:
        cells.append(flights_line(certificate["Flights"]))
    half = -(-len(cells) // 2)
    rows = [[cells[i], cells[half + i] if half + i < len(cells) else ""] for i in range(half)]
    table = Table(rows or [[""]], colWidths=[120 * mm, 120 * mm])
    table.setStyle(TableStyle([("FONT", (0, 0), (-1, -1), FONT, 9), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]))
    return table


def subject_line(subject: dict[str, Any]) -> str:
    score = f"  {subject['score']:g} %" if subject["score"] is not None else ""
    return f"{subject['code']}  {subject['name'][:60]}  ({subject['hours']:g} h){score}"


def flights_line(flights: dict[str, int]) -> str:
    hours, minutes = divmod(flights["time"] // 60, 60)
    return f"Flight training: {flights['missions']} missions, {hours}:{minutes:02d} h"


def foot(certificate: dict[str, Any], check_url: str) -> Table:
    manager = certificate["Training"]["Manager"]
    signed = f"{escaped(manager['signature'])}<br/>for {escaped(certificate['Company']['name'])}" if manager else ""
    about = f"Certificate {certificate['number']}, issued {certificate['issued']} UTC<br/>Check it at "
    about += escaped(check_url)
    table = Table(
        [[qr_code(check_url), Paragraph(about, SMALL), Paragraph(signed, LINE)]], colWidths=[34 * mm, 120 * mm, 86 * mm]
    )
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LINEABOVE", (2, 0), (2, 0), 0.6, GREY)]))
    return table


def qr_code(url: str) -> Drawing:
    widget = QrCodeWidget(url, barLevel="M", barWidth=30 * mm, barHeight=30 * mm)
    drawing = Drawing(30 * mm, 30 * mm)
    drawing.add(widget)
    return drawing
