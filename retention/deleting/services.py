"""Deleting the record of an enrollment as a whole (docs/decisions/0035).

Nothing is deleted by itself: a manager confirms it with the password, or the operator runs `delete_due_records`.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company, User
from core.exceptions import Conflict, InvalidInput
from core.files.storage import delete_after_commit
from dossiers.models import Dossier
from evidence.models import Certificate, DeletedSerials
from onsite.models import ClassSession
from records.models import Event
from records.redactions import redact_rows
from records.services import EventDraft, lock_head, record_events
from records.signing import confirm_signer_password
from retention.clock import get_end_day, get_last_kept_day
from retention.deleting.accounts import Person, anonymise_account, is_to_be_forgotten
from retention.deleting.ledger_rows import RecordTrace, list_redactions, trace_record
from retention.deleting.obstacles import explain_obstacle, find_hold
from retention.deleting.side_rows import delete_side_rows
from retention.deleting.tables import LOCKED, delete_rows, list_object_ids
from trainings.enrollment_acts.choosing import MAX_ENROLLMENTS, check_manager
from trainings.enrollments.finishing import lock_enrollments
from trainings.models import Credit, Enrollment


@dataclass
class Deletion:
    """How many records were deleted, how many people are forgotten with them, and why others were not: by the id of the
    enrollment, in words."""

    deleted: list[uuid.UUID] = field(default_factory=list)
    forgotten: int = 0
    refused: dict[uuid.UUID, str] = field(default_factory=dict)


def delete_enrollment_records(*, enrollment_ids: Iterable[uuid.UUID], password: str, by: User) -> Deletion:
    """Deletes records for a manager, who confirms it with the password; each in a transaction of its own.

    Records that are not due, held or gone are refused with the reason, and the others deleted. Raises Forbidden for
    anybody but a manager; what `confirm_signer_password` does, also for API keys; InvalidInput for none and for more
    than `MAX_ENROLLMENTS`.
    """
    check_manager(by)
    ids = check_ids(enrollment_ids)
    confirm_signer_password(user=by, password=password)
    return delete_each(ids, by.company, by)


def check_ids(enrollment_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    ids = sorted(set(enrollment_ids))
    if not 1 <= len(ids) <= MAX_ENROLLMENTS:
        text = _("Choose at least one record, at most %(limit)s.") % {"limit": MAX_ENROLLMENTS}
        raise InvalidInput.for_field("records", text)
    return ids


def delete_each(ids: Iterable[uuid.UUID], company: Company, by: User | None, *, is_erasure: bool = False) -> Deletion:
    """Deletes the records that nothing keeps. `by` is None for the operator; `is_erasure`: the student asked for it."""
    outcome = Deletion()
    for id in ids:
        try:
            outcome.forgotten += delete_record(id, company, by, is_erasure=is_erasure)
            outcome.deleted.append(id)
        except Conflict as error:
            outcome.refused[id] = error.message
    return outcome


@transaction.atomic
def delete_record(id: uuid.UUID, company: Company, by: User | None, *, is_erasure: bool = False) -> bool:
    """Deletes one record; returns whether its student is forgotten with it. Raises Conflict, in words, for one that is
    gone or has to stay.

    Locks in the order of every act: the person, the classes, the enrollment, what hangs on it, the ledger
    (docs/decisions/0004). With the head locked nothing more can be recorded of it.
    """
    enrollment = lock_record(id, company)
    if obstacle := explain_obstacle(enrollment, find_hold(enrollment)):
        raise Conflict(obstacle)
    dossiers = lock_dossiers(enrollment)
    objects = list_object_ids(enrollment.pk)
    trace = trace_record(enrollment, {id for ids in objects.values() for id in ids})
    keep_serial(enrollment)
    delete_documents(enrollment)
    side_counts = delete_side_rows(trace)
    lock_head(company.pk)
    facts = build_facts(enrollment, objects, trace)
    facts["redacted"] = redact_rows(list_redactions(trace))
    facts["counts"] = delete_rows(enrollment.pk) | side_counts
    drafts = [*draft_class_events(trace), EventDraft("record.deleted", enrollment, facts)]
    person = Person(enrollment.user, is_erasure)
    is_forgotten = is_to_be_forgotten(person)
    # The dossiers of a person who is forgotten go, too.
    drafts += [anonymise_account(person.user)] if is_forgotten else draft_dossier_events(dossiers)
    record_events(*drafts, company_id=company.pk, by=by)
    return is_forgotten


def lock_record(id: uuid.UUID, company: Company) -> Enrollment:
    """Locks the rows of a record. Raises Conflict if there is none of the school."""
    rows = Enrollment.objects.filter(pk=id, company=company)
    students = rows.values_list("user_id", flat=True)
    list(User.objects.filter(pk__in=list(students)).select_for_update(no_key=True))
    classes = ClassSession.objects.filter(attendances__enrollment=id).values("pk")
    list(ClassSession.objects.filter(pk__in=classes).order_by("pk").select_for_update(of=("self",), no_key=True))
    locked = lock_enrollments(rows.select_related("user__company", "training", "company"))
    if not locked:
        raise Conflict(_("The record is deleted already."))
    for model in LOCKED:
        list(model._base_manager.filter(enrollment=id).order_by("pk").select_for_update(of=("self",), no_key=True))
    return locked[0]


def lock_dossiers(enrollment: Enrollment) -> list[Dossier]:
    """Those because of which something was credited to the enrollment: after it, as crediting locks them."""
    rows = Dossier.objects.filter(credits__credit__enrollment=enrollment).values("pk")
    return list(Dossier.objects.filter(pk__in=rows).order_by("pk").select_for_update(of=("self",), no_key=True))


def keep_serial(enrollment: Enrollment) -> None:
    """Notes the highest serial of the certificates that go, under the lock of the school under which serials are
    given (`take_next_serial`)."""
    last = (
        Certificate.objects.filter(enrollment=enrollment).order_by("-serial").values_list("serial", flat=True).first()
    )
    if last is None:
        return
    Company.objects.select_for_update(no_key=True).get(pk=enrollment.company_id)
    kept, is_new = DeletedSerials.objects.get_or_create(company_id=enrollment.company_id, defaults={"last": last})
    if not is_new and kept.last < last:
        DeletedSerials.objects.filter(pk=kept.pk).update(last=last)


def delete_documents(enrollment: Enrollment) -> None:
    """The documents of credits, once the transaction has committed: until then it may be rolled back."""
    names = set(Credit.objects.filter(enrollment=enrollment).exclude(document="").values_list("document", flat=True))
    for name in names:
        if not Credit.objects.filter(document=name).exclude(enrollment=enrollment).exists():
            delete_after_commit(name)


def build_facts(enrollment: Enrollment, objects: dict[str, list[str]], trace: RecordTrace) -> dict[str, Any]:
    """What the event proves, and by which rule; nothing in it leads to the person."""
    company, ended_on, kept_until = enrollment.company, get_end_day(enrollment), get_last_kept_day(enrollment)
    return {
        "training": str(enrollment.training_id),
        "training_name": enrollment.training.name,
        "ended_on": ended_on and ended_on.isoformat(),
        "kept_until": kept_until and kept_until.isoformat(),
        "rules": company.rules.code.value,
        "paragraph": company.rules.retention_paragraph,
        "years": company.years_of_retention,
        "manifest": find_last_manifest(enrollment),
        "objects": objects,
    }


def find_last_manifest(enrollment: Enrollment) -> str | None:
    """The digest of the manifest with which the record was last handed over: whoever has that file can show that it is
    the record that was deleted."""
    exported = Event.objects.about(enrollment).filter(action="record.exported").order_by("-seq").first()
    return json.loads(exported.payload).get("digest") if exported else None


def draft_class_events(trace: RecordTrace) -> list[EventDraft]:
    """One for each class, which carries its state without the student (records/kinds.py)."""
    facts = {"record": str(trace.enrollment.pk)}
    return [EventDraft("attendance.deleted", ClassSession(pk=uuid.UUID(id)), facts) for id in sorted(trace.classes)]


def draft_dossier_events(dossiers: Iterable[Dossier]) -> list[EventDraft]:
    """One for each, which carries its state without what was credited. It does not name the record: the dossier has a
    name, and what was deleted must not get it back."""
    return [EventDraft("dossier.credits_deleted", row) for row in dossiers]
