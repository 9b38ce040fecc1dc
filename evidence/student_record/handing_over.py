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
    """A file with the record of an enrollment, and the digest of the manifest of all its files."""

    name: str
    content: bytes
    content_type: str
    manifest_digest: str


def hand_over_record(*, enrollment_id: uuid.UUID, format: str, by: User) -> HandedRecord:
    """The record of an enrollment as a ZIP archive of everything, or as the PDF alone.

    The event has the digest of the manifest, by which the school can show later what was handed over. The record is
    the one before this act. Raises NotFound for an enrollment the manager does not see.
    """
    enrollment: Enrollment = get_one_or_404(Enrollment.objects.visible_to(by).for_student_record(), pk=enrollment_id)
    record = prepare_record(enrollment, format)
    facts = {"format": format, "digest": record.manifest_digest}
    with transaction.atomic():
        record_events(EventDraft("record.exported", enrollment, facts), company_id=enrollment.company_id, by=by)
    return record


def prepare_record(enrollment: Enrollment, format: str, watermark: str = "") -> HandedRecord:
    """The file, for the caller to record that it is handed over. `watermark` says for whom the copy is."""
    files = build_record_files(gather_record(enrollment), watermark)
    content = files["record.pdf"] if format == PDF else build_archive(files)
    digest = sha256(files["manifest.json"].decode())
    return HandedRecord(f"record-{enrollment.pk}.{format}", content, CONTENT_TYPES[format], digest)
