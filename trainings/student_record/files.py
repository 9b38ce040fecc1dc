"""The record as files: one JSON with everything, one CSV and one PDF to read, and a manifest with their digests."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone

from config.api import wire
from config.spreadsheets import csv_of, harmless
from records.models import Event, Signature
from trainings.certificate.models import Certificate
from trainings.student_record.gathering import Entry, StudentRecord, signed_content
from trainings.student_record.privacy import concerns_another, of_one_student

COLUMNS = ("at", "kind", "what", "result", "by", "remarks")


def record_files(record: StudentRecord) -> dict[str, bytes]:
    """`{file name: content}`: the record as JSON, CSV and PDF, and `manifest.json` with the SHA-256 of each."""
    from trainings.student_record.pdf import record_pdf  # a second of start-up that other answers do not owe

    whole = as_json(record)
    files = {
        "record.json": (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode(),
        "record.csv": as_csv(record.entries),
        "record.pdf": record_pdf(record),
    }
    manifest = {
        "enrollment": str(record.enrollment.pk),
        "exported_at": wire.moment(timezone.now()),
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
            "created": wire.moment(enrollment.created_at),
            "finished": wire.moment(enrollment.finished_at),
            "valid_until": wire.day(enrollment.valid_until_on),
        },
        "entries": [{**asdict(entry), "at": wire.moment(entry.at)} for entry in record.entries],
        "signatures": [signature_json(signature, student) for signature in record.signatures],
        "events": [event_json(event, student) for event in record.events if is_told(event, student)],
        "certificate": json.loads(record.certificate.content) if record.certificate else None,
        "certificates": [certificate_json(certificate) for certificate in record.certificates],
    }


def certificate_json(certificate: Certificate) -> dict[str, Any]:
    return {
        "number": certificate.number,
        "issued": wire.moment(certificate.issued_at),
        "revoked": wire.moment(certificate.revoked_at),
        "reason": certificate.revocation_reason or None,
        "content": json.loads(certificate.content),
        "digest": certificate.digest,
    }


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
        "at": wire.moment(event.at),
        "actor": event.actor_name,
        "action": event.action,
        "object": f"{event.object_type}:{event.object_id}",
        "payload": of_one_student(json.loads(event.payload), student),
        "mac": event.mac,
    }


def as_csv(entries: list[Entry]) -> bytes:
    """The entries as a table that a spreadsheet opens, no cell of which it takes for a formula."""
    rows = [(entry.at, entry.kind, entry.what, entry.result, entry.by, entry.remarks) for entry in entries]
    return csv_of([COLUMNS, *([harmless(cell) for cell in row] for row in rows)])


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
