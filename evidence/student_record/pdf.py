"""The record on paper: what it prints. How it looks stands in record.typ."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Company
from core.pdf.engine import render_pdf_spelled_out
from evidence.student_record.gathering import RecordEntry, StudentRecord, format_time

TEMPLATE = Path(__file__).with_name("record.typ")


def render_record(record: StudentRecord) -> bytes:
    """The bytes of the PDF. An inspector gets it whatever characters are in it: see `render_pdf_spelled_out`."""
    school, student = record.enrollment.company.name, str(record.enrollment.user)
    page = {
        "title": f"Training record of {student}",
        "school": school,
        "student": student,
        "lines": build_heading_lines(record),
        "entries": [build_entry_row(entry, record.enrollment.company) for entry in record.entries],
    }
    return render_pdf_spelled_out(TEMPLATE, page, at=timezone.now())


def build_heading_lines(record: StudentRecord) -> list[list[str]]:
    """The parts of each line, which commas separate on paper."""
    enrollment, training = record.enrollment, record.enrollment.training
    school = enrollment.company
    finished = school.local_text(enrollment.finished_at) if enrollment.finished_at else "not finished"
    return [
        [str(enrollment.user), enrollment.user.email],
        [training.name, training.type, f"enrollment {enrollment.pk}"],
        [
            f"Enrolled {school.local_text(enrollment.created_at)}",
            f"finished: {finished}. Times are those of {school.zone}.",
        ],
        [f"{len(record.entries)} entries", f"{len(record.signatures)} signatures", f"{len(record.events)} events."],
    ]


def build_entry_row(entry: RecordEntry, school: Company) -> dict[str, Any]:
    return {
        "at": format_time(entry, school),
        "kind": entry.kind,
        "what": entry.what,
        "result": entry.result,
        "by": entry.by,
        "remarks": entry.remarks,
    }
