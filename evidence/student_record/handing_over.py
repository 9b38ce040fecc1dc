"""Handing a student record over to an inspector or to the student, which the ledger records."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from api.views import get_one_or_404
from evidence.student_record.files import build_archive, build_record_files
from evidence.student_record.gathering import gather_record
from records.canonical import sha256
from records.services import EventDraft, record_events
from trainings.models import Enrollment

ZIP, PDF = "zip", "pdf"
CONTENT_TYPES = {ZIP: "application/zip", PDF: "application/pdf"}


@dataclass(frozen=True)
class HandedRecord:
    """A file with the record of an enrollment."""

    name: str
    content: bytes
    content_type: str


def hand_over_record(*, enrollment_id: uuid.UUID, format: str, by: User) -> HandedRecord:
    """The record of an enrollment as a ZIP archive of everything, or as the PDF alone.

    The event has the digest of the manifest, by which the school can show later what was handed over. The record is
    the one before this act. Raises NotFound for an enrollment the manager does not see.
    """
    enrollment: Enrollment = get_one_or_404(Enrollment.objects.visible_to(by).for_student_record(), pk=enrollment_id)
    files = build_record_files(gather_record(enrollment))
    content = files["record.pdf"] if format == PDF else build_archive(files)
    facts = {"format": format, "digest": sha256(files["manifest.json"].decode())}
    with transaction.atomic():
        record_events(EventDraft("record.exported", enrollment, facts), company_id=enrollment.company_id, by=by)
    return HandedRecord(f"record-{enrollment.pk}.{format}", content, CONTENT_TYPES[format])
