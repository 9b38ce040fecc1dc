"""The data of a printed student record. record.typ holds its layout."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Company
from core.pdf.engine import render_pdf_spelled_out
from evidence.student_record.gathering import RecordEntry, StudentRecord, format_time

TEMPLATE = Path(__file__).with_name("record.typ")


def render_record(record: StudentRecord) -> bytes:
    """The bytes of the PDF. A character that no font holds is spelled out: an inspector must get every record."""
    student = str(record.enrollment.user)
    page = {
        "title": f"Training record of {student}",
        "school": record.enrollment.company.name,
        "student": student,
        "lines": build_heading_lines(record),
        "entries": [build_entry_row(entry, record.enrollment.company) for entry in record.entries],
    }
    return render_pdf_spelled_out(TEMPLATE, page, at=timezone.now())


def build_heading_lines(record: StudentRecord) -> list[list[str]]:
    """The lines of the heading, each as parts that are printed with commas between them."""
    enrollment, training = record.enrollment, record.enrollment.training
    company = enrollment.company
    finished = company.local_text(enrollment.finished_at) if enrollment.finished_at else "not finished"
    return [
        [str(enrollment.user), enrollment.user.email],
        [training.name, training.type, f"enrollment {enrollment.pk}"],
        [
            f"Enrolled {company.local_text(enrollment.created_at)}",
            f"finished: {finished}. Times are those of {company.zone}.",
        ],
        [f"{len(record.entries)} entries", f"{len(record.signatures)} signatures", f"{len(record.events)} events."],
    ]


def build_entry_row(entry: RecordEntry, company: Company) -> dict[str, Any]:
    return {
        "at": format_time(entry, company),
        "kind": entry.kind,
        "what": entry.what,
        "result": entry.result,
        "by": entry.by,
        "remarks": entry.remarks,
    }
