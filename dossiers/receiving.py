"""Taking in a dossier, and what managers decide about it before anything is credited.

EASA ORA.ATO.120 and 14 CFR 141.77(c) let a school credit training that was given elsewhere if it has the record of it.
"""

import hashlib
import uuid
from datetime import date
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, Forbidden, NotFound
from dossiers.models import Dossier
from dossiers.reading.packages import DossierPackage, read_package
from dossiers.reading.records import Person
from dossiers.trusting import is_known_key
from records.services import EventDraft, record_events
from trainings.enrollment_acts.choosing import check_manager, check_reason


class Received(NamedTuple):
    """`is_new` is false when the same file was taken in before."""

    dossier: Dossier
    is_new: bool


class Difference(NamedTuple):
    """What is not the same of the person there and here: the label of the field, and both values."""

    what: str
    there: str | date
    here: str | date


def receive_dossier(*, user_id: int, data: bytes, by: User) -> Received:
    """Checks and stores the file as a dossier of the person. A file that was taken in before is the dossier of then.

    Raises Forbidden for anybody but a manager and for the manager's own dossier; NotFound for a person of another
    school; InvalidInput, naming what is wrong, for what is no export or was altered; Conflict for a file that is the
    dossier of somebody else here. Then nothing is stored.
    """
    check_manager(by)
    user = User.objects.visible_to(by).filter(pk=user_id).first()
    if user is None:
        raise NotFound
    if user.pk == by.pk:
        raise Forbidden(_("Another manager has to receive your own dossier."))
    digest = hashlib.sha256(data).hexdigest()
    if (known := find_received(digest, user, by)) is not None:
        return Received(known, False)
    package = read_package(data)
    dossier = build_dossier(package, digest, user, by)
    try:
        with transaction.atomic():
            lock_person(user_id, by)
            store_dossier(dossier, data, by)
    except IntegrityError as error:  # the unique index: the same file was sent twice at the same moment
        if (known := find_received(digest, user, by)) is None:
            raise Conflict(_("The dossier could not be stored. Please try again.")) from error
        return Received(known, False)
    return Received(dossier, True)


def find_received(digest: str, user: User, by: User) -> Dossier | None:
    """Raises Conflict when the file is the dossier of somebody else."""
    known: Dossier | None = Dossier.objects.visible_to(by).live().select_related("user").filter(digest=digest).first()
    if known is not None and known.user_id != user.pk:
        raise Conflict(_("This file is the dossier of %(person)s already.") % {"person": known.user})
    return known


def build_dossier(package: DossierPackage, digest: str, user: User, by: User) -> Dossier:
    record = package.record
    return Dossier(
        company_id=by.company_id,
        user=user,
        digest=digest,
        school_id_there=record.school_id,
        school_name=record.school_name,
        student_name=record.student.name,
        training_name=record.training_name,
        enrollment_id_there=record.enrollment_id,
        exported_at=package.exported_at,
        verification=verify(package.fingerprint, by.company_id),
        fingerprint=package.fingerprint,
        received_at=clock.now(),
        received_by=by,
        differs=bool(list_differences(record.student, user)),
    )


def verify(fingerprint: str, company_id: uuid.UUID) -> Dossier.Verification:
    """What the signature of a dossier that is whole is worth to the school now."""
    if not fingerprint:
        return Dossier.Verification.UNSIGNED
    is_known = is_known_key(fingerprint, company_id)
    return Dossier.Verification.KNOWN_KEY if is_known else Dossier.Verification.UNKNOWN_KEY


def list_differences(there: Person, here: User) -> list[Difference]:
    """What is not the same; case and spaces are. A value that one side does not have is not compared."""
    pairs: list[tuple[str, str | date | None, str | date | None]] = [
        (_("Name"), there.name, str(here)),
        (_("Email"), there.email, here.email),
        (_("Date of birth"), there.born, here.date_of_birth),
    ]
    return [
        Difference(what, theirs, ours) for what, theirs, ours in pairs if theirs and ours and fold(theirs) != fold(ours)
    ]


