"""The tables of a dossier's page: what the other school recorded, and what came of it here."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Company, User
from core.dates.writing import format_day, format_duration
from core.units import SECONDS_PER_MINUTE
from dossiers.crediting import explain_dossier_obstacle
from dossiers.models import Dossier, DossierCredit
from dossiers.reading.records import DoneItem, DossierRecord, Entry, SignatureEntry
from office.base.tables.drawing import Cell, Table, render_link
from office.dossiers.reads import DossierPage
from office.enrollment_acts.states import describe_state
from trainings.models import Enrollment

MAX_ROWS = 500  # of a table; the original has everything


def build_enrollments(page: DossierPage, by: User) -> Table:
    return Table(
        caption=_("Trainings here, to which items can be credited"),
        headings=(_("Training"), _("State"), _("What to do")),
        rows=[
            (row.training.name, describe_state(row), build_credit_cell(page.dossier, row, by))
            for row in page.enrollments
        ],
        empty=_("The person is in no training here yet."),
    )


def build_credit_cell(dossier: Dossier, row: Enrollment, by: User) -> Cell:
    if obstacle := explain_dossier_obstacle(dossier, row, by):
        return obstacle
    return render_link(reverse("admin:dossiers_dossier_credit", args=[dossier.pk, row.pk]), _("Credit items…"))


def build_credits(page: DossierPage) -> Table:
    return Table(
        caption=_("Credited because of this dossier"),
        headings=(_("What is credited"), _("Training"), _("Done there"), _("By"), _("Credited"), _("State")),
        rows=[build_credit(row, page) for row in page.credits],
        empty=_("Nothing has been credited yet."),
    )


def build_credit(row: DossierCredit, page: DossierPage) -> list[Cell]:
    credit = row.credit
    address = reverse("admin:trainings_enrollment_file", args=[credit.enrollment_id])
    return [
        page.item_names.get(credit.item_id) or _("A deleted item"),
        render_link(address, credit.enrollment.training.name),
        row.source_name or _("chosen by hand"),
        str(credit.credited_by),
        page.dossier.company.local_text(credit.credited_at),
        _("counts") if credit.is_live else _("revoked: %(reason)s") % {"reason": credit.revocation_reason},
    ]


def build_begun_items(record: DossierRecord, school: Company) -> Table:
    begun = [item for item in record.items if item.is_done or item.how]
    empty = _("The export does not list items, as those of older versions do not. Its entries below say what was done.")
    return build_items(_("What was done of the training there"), begun, school, empty)


def build_items(caption: str, items: Sequence[DoneItem], school: Company, empty: str = "") -> Table:
    return Table(
        caption=caption,
        headings=(
            *(_("Item"), _("Code"), _("Done"), _("How"), _("Result"), _("Time there"), _("When"), _("By")),
            _("Signatures"),
        ),
        rows=[build_item(item, school) for item in items[:MAX_ROWS]],
        empty=empty,
        note=note_rest(items),
    )


def build_item(item: DoneItem, school: Company) -> list[Cell]:
    return [
        item.label,
        item.code or "—",
        _("yes") if item.is_done else _("no"),
        item.how or "—",
        item.result or "—",
        write_minutes(item.minutes),
        school.local_text(item.at) if item.at else "—",
        item.by or "—",
        len(item.signatures),
    ]


def build_entry_tables(record: DossierRecord, school: Company) -> list[Table]:
    """Exams, flights and certificates by themselves, then everything in order."""
    captions = {"exam": _("Exams there"), "mission": _("Flights there"), "certificate": _("Certificates there")}
    tables = [
        build_entries(caption, [entry for entry in record.entries if entry.kind == kind], school)
        for kind, caption in captions.items()
    ]
    return [*tables, build_entries(_("Everything there, oldest first"), record.entries, school)]


def build_entries(caption: str, entries: Sequence[Entry], school: Company) -> Table:
    return Table(
        caption=caption,
        headings=(_("When"), _("Kind"), _("What"), _("Result"), _("By"), _("Remarks")),
        rows=[
            (write_time(row.at, school), row.kind, row.what, row.result, row.by, row.remarks)
            for row in entries[:MAX_ROWS]
        ],
        note=note_rest(entries),
    )


def build_signatures(signatures: Sequence[SignatureEntry]) -> Table:
    return Table(
        caption=_("Signatures there"),
        headings=(_("What is signed"), _("Version"), _("Signed by"), _("Meaning"), _("State")),
        rows=[
            (row.object, row.version, row.signer, row.meaning, describe_state_there(row))
            for row in signatures[:MAX_ROWS]
        ],
        empty=_("Nothing was signed there."),
        note=note_rest(signatures),
    )


def describe_state_there(row: SignatureEntry) -> str:
    if not row.revoked_by:
        return _("stands")
    return _("taken back: %(by)s, %(reason)s") % {"by": row.revoked_by, "reason": row.reason or "—"}


def build_person_dossiers(dossiers: Sequence[Dossier]) -> Table:
    """For the file of a person."""
    return Table(
        caption=_("Dossiers of other schools"),
        headings=(_("Training there"), _("School"), _("Exported"), _("Received"), _("Signature")),
        rows=[build_person_dossier(row) for row in dossiers],
    )


def build_person_dossier(row: Dossier) -> list[Cell]:
    return [
        render_link(reverse("admin:dossiers_dossier_file", args=[row.pk]), row.training_name),
        row.school_name,
        format_day(row.company.local_date(row.exported_at)),
        row.company.local_text(row.received_at),
        row.get_verification_display(),
    ]


def note_rest(rows: Sequence[object]) -> str:
    if len(rows) <= MAX_ROWS:
        return ""
    return _("These are the first %(shown)s of %(total)s. The original has all.") % {
        "shown": MAX_ROWS,
        "total": len(rows),
    }


def write_time(at: datetime | date, school: Company) -> str:
    """In the time of the school here; a day where only that is known."""
    return school.local_text(at) if isinstance(at, datetime) else format_day(at)


def write_minutes(minutes: int) -> str:
    return format_duration(minutes * SECONDS_PER_MINUTE) if minutes else "—"
