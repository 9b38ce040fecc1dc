"""What a person gave the school besides the own training here: papers of an instructor, dossiers of other schools. Rows
for `account.json`, and the files as they were stored."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django.db.models.fields.files import FieldFile

from accounts.models import User
from core.timestamps import format_day, format_moment
from dossiers.models import Dossier
from instructors.models import Qualification


def list_papers(user: User) -> list[Qualification]:
    """Removed ones too: they are still here."""
    return list(Qualification.objects.filter(user=user).order_by("created_at", "id"))


def list_dossiers(user: User) -> list[Dossier]:
    return list(Dossier.objects.filter(user=user).order_by("received_at", "id"))


def describe_paper(row: Qualification) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.name,
        "number": row.number,
        "issued": format_day(row.issued_on),
        "valid_until": format_day(row.valid_until_on),
        "removed": format_moment(row.removed_at),
        "removal_reason": row.removal_reason,
        "file": name_file("paper", row.document),
        "sha256": row.document_digest or None,
    }


def describe_dossier(row: Dossier) -> dict[str, Any]:
    return {
        "school": row.school_name,
        "training": row.training_name,
        "name_there": row.student_name,
        "received": format_moment(row.received_at),
        "removed": format_moment(row.removed_at),
        "removal_reason": row.removal_reason,
        "file": name_file("dossier", row.file),
        "sha256": row.digest,
    }


def name_file(prefix: str, file: FieldFile) -> str | None:
    return f"{prefix}-{PurePath(file.name or '').name}" if file else None


def read_belongings(user: User) -> dict[str, bytes]:
    """The files by name. One that is no longer on disk is left out: `account.json` names it with its digest."""
    papers = ((name_file("paper", row.document), row.document) for row in list_papers(user))
    dossiers = ((name_file("dossier", row.file), row.file) for row in list_dossiers(user))
    return dict(iterate_contents([*papers, *dossiers]))


def iterate_contents(files: Iterable[tuple[str | None, FieldFile]]) -> Iterable[tuple[str, bytes]]:
    for name, file in files:
        if name and file.storage.exists(str(file.name)):
            with file.open("rb") as content:
                yield name, content.read()
