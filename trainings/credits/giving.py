"""Crediting earlier training to an enrollment, by a manager, who signs it."""

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from records.services import EventDraft, record_events
from records.signing import confirm_signer_password, reject_api_keys, sign_new_objects
from trainings.credits.content import MEANING, build_content
from trainings.credits.items import Item, list_items
from trainings.enrollment_acts.choosing import check_manager, check_reason, explain_ended, list_chosen
from trainings.enrollments.finishing import finish_completed, lock_enrollments
from trainings.models import Credit, Enrollment

MAX_ITEMS = 500  # of one act: each is signed
# Stores what refers to credits, in the transaction that stores them, and returns the events.
Link = Callable[[Sequence[Credit]], list[EventDraft]]


@dataclass(frozen=True)
class CreditInput:
    """What a manager credits: items of the syllabus by id, why, and the document that shows it, already validated
    (`core.files.uploads.DocumentField`)."""

    item_ids: Collection[uuid.UUID]
    reason: str
    document: File[bytes] | None = None


def link_nothing(credits: Sequence[Credit]) -> list[EventDraft]:
    return []


def give_credits(
    *, enrollment_id: uuid.UUID, credit: CreditInput, password: str, by: User, link: Link = link_nothing
) -> list[Credit]:
    """Credits the items to the enrollment, each with a signature of the manager, and returns the credits. Finishes the
    enrollment if they complete it. `link` stores what the credits rest on (dossiers/crediting.py).

    Raises NotFound for an enrollment the manager does not see; Forbidden for anybody but a manager, for the manager's
    own training and for an API key; Conflict for an enrollment that is finished or withdrawn, and for an item that is
    credited already; InvalidInput for a missing reason, for no items or too many, and for those of other trainings;
    what `confirm_signer_password` does.
    """
    check_manager(by)
    reject_api_keys()
    reason = check_reason(credit.reason)
    # Before the password, so that an act that cannot succeed costs no login attempt; again under the lock.
    check_creditable(get_enrollment(enrollment_id, by), credit.item_ids, by)
    confirm_signer_password(user=by, password=password)
    with transaction.atomic():
        locked = lock_enrollments(list_chosen([enrollment_id], by))
        if not locked:
            raise NotFound
        items = check_creditable(locked[0], credit.item_ids, by)
        credits = build_credits(locked[0], items, reason, by)
        if credit.document is not None:
            attach_document(credits, credit.document)
        return store_credits(credits, items, link, by)


def get_enrollment(id: uuid.UUID, by: User) -> Enrollment:
    enrollment = list_chosen([id], by).first()
    if enrollment is None:
        raise NotFound
    return enrollment


def explain_credit_obstacle(enrollment: Enrollment, by: User) -> str:
    """What keeps a manager from crediting anything to an enrollment; "" if nothing does."""
    if enrollment.user_id == by.pk:
        return _("You cannot credit anything to yourself.")
    return explain_ended(enrollment)


def check_creditable(enrollment: Enrollment, item_ids: Collection[uuid.UUID], by: User) -> list[Item]:
    """The items with these ids. Raises what `give_credits` does."""
    if obstacle := explain_credit_obstacle(enrollment, by):
        raise Forbidden(obstacle) if enrollment.user_id == by.pk else Conflict(obstacle)
    ids = set(item_ids)
    if not 1 <= len(ids) <= MAX_ITEMS:
        raise InvalidInput.for_field("items", _("Choose at least one item, at most %(limit)s.") % {"limit": MAX_ITEMS})
    items = [item for item in list_items(enrollment, clock.now()) if item.id in ids]
    if len(items) < len(ids):
        raise InvalidInput.for_field("items", _("The training has no such item."))
    credited = [item.name for item in items if item.is_credited]
    if credited:
        raise Conflict(_("Credited already: %(items)s.") % {"items": ", ".join(credited)})
    return items


def build_credits(enrollment: Enrollment, items: Sequence[Item], reason: str, by: User) -> list[Credit]:
    return [
        Credit(enrollment=enrollment, kind=item.kind, item_id=item.id, reason=reason, credited_by=by) for item in items
    ]


def store_credits(credits: list[Credit], items: Sequence[Item], link: Link, by: User) -> list[Credit]:
    """Stores and signs the credits of one enrollment, which the caller has locked, and finishes it if they complete
    it."""
    enrollment = credits[0].enrollment
    events = sign_credits(zip(credits, items, strict=True), by=by)
    events += link(credits)
    events += finish_completed(enrollment_ids=[enrollment.pk], by=by)
    record_events(*events, company_id=enrollment.company_id, by=by)
    return credits


def sign_credits(credits: Iterable[tuple[Credit, Item]], *, by: User) -> list[EventDraft]:
    """Stores and signs new credits, each with the item that is credited; of enrollments of the manager's school, which
    the caller has locked. Returns the events to record. Two queries."""
    pairs = list(credits)
    contents = [(credit, build_signed_content(credit, item)) for credit, item in pairs]
    signed = sign_new_objects(objects=contents, company_id=by.company_id, meaning=MEANING, by=by)
    events = []
    for (credit, item), (signature, added) in zip(pairs, signed, strict=True):
        credit.credited_at = credit.signed_at = signature.signed_at
        events += [added, build_event(credit, item)]
    Credit.objects.bulk_create([credit for credit, _item in pairs], batch_size=MAX_ITEMS)
    return events


def build_signed_content(credit: Credit, item: Item) -> dict[str, Any]:
    enrollment = credit.enrollment
    return build_content(credit, enrollment.training_id, build_names(enrollment, item))


def attach_document(credits: list[Credit], document: File[bytes]) -> None:
    """The credits of one act share the file."""
    document.seek(0)
    digest = hashlib.sha256(document.read()).hexdigest()
    document.seek(0)
    credits[0].document.save(document.name or "document", document, save=False)
    for credit in credits:
        credit.document, credit.document_digest = credits[0].document.name, digest


def build_names(enrollment: Enrollment, item: Item) -> dict[str, Any]:
    """So that the signed content can be read without this database."""
    return {
        "student": str(enrollment.user),
        "training": enrollment.training.name,
        "item": item.name,
        "group": item.group,
    }


def build_event(credit: Credit, item: Item) -> EventDraft:
    facts = {
        "user": str(credit.enrollment.user_id),
        "enrollment": str(credit.enrollment_id),
        "kind": credit.kind,
        "item": str(credit.item_id),
        "item_name": item.name,
        "reason": credit.reason,
        "document": credit.document_digest or None,
    }
    return EventDraft("credit.given", credit, facts)
