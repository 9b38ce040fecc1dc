"""The page of a dossier, read in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from dossiers.crediting import get_dossier, read_stored
from dossiers.models import Dossier, DossierCredit, TrustedKey
from dossiers.reading.packages import DossierPackage
from dossiers.receiving import Difference, list_differences
from dossiers.trusting import find_trust
from trainings.credits.items import read_item_names
from trainings.models import Enrollment


@dataclass(frozen=True)
class DossierPage:
    """A dossier with what is in its file, the enrollments of the person here, and what was credited because of it."""

    dossier: Dossier
    package: DossierPackage
    trust: TrustedKey | None
    differences: Sequence[Difference]
    enrollments: Sequence[Enrollment]
    credits: Sequence[DossierCredit]
    item_names: dict[UUID, str]


def read_dossier_page(dossier_id: UUID, by: User) -> DossierPage:
    """Raises what `get_dossier` and `read_stored` do."""
    dossier = get_dossier(dossier_id, by)
    package = read_stored(dossier)
    enrollments = Enrollment.objects.visible_to(by).filter(user=dossier.user_id).newest_first()
    rows = dossier.credits.select_related("credit__enrollment__training", "credit__credited_by")
    credits = list(rows.order_by("credit__credited_at", "id"))
    return DossierPage(
        dossier=dossier,
        package=package,
        trust=find_trust(dossier.fingerprint, dossier.company_id) if dossier.fingerprint else None,
        differences=list_differences(package.record.student, dossier.user),
        enrollments=list(enrollments.select_related("training", "company")),
        credits=credits,
        item_names=read_item_names([row.credit for row in credits]),
    )


def list_person_dossiers(user: User, by: User) -> list[Dossier]:
    """Those that are in use, newest first."""
    rows: Sequence[Dossier] = Dossier.objects.visible_to(by).live().filter(user=user).select_related("company")
    return list(rows)
