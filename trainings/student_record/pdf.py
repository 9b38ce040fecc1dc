"""The record on paper: what it prints. How it looks stands in record.typ."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from config.api import wire
from config.pdf.engine import print_pdf_spelled_out
from trainings.student_record.gathering import Entry, StudentRecord

TEMPLATE = Path(__file__).with_name("record.typ")


def record_pdf(record: StudentRecord) -> bytes:
    """The bytes of the PDF. An inspector gets it whatever characters are in it: see `print_pdf_spelled_out`."""
    school, student = record.enrollment.company.name, str(record.enrollment.user)
    page = {
        "title": f"Training record of {student}",
        "school": school,
        "student": student,
        "lines": heading_lines(record),
        "entries": [entry_row(entry) for entry in record.entries],
    }
    return print_pdf_spelled_out(TEMPLATE, page, at=timezone.now())


def heading_lines(record: StudentRecord) -> list[list[str]]:
    """The parts of each line, which commas separate on paper."""
    enrollment, training = record.enrollment, record.enrollment.training
    finished = wire.moment(enrollment.finished_at) or "not finished"
    return [
        [str(enrollment.user), enrollment.user.email],
        [training.name, training.type, f"enrollment {enrollment.pk}"],
        [f"Enrolled {wire.moment(enrollment.created_at)}", f"finished: {finished}. All times are UTC."],
        [f"{len(record.entries)} entries", f"{len(record.signatures)} signatures", f"{len(record.events)} events."],
    ]


def entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "at": wire.moment(entry.at),
        "kind": entry.kind,
        "what": entry.what,
        "result": entry.result,
        "by": entry.by,
        "remarks": entry.remarks,
    }
