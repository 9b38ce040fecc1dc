"""A student record as files: JSON with everything, CSV and PDF to read, and a manifest with their digests."""

import hashlib
import io
import json
import uuid
import zipfile
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

from django.utils import timezone

from accounts.models import Company, User
from core.dates.writing import write_english
from core.tables.writing import build_csv
from core.timestamps import format_day, format_moment
from evidence.certificates.content import get_finish_day
from evidence.certificates.reads import build_issued_view
from evidence.models import Certificate
from evidence.student_record.entries import RecordEntry
from evidence.student_record.gathering import StudentRecord, get_signed_content
from evidence.student_record.items import serialise_items
from evidence.student_record.names import name_signed
from evidence.student_record.privacy import is_about_another, redact_other_students
from evidence.student_record.rendering.html import render_html
from evidence.student_record.signing import describe_issuer, sign_manifest
from evidence.student_record.summary import serialise_summary
from records.models import Event, Signature
from trainings.models import Credit

SHIPPED = Path(__file__).with_name("shipped")
COLUMNS = ("at", "kind", "what", "result", "by", "remarks", "revision")


def build_record_files(record: StudentRecord, watermark: str = "") -> dict[str, bytes]:
    """`{file name: content}`: the record as JSON, CSV, PDF and HTML, the documents of credits, the script by which a
    stranger checks them, `manifest.json` with the SHA-256 of each, and its signature.

    `watermark` says for whom this copy is; it is printed across each page, and stands in the manifest.
    """
    # Imported here because it loads the PDF engine, which takes a second at start-up that most processes do not need.
    from evidence.student_record.rendering.pdf import render_record

    with write_english():
        serialised = serialise_record(record)
    files = {
        "record.json": (json.dumps(serialised, indent=2, ensure_ascii=False) + "\n").encode(),
        "record.csv": build_record_csv(record),
        "record.pdf": render_record(record, watermark),
        "record.html": render_html(record, watermark),
        **read_documents(record.credits),
        **{name: (SHIPPED / name).read_bytes() for name in ("verify.py", "README.txt")},
    }
    manifest = {
        "enrollment": str(record.enrollment.pk),
        "exported_at": format_moment(timezone.now()),
        **({"copy": watermark} if watermark else {}),
        "files": {name: build_digest_entry(content) for name, content in files.items()},
        **describe_issuer(record.enrollment.company),
    }
    text = (json.dumps(manifest, indent=2) + "\n").encode()
    return {**files, "manifest.json": text, **sign_manifest(text)}


def read_documents(credits: list[Credit]) -> dict[str, bytes]:
    """The documents of credits by file name, each once. One that is no longer on disk is left out: record.json names it
    with its digest."""
    files = {}
    for credit in credits:
        name = get_document_name(credit)
        if name and name not in files and credit.document.storage.exists(str(credit.document.name)):
            with credit.document.open("rb") as file:
                files[name] = file.read()
    return files


def get_document_name(credit: Credit) -> str | None:
    return f"credit-{PurePath(credit.document.name or '').name}" if credit.document else None


