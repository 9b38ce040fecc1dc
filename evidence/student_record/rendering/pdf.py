"""The data of a printed student record, in English. record.typ holds its layout."""

from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Company
from core.dates.writing import format_day, write_english
from core.pdf.engine import render_pdf_spelled_out
from evidence.student_record.entries import RecordEntry
from evidence.student_record.gathering import StudentRecord
from evidence.student_record.hour_rows import build_hours_row
from evidence.student_record.summary import CERTIFICATION, write_lines
from evidence.student_record.wording import write_signature
from trainings.models import Enrollment

TEMPLATE = Path(__file__).with_name("record.typ")


def render_record(record: StudentRecord, watermark: str = "") -> bytes:
    """The bytes of the PDF. A character that no font holds is spelled out: an inspector must get every record."""
    with write_english():
        page = {**build_page(record), "watermark": watermark}
        return render_pdf_spelled_out(TEMPLATE, page, at=timezone.now())


def build_page(record: StudentRecord) -> dict[str, Any]:
    student, company = str(record.enrollment.user), record.enrollment.company
    return {
        "title": f"Training record of {student}",
        "school": company.name,
        "student": student,
        "lines": build_heading_lines(record),
        "summary": [list(pair) for pair in write_lines(record.summary)],
        "hours": [list(astuple(build_hours_row(balance))) for balance in record.summary.hours],
        "tests": [[format_day(test.day), test.name, test.grade, test.result] for test in record.summary.tests],
        "signers": [[row.name, row.role, str(row.count), str(row.revoked)] for row in record.summary.signers],
        "certification": CERTIFICATION if record.summary.has_ended else "",
        "entries": [build_entry_row(entry, company) for entry in record.entries],
        "signatures": [asdict(write_signature(row, record.names, company)) for row in record.signatures],
    }


def build_heading_lines(record: StudentRecord) -> list[list[str]]:
    """The lines of the heading, each as parts that are printed with commas between them."""
    enrollment, training = record.enrollment, record.enrollment.training
    company = enrollment.company
    return [
        [str(enrollment.user), enrollment.user.email],
        [str(training), training.type, f"enrollment {enrollment.pk}"],
        [
            f"Enrolled {company.local_text(enrollment.created_at)}",
            f"{describe_state(enrollment)}. Times are those of {company.zone}.",
        ],
        [f"{len(record.entries)} entries", f"{len(record.signatures)} signatures", f"{len(record.events)} events."],
    ]


def describe_state(enrollment: Enrollment) -> str:
    if enrollment.finished_at:
        return f"finished: {enrollment.company.local_text(enrollment.finished_at)}"
    if enrollment.withdrawn_on:
        return f"withdrawn on {format_day(enrollment.withdrawn_on)}"
    return f"paused since {format_day(enrollment.paused_on)}" if enrollment.paused_on else "finished: not finished"


def build_entry_row(entry: RecordEntry, company: Company) -> dict[str, Any]:
    return {
        "at": format_day(company.local_date(entry.at)) if entry.is_day else company.local_text(entry.at),
        "kind": entry.kind,
        "what": f"{entry.what} (revision {entry.revision})" if entry.revision else entry.what,
        "result": entry.result,
        "by": entry.by,
        "remarks": entry.remarks,
    }