def fold(value: str | date) -> str:
    return " ".join(str(value).split()).casefold()


def lock_person(user_id: int, by: User) -> None:
    """A deletion of the person locks the row, too: of the two, the second sees what the first did. Raises NotFound for
    a person who is gone."""
    rows = User.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    if rows.filter(pk=user_id).first() is None:
        raise NotFound


def store_dossier(dossier: Dossier, data: bytes, by: User) -> None:
    dossier.file.save("received-dossier.zip", ContentFile(data), save=False)
    dossier.save(force_insert=True)
    facts = {
        "user": dossier.user_id,
        "school_name": dossier.school_name,
        "student_name": dossier.student_name,
        "training_name": dossier.training_name,
        "verification": dossier.verification,
        "fingerprint": dossier.fingerprint,
        "digest": dossier.digest,
    }
    record_events(EventDraft("dossier.received", dossier, facts), company_id=by.company_id, by=by)


def confirm_person(*, dossier_id: uuid.UUID, reason: str, by: User) -> Dossier:
    """Records that the person there is the person here although name, address or birthday differ, and how that is
    known.

    Raises Forbidden for anybody but a manager and for the manager's own dossier; NotFound for one of another school;
    InvalidInput for a missing reason; Conflict when nothing differs, and for one that is confirmed or removed.
    """
    check_manager(by)
    reason = check_reason(reason)
    with transaction.atomic():
        dossier = lock_dossier(dossier_id, by)
        if obstacle := explain_confirmation_obstacle(dossier):
            raise Conflict(obstacle)
        dossier.person_confirmed_at, dossier.person_confirmed_by = clock.now(), by
        dossier.confirmation_reason = reason
        dossier.save(update_fields=["person_confirmed_at", "person_confirmed_by", "confirmation_reason"])
        record_act("dossier.person_confirmed", dossier, reason, by)
    return dossier


def explain_confirmation_obstacle(dossier: Dossier) -> str:
    if not dossier.is_live:
        return _("The dossier is removed.")
    return "" if dossier.needs_confirmation else _("There is nothing to confirm.")


def remove_dossier(*, dossier_id: uuid.UUID, reason: str, by: User) -> Dossier:
    """Takes a dossier out of use, such as one that was received for the wrong person. Row and file stay.

    Raises Forbidden for anybody but a manager and for the manager's own dossier; NotFound for one of another school;
    InvalidInput for a missing reason; Conflict for one that is removed, and while credits rest on it.
    """
    check_manager(by)
    reason = check_reason(reason)
    with transaction.atomic():
        dossier = lock_dossier(dossier_id, by)
        if obstacle := explain_removal_obstacle(dossier):
            raise Conflict(obstacle)
        dossier.removed_at, dossier.removed_by, dossier.removal_reason = clock.now(), by, reason
        dossier.save(update_fields=["removed_at", "removed_by", "removal_reason"])
        record_act("dossier.removed", dossier, reason, by)
    return dossier


def explain_removal_obstacle(dossier: Dossier) -> str:
    if not dossier.is_live:
        return _("The dossier is removed.")
    if dossier.credits.filter(credit__revoked_at__isnull=True).exists():
        return _("Credits rest on it. Revoke them first.")
    return ""


def record_act(action: str, dossier: Dossier, reason: str, by: User) -> None:
    facts = {"user": dossier.user_id, "training_name": dossier.training_name, "reason": reason}
    record_events(EventDraft(action, dossier, facts), company_id=by.company_id, by=by)


def lock_dossier(dossier_id: uuid.UUID, by: User) -> Dossier:
    rows = Dossier.objects.visible_to(by).select_related("company", "user")
    dossier: Dossier | None = rows.select_for_update(of=("self",), no_key=True).filter(pk=dossier_id).first()
    if dossier is None:
        raise NotFound
    if dossier.user_id == by.pk:
        raise Forbidden(_("Another manager has to receive your own dossier."))
    return dossier
