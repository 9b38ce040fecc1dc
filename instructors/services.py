"""Adding, changing and removing qualifications, by managers (docs/api.md, section 13)."""

import hashlib
import uuid
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from core.text.cleaning import clean_line
from instructors.models import BLOCKING_KINDS, MAX_NAME, MAX_NUMBER, MAX_REASON, Qualification, build_name_key
from records.services import EventDraft, record_events


@dataclass(frozen=True)
class QualificationInput:
    """A paper as a manager enters it. `blocks_signing`: None for what its kind says (`BLOCKING_KINDS`)."""

    kind: str
    name: str
    number: str = ""
    issued_on: date | None = None
    valid_until_on: date | None = None
    blocks_signing: bool | None = None


COLUMNS = tuple(field.name for field in fields(QualificationInput))


@transaction.atomic
def add_qualification(
    *, user_id: int, paper: QualificationInput, document: File[bytes] | None = None, by: User
) -> Qualification:
    """Stores a paper of an instructor and returns it. A renewal is a further paper with the same kind and name.

    `document` has been validated (`core.files.uploads.DocumentField`). Raises Forbidden for anybody but a manager;
    InvalidInput, by field, for a person who is no instructor of the school, an empty or too long name, and an end
    before the issue.
    """
    check_manager(by)
    row = Qualification(user=lock_instructor(user_id, by), created_at=clock.now(), **read_columns(paper))
    row.name_key = build_name_key(row.name)
    if document is not None:
        attach_document(row, document)
    row.save(force_insert=True)
    record_events(EventDraft("qualification.added", row, build_facts(row)), company_id=by.company_id, by=by)
    return row


@transaction.atomic
def edit_qualification(
    *, qualification_id: uuid.UUID, paper: QualificationInput, document: File[bytes] | None = None, by: User
) -> Qualification:
    """Corrects a paper and returns it; without a `document`, that on record stays. Without a difference nothing is
    stored. The person stays: a paper of somebody else is another one.

    Raises Forbidden for anybody but a manager; NotFound for a paper of another school; Conflict for one that was
    removed; InvalidInput as `add_qualification` does.
    """
    row = lock_qualification(qualification_id, by)
    before = build_facts(row)
    for name, value in read_columns(paper).items():
        setattr(row, name, value)
    row.name_key = build_name_key(row.name)
    if document is not None:
        attach_document(row, document)
    after = build_facts(row)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        row.save()
        facts = {"user": str(row.user_id), "changes": changes}
        record_events(EventDraft("qualification.changed", row, facts), company_id=by.company_id, by=by)
    return row


@transaction.atomic
def remove_qualification(*, qualification_id: uuid.UUID, reason: str, by: User) -> Qualification:
    """Takes a paper that was entered by mistake, or withdrawn, out of the person's papers, and returns it. The row
    stays, with who removed it and why.

    Raises Forbidden for anybody but a manager; NotFound for a paper of another school; Conflict for one that is
    removed; InvalidInput for a missing or too long reason.
    """
    row = lock_qualification(qualification_id, by)
    row.removed_at, row.removed_by, row.removal_reason = clock.now(), by, clean_reason(reason)
    row.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    facts = {**build_facts(row), "reason": row.removal_reason}
    record_events(EventDraft("qualification.removed", row, facts), company_id=by.company_id, by=by)
    return row


def check_manager(user: User) -> None:
    if not user.is_manager:
        raise Forbidden(_("Only managers may do this."))


def lock_instructor(user_id: int, by: User) -> User:
    """Locked, so that the person is not deleted meanwhile (accounts/people/deleting.py)."""
    rows = User.objects.visible_to(by).staff().select_for_update(no_key=True, of=("self",))
    user: User | None = rows.filter(pk=user_id).first()
    if user is None:
        raise InvalidInput.for_field("user_id", _("There is no instructor with this id."))
    return user


def lock_qualification(id: uuid.UUID, by: User) -> Qualification:
    """A live paper of the school, locked. The manager is checked after it was found: whoever does not see a paper is
    told the same as of one that does not exist."""
    rows = Qualification.objects.visible_to(by).select_related("user")
    row = rows.select_for_update(no_key=True, of=("self",)).filter(pk=id).first()
    if row is None:
        raise NotFound
    check_manager(by)
    if not row.is_live:
        raise Conflict(_("This qualification is removed already."))
    return row


def read_columns(paper: QualificationInput) -> dict[str, Any]:
    """The columns of the input, cleaned. Raises InvalidInput."""
    if paper.kind not in Qualification.Kind.values:
        raise InvalidInput.for_field("kind", _("This is not a kind of qualification."))
    if paper.issued_on and paper.valid_until_on and paper.valid_until_on < paper.issued_on:
        raise InvalidInput.for_field("valid_until_on", _("The last valid day is before the day of issue."))
    blocks = paper.kind in BLOCKING_KINDS if paper.blocks_signing is None else paper.blocks_signing
    return {
        **{name: getattr(paper, name) for name in COLUMNS},
        "name": clean_short_line("name", paper.name, MAX_NAME),
        "number": clean_short_line("number", paper.number, MAX_NUMBER, is_required=False),
        "blocks_signing": blocks,
    }


def clean_short_line(field: str, text: str, limit: int, *, is_required: bool = True) -> str:
    line = " ".join(clean_line(text).split())
    if is_required and not line:
        raise InvalidInput.for_field(field, _("Give a name."))
    if len(line) > limit:
        raise InvalidInput.for_field(field, _("At most %(limit)s characters.") % {"limit": limit})
    return line


def clean_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise InvalidInput.for_field("reason", _("Give a reason."))
    if len(reason) > MAX_REASON:
        raise InvalidInput.for_field("reason", _("At most %(limit)s characters.") % {"limit": MAX_REASON})
    return reason


def attach_document(row: Qualification, document: File[bytes]) -> None:
    document.seek(0)
    row.document_digest = hashlib.sha256(document.read()).hexdigest()
    document.seek(0)
    row.document.save(document.name or "document", document, save=False)


def build_facts(row: Qualification) -> dict[str, Any]:
    return {
        "user": str(row.user_id),
        "kind": row.kind,
        "name": row.name,
        "number": row.number,
        "issued_on": row.issued_on and row.issued_on.isoformat(),
        "valid_until": row.valid_until_on and row.valid_until_on.isoformat(),
        "blocks_signing": row.blocks_signing,
        "document": row.document_digest or None,
    }