def build_digest_entry(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def serialise_record(record: StudentRecord) -> dict[str, Any]:
    enrollment = record.enrollment
    student = str(enrollment.user_id)
    return {
        "school": {"id": str(enrollment.company_id), "name": enrollment.company.name},
        "student": serialise_student(enrollment.user),
        "training": {
            "id": str(enrollment.training_id),
            "name": enrollment.training.name,
            "revision": enrollment.training.revision,
        },
        "enrollment": {
            "id": str(enrollment.pk),
            "created": format_moment(enrollment.created_at),
            "finished": format_moment(enrollment.finished_at),
            "finish_date": format_day(get_finish_day(enrollment)),
            "valid_until": format_day(enrollment.valid_until_on),
            "state": enrollment.state.value,
            "withdrawn_date": format_day(enrollment.withdrawn_on),
            "withdrawal_reason": enrollment.withdrawal_reason or None,
            "paused_date": format_day(enrollment.paused_on),
            "pause_reason": enrollment.pause_reason or None,
        },
        "summary": serialise_summary(record.summary),
        "credits": [serialise_credit(credit, record.item_names) for credit in record.credits],
        "items": serialise_items(record),
        "entries": [serialise_entry(entry, enrollment.company) for entry in record.entries],
        "signatures": [serialise_signature(signature, student, record.names) for signature in record.signatures],
        "events": [serialise_event(event, student) for event in record.events if is_included(event, student)],
        "certificate": build_issued_view(record.certificate) if record.certificate else None,
        "certificates": [serialise_certificate(certificate) for certificate in record.certificates],
    }


def serialise_student(user: User) -> dict[str, Any]:
    """By name, address and birthday another school recognises the person."""
    born = format_day(user.date_of_birth)
    return {"id": str(user.pk), "name": str(user), "email": user.email, "date_of_birth": born}


def serialise_credit(credit: Credit, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    revoked = {
        "at": format_moment(credit.revoked_at),
        "by": str(credit.revoked_by),
        "reason": credit.revocation_reason,
    }
    return {
        "id": str(credit.pk),
        "kind": credit.kind,
        "item": str(credit.item_id),
        "name": names.get(credit.item_id),
        "reason": credit.reason,
        "origin": str(credit.origin_item_id) if credit.origin_item_id else None,
        "document": get_document_name(credit),
        "document_sha256": credit.document_digest or None,
        "credited": format_moment(credit.credited_at),
        "by": str(credit.credited_by),
        "revoked": None if credit.is_live else revoked,
    }


def serialise_certificate(certificate: Certificate) -> dict[str, Any]:
    """`digest` is that of `content`, which is exactly what was issued."""
    return build_issued_view(certificate) | {"content": json.loads(certificate.content), "digest": certificate.digest}


def serialise_entry(entry: RecordEntry, company: Company) -> dict[str, Any]:
    """`at` is a moment in UTC, or a day where only that is known."""
    columns = {name: value for name, value in asdict(entry).items() if name != "is_day"}
    return {**columns, "at": format_day(company.local_date(entry.at)) if entry.is_day else format_moment(entry.at)}


def serialise_signature(signature: Signature, student: str, names: dict[str, str]) -> dict[str, Any]:
    """`redacted`: other students were left out of the content, so that its digest cannot be computed from it."""
    revocation = getattr(signature, "revocation", None)
    signed = get_signed_content(signature)
    content = redact_other_students(signed, student)
    return {
        "object": f"{signature.object_type}:{signature.object_id}",
        "object_in_words": name_signed(signature, names),
        "version": signature.version,
        "signer": signature.text,
        "meaning": signature.meaning,
        "content": content,
        "redacted": content != signed,
        "digest": signature.digest,
        "revoked": {"by": str(revocation), "reason": revocation.reason} if revocation else None,
    }


def is_included(event: Event, student: str) -> bool:
    return not is_about_another(json.loads(event.payload), student)


def serialise_event(event: Event, student: str) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": format_moment(event.at),
        "actor": event.actor_name,
        "action": event.action,
        "object": f"{event.object_type}:{event.object_id}",
        "payload": redact_other_students(json.loads(event.payload), student),
        "mac": event.mac,
    }


def build_record_csv(record: StudentRecord) -> bytes:
    """The entries as CSV, safe to open in a spreadsheet program: `build_csv` lets no cell be read as a formula. Times
    are those of the school, in ISO 8601; the heading names their zone."""
    company = record.enrollment.company
    rows = [
        (format_clock_time(entry, company), *(getattr(entry, column) for column in COLUMNS[1:]))
        for entry in record.entries
    ]
    return build_csv([(f"{COLUMNS[0]} ({company.zone})", *COLUMNS[1:]), *rows])


def format_clock_time(entry: RecordEntry, company: Company) -> str:
    """When it happened, as a day or a moment with the offset of the school's time zone: `2026-03-18 23:00+13:00`."""
    if entry.is_day:
        return company.local_date(entry.at).isoformat()
    return entry.at.astimezone(company.zone).isoformat(" ", "minutes")


def build_archive(files: dict[str, bytes]) -> bytes:
    """The files as a ZIP archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return archive.getvalue()


def write_files(files: dict[str, bytes], directory: Path) -> None:
    """Writes the files into a new directory, all or none. Raises FileExistsError when the directory exists."""
    # Renaming is atomic: under its final name, the directory is never there with only some of the files.
    draft = directory.with_name(directory.name + ".part")
    draft.mkdir(parents=True)
    try:
        for name, content in files.items():
            (draft / name).write_bytes(content)
        if directory.exists():
            raise FileExistsError(directory)
        draft.rename(directory)
    except BaseException:  # also KeyboardInterrupt: half of an export must not be left behind
        for leftover in draft.iterdir():
            leftover.unlink()
        draft.rmdir()
        raise
