"""The record as files: one JSON with everything, one CSV and one PDF to read, and a manifest with their digests."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Company
from core.tables.writing import csv_of
from core.timestamps import format_day, format_moment
from evidence.certificates.content import finish_day
from evidence.certificates.services import as_issued
from evidence.models import Certificate
from evidence.student_record.gathering import Entry, StudentRecord, signed_content, time_of
from evidence.student_record.privacy import concerns_another, of_one_student
from records.models import Event, Signature

COLUMNS = ("at", "kind", "what", "result", "by", "remarks")


def record_files(record: StudentRecord) -> dict[str, bytes]:
    """`{file name: content}`: the record as JSON, CSV and PDF, and `manifest.json` with the SHA-256 of each."""
    from evidence.student_record.pdf import record_pdf  # a second of start-up that other answers do not owe

    whole = as_json(record)
    files = {
        "record.json": (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode(),
        "record.csv": as_csv(record),
        "record.pdf": record_pdf(record),
    }
    manifest = {
        "enrollment": str(record.enrollment.pk),
        "exported_at": format_moment(timezone.now()),
        "files": {name: digest_entry(content) for name, content in files.items()},
    }
    return {**files, "manifest.json": (json.dumps(manifest, indent=2) + "\n").encode()}


def digest_entry(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def as_json(record: StudentRecord) -> dict[str, Any]:
    enrollment = record.enrollment
    student = str(enrollment.user_id)
    return {
        "school": {"id": str(enrollment.company_id), "name": enrollment.company.name},
        "student": {"id": str(enrollment.user_id), "name": str(enrollment.user), "email": enrollment.user.email},
        "training": {"id": str(enrollment.training_id), "name": enrollment.training.name},
        "enrollment": {
            "id": str(enrollment.pk),
            "created": format_moment(enrollment.created_at),
            "finished": format_moment(enrollment.finished_at),
            "finish_date": format_day(finish_day(enrollment)),
            "valid_until": format_day(enrollment.valid_until_on),
        },
        "entries": [entry_json(entry, enrollment.company) for entry in record.entries],
        "signatures": [signature_json(signature, student) for signature in record.signatures],
        "events": [event_json(event, student) for event in record.events if is_told(event, student)],
        "certificate": as_issued(record.certificate) if record.certificate else None,
        "certificates": [certificate_json(certificate) for certificate in record.certificates],
    }


def certificate_json(certificate: Certificate) -> dict[str, Any]:
    return as_issued(certificate) | {"digest": certificate.digest}


def entry_json(entry: Entry, school: Company) -> dict[str, Any]:
    """`at` is a moment in UTC, or the day alone where no more is known."""
    told = {name: value for name, value in asdict(entry).items() if name != "is_day"}
    return {**told, "at": time_of(entry, school) if entry.is_day else format_moment(entry.at)}


def signature_json(signature: Signature, student: str) -> dict[str, Any]:
    revocation = getattr(signature, "revocation", None)
    return {
        "object": f"{signature.object_type}:{signature.object_id}",
        "version": signature.version,
        "signer": signature.text,
        "meaning": signature.meaning,
        "content": of_one_student(signed_content(signature), student),
        "digest": signature.digest,
        "revoked": {"by": str(revocation), "reason": revocation.reason} if revocation else None,
    }


def is_told(event: Event, student: str) -> bool:
    return not concerns_another(json.loads(event.payload), student)


def event_json(event: Event, student: str) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": format_moment(event.at),
        "actor": event.actor_name,
        "action": event.action,
        "object": f"{event.object_type}:{event.object_id}",
        "payload": of_one_student(json.loads(event.payload), student),
        "mac": event.mac,
    }


def as_csv(record: StudentRecord) -> bytes:
    """The entries as a table that a spreadsheet opens, no cell of which it takes for a formula."""
    school = record.enrollment.company
    rows = [
        (time_of(entry, school), entry.kind, entry.what, entry.result, entry.by, entry.remarks)
        for entry in record.entries
    ]
    return csv_of([COLUMNS, *rows])


def write_files(files: dict[str, bytes], directory: Path) -> None:
    """Writes the files into a new directory, whole or not at all. Raises FileExistsError when it is there already."""
    draft = directory.with_name(directory.name + ".part")
    draft.mkdir(parents=True)
    try:
        for name, text in files.items():
            (draft / name).write_bytes(text)
        if directory.exists():
            raise FileExistsError(directory)
        draft.rename(directory)
    except BaseException:
        for leftover in draft.iterdir():
            leftover.unlink()
        draft.rmdir()
        raise
