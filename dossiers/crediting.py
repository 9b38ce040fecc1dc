"""Crediting items of a dossier to an enrollment here (docs/decisions/0025, 0038).

FCL.035 (EASA) and 14 CFR 141.77(c) leave it to the school how much of what was trained elsewhere it credits; so nothing
is credited by itself.
"""

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from api.views import get_one_or_404
from core import clock
from core.dates.writing import format_day, write_english
from core.exceptions import Conflict, NotFound
from dossiers.matching import Match, match_items
from dossiers.models import MAX_NAME, Dossier, DossierCredit
from dossiers.reading.packages import DossierPackage, read_package
from dossiers.receiving import lock_dossier
from records.services import EventDraft
from trainings.credits.giving import CreditInput, explain_credit_obstacle, get_enrollment, give_credits
from trainings.credits.items import Item, list_items
from trainings.models import MAX_REASON, Credit, Enrollment

FOUND = {
    Dossier.Verification.KNOWN_KEY: "signed, by a known key",
    Dossier.Verification.UNKNOWN_KEY: "signed, by an unknown key",
    Dossier.Verification.UNSIGNED: "not signed",
}


@dataclass(frozen=True)
class CreditProposal:
    """An enrollment of the person here, its items, and what of the dossier corresponds to which."""

    dossier: Dossier
    package: DossierPackage
    enrollment: Enrollment
    items: list[Item]
    matches: dict[uuid.UUID, Match]


def get_dossier(dossier_id: uuid.UUID, by: User) -> Dossier:
    """Raises NotFound for one that the manager does not see."""
    dossier: Dossier = get_one_or_404(Dossier.objects.visible_to(by).for_page(), pk=dossier_id)
    return dossier


def read_stored(dossier: Dossier) -> DossierPackage:
    """What is in the file. Raises Conflict for one that is gone or not the one that was received, and InvalidInput
    where this version reads more strictly than the one that received it."""
    try:
        with dossier.file.open("rb") as file:
            data = file.read()
    except (OSError, ValueError) as error:  # a ValueError for a row without a file
        raise Conflict(_("The file of the dossier is not on disk any more.")) from error
    if hashlib.sha256(data).hexdigest() != dossier.digest:
        raise Conflict(_("The file of the dossier was altered since it was received."))
    return read_package(data)


def propose_credits(dossier_id: uuid.UUID, enrollment_id: uuid.UUID, by: User) -> CreditProposal:
    """Raises NotFound for a dossier or an enrollment that the manager does not see, and for one of somebody else."""
    dossier = get_dossier(dossier_id, by)
    enrollment = get_enrollment(enrollment_id, by)
    if enrollment.user_id != dossier.user_id:
        raise NotFound
    package = read_stored(dossier)
    items = [item for item in list_items(enrollment, clock.now()) if not item.is_credited]
    return CreditProposal(dossier, package, enrollment, items, match_items(items, package.record.items))


def explain_dossier_obstacle(dossier: Dossier, enrollment: Enrollment, by: User) -> str:
    """What keeps a manager from crediting the dossier to the enrollment; "" if nothing does."""
    if not dossier.is_live:
        return _("The dossier is removed.")
    if dossier.needs_confirmation:
        return _("Confirm first that the dossier is that of this person.")
    return explain_credit_obstacle(enrollment, by)


def build_reason(dossier: Dossier) -> str:
    """What the form proposes. Stored, so it is in English."""
    with write_english():
        exported, received = (
            format_day(dossier.company.local_date(moment)) for moment in (dossier.exported_at, dossier.received_at)
        )
    # `Dossier.Verification(…)`, because a row that was read has a plain text.
    found = FOUND[Dossier.Verification(dossier.verification)]
    after = f", exported {exported}, verified {received}: {found}"
    return f"Dossier of {dossier.school_name}"[: MAX_REASON - len(after)] + after


def credit_from_dossier(
    *,
    dossier_id: uuid.UUID,
    enrollment_id: uuid.UUID,
    item_ids: Collection[uuid.UUID],
    reason: str,
    password: str,
    by: User,
) -> list[Credit]:
    """Credits the items as `give_credits` does, with the printed record of the dossier as the document, and links each
    credit to the dossier and to the item there that was proposed for it.

    Raises what `give_credits` does; also NotFound for a dossier the manager does not see and for an enrollment of
    somebody else, and Conflict for a dossier that is removed, not confirmed or not readable any more.
    """
    proposal = propose_credits(dossier_id, enrollment_id, by)
    if not proposal.dossier.is_live or proposal.dossier.needs_confirmation:
        raise Conflict(explain_dossier_obstacle(proposal.dossier, proposal.enrollment, by))
    document = SimpleUploadedFile("record.pdf", proposal.package.printed)
    return give_credits(
        enrollment_id=enrollment_id,
        credit=CreditInput(item_ids, reason, document),
        password=password,
        by=by,
        link=lambda given: link_credits(given, proposal, by),
    )


def link_credits(credits: Iterable[Credit], proposal: CreditProposal, by: User) -> list[EventDraft]:
    """Stores what the credits rest on, and returns the event. The enrollment is locked, the dossier after it."""
    dossier = lock_dossier(proposal.dossier.pk, by)
    if not dossier.is_live:
        raise Conflict(_("The dossier is removed."))
    links = [build_link(credit, dossier, proposal.matches.get(credit.item_id)) for credit in credits]
    DossierCredit.objects.bulk_create(links)
    facts = {
        "user": dossier.user_id,
        "enrollment": str(proposal.enrollment.pk),
        "training_name": dossier.training_name,
        "credits": [str(link.credit_id) for link in links],
        "count": len(links),
    }
    return [EventDraft("dossier.credited", dossier, facts)]


def build_link(credit: Credit, dossier: Dossier, match: Match | None) -> DossierCredit:
    if match is None:
        return DossierCredit(dossier=dossier, credit=credit)
    source = match.source
    return DossierCredit(dossier=dossier, credit=credit, source_id=source.id, source_name=source.label[:MAX_NAME])
