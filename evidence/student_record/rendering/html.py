"""A student record as one HTML page to read and to print: no scripts, nothing from elsewhere, in English."""

from typing import Any

from django.template.loader import render_to_string

from core.dates.writing import write_english
from evidence.student_record.gathering import StudentRecord
from evidence.student_record.hour_rows import build_hours_row
from evidence.student_record.names import name_signed
from evidence.student_record.privacy import is_about_another
from evidence.student_record.rendering.pdf import build_entry_row, build_heading_lines
from evidence.student_record.summary import CERTIFICATION, write_lines
from evidence.student_record.wording import Book, list_targets, read_payload, write_events, write_signature

TEMPLATE = "student_record/record.html"


def render_html(record: StudentRecord, watermark: str = "") -> bytes:
    with write_english():
        return render_to_string(TEMPLATE, {"record": build_readable(record), "watermark": watermark}).encode()


def build_readable(record: StudentRecord) -> dict[str, Any]:
    """What the parts of a readable record show, in the active language where it is written for people: call it within
    `write_english`."""
    enrollment, company, student = record.enrollment, record.enrollment.company, str(record.enrollment.user_id)
    own = [event for event in record.events if not is_about_another(read_payload(event), student)]
    book = Book(record.names | {student: str(enrollment.user)}, list_targets(record.signatures), company)
    return {
        "school": company.name,
        "student": str(enrollment.user),
        "training": enrollment.training.name,
        "zone": str(company.zone),
        "heading": [", ".join(parts) for parts in build_heading_lines(record)],
        "lines": write_lines(record.summary),
        "hours": [build_hours_row(balance) for balance in record.summary.hours],
        "tests": record.summary.tests,
        "signers": record.summary.signers,
        "certification": CERTIFICATION if record.summary.has_ended else "",
        "entries": [build_entry_row(entry, company) for entry in record.entries],
        "signatures": [write_signature(row, record.names, company) for row in record.signatures],
        "events": write_events(own, book),
        "digests": list_digests(record),
    }


def list_digests(record: StudentRecord) -> list[tuple[str, str]]:
    """What has a digest, and the SHA-256: of signatures that of the complete content, with the whole roster."""
    signatures = [(f"{name_signed(row, record.names)}, version {row.version}", row.digest) for row in record.signatures]
    certificates = [(f"certificate {row.number}", row.digest) for row in record.certificates]
    credits = [
        (f"document of the credit for {record.names[str(row.pk)]}", row.document_digest)
        for row in record.credits
        if row.document
    ]
    return [*signatures, *certificates, *credits]
