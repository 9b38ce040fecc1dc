"""The data of a printed student record, in English. record.typ holds its layout."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Company
from core.dates.writing import format_day, write_english
from core.pdf.engine import render_pdf_spelled_out
from evidence.student_record.gathering import RecordEntry, StudentRecord
from trainings.models import Enrollment

TEMPLATE = Path(__file__).with_name("record.typ")


def render_record(record: StudentRecord) -> bytes:
    """The bytes of the PDF. A character that no font holds is spelled out: an inspector must get every record."""
    with write_english():
        return render_pdf_spelled_out(TEMPLATE, build_page(record), at=timezone.now())


def build_page(record: StudentRecord) -> dict[str, Any]:
    student = str(record.enrollment.user)
    return {
        "title": f"Training record of {student}",
        "school": record.enrollment.company.name,
        "student": student,
        "lines": build_heading_lines(record),
        "entries": [build_entry_row(entry, record.enrollment.company) for entry in record.entries],
    }


def build_heading_lines(record: StudentRecord) -> list[list[str]]:
    """The lines of the heading, each as parts that are printed with commas between them."""
    enrollment, training = record.enrollment, record.enrollment.training
    company = enrollment.company
    return [
        [str(enrollment.user), enrollment.user.email],
        [training.name, training.type, f"enrollment {enrollment.pk}"],
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
        "what": entry.what,
        "result": entry.result,
        "by": entry.by,
        "remarks": entry.remarks,
    }
