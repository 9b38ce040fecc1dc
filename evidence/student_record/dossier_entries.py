"""The records of other schools that the student brought along, as entries of the record here."""

from collections.abc import Iterable, Iterator

from core.dates.writing import format_day
from dossiers.crediting import FOUND
from dossiers.models import Dossier
from evidence.student_record.entries import RecordEntry
from trainings.models import Enrollment


def list_dossiers(enrollment: Enrollment) -> Iterable[Dossier]:
    """Every dossier of the person at this school, removed ones too, oldest first: it is not about one training."""
    rows = Dossier.objects.filter(user=enrollment.user_id, company=enrollment.company_id)
    return rows.select_related("company", "received_by", "person_confirmed_by", "removed_by").order_by("received_at")


def build_dossier_entries(dossier: Dossier) -> Iterator[RecordEntry]:
    what = f"{dossier.training_name} at {dossier.school_name}, of {dossier.student_name}"
    exported = f"exported {format_day(dossier.company.local_date(dossier.exported_at))}"
    found = f"received, {FOUND[Dossier.Verification(dossier.verification)]}"
    yield RecordEntry(dossier.received_at, "dossier", what, found, str(dossier.received_by), exported)
    if dossier.person_confirmed_at:
        by, reason = str(dossier.person_confirmed_by), dossier.confirmation_reason
        yield RecordEntry(dossier.person_confirmed_at, "dossier", what, "it is the same person", by, reason)
    if dossier.removed_at:
        by, reason = str(dossier.removed_by), dossier.removal_reason
        yield RecordEntry(dossier.removed_at, "dossier", what, "removed", by, reason)
