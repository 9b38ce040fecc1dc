"""The tables of an enrollment's page about what proves it: certificates and signatures."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Company
from core.dates.writing import format_day
from evidence.certificates.reads import get_successor_number
from evidence.certificates.wording import describe_reason, describe_validity
from evidence.models import Certificate
from office.base.tables.drawing import Cell, Table, join_parts, render_link
from office.ledger.names import Key
from office.ledger.stories import write_names
from office.student_file.enrollment_reads import EnrollmentFile
from records.models import Signature


def get_certificate_page(page: str, row: Certificate) -> str:
    return reverse(f"admin:trainings_enrollment_certificate_{page}", args=[row.enrollment_id, row.pk])


def build_certificates(file: EnrollmentFile) -> Table:
    school = file.enrollment.company
    return Table(
        caption=_("Certificates"),
        headings=(
            *(
                _("Number"),
                _("Issued"),
                _("Valid until"),
                _("Status"),
                _("Replaces"),
                _("Replaced by"),
                _("What to do"),
            ),
        ),
        rows=[build_certificate(row, school) for row in file.certificates],
        empty=_("No certificate has been issued."),
    )


def build_certificate(row: Certificate, school: Company) -> list[Cell]:
    return [
        render_link(get_certificate_page("pdf", row), row.number),
        school.local_text(row.issued_at),
        format_day(row.valid_until_on) if row.valid_until_on else _("does not expire"),
        describe_status(row, school),
        row.replaces.number if row.replaces else "—",
        get_successor_number(row) or "—",
        render_acts(row),
    ]


def describe_status(row: Certificate, school: Company) -> str:
    if row.revoked_at:
        values = {"day": format_day(school.local_date(row.revoked_at)), "reason": describe_reason(row)}
        return _("revoked on %(day)s: %(reason)s") % values
    return describe_validity(row)


def render_acts(row: Certificate) -> SafeString:
    """What can be done about a certificate: nothing any more about a replaced one."""
    links = [render_link(get_certificate_page("pdf", row), _("Open the PDF"))]
    if not row.revoked_at:
        links.append(render_link(get_certificate_page("revoke", row), _("Revoke…")))
    if get_successor_number(row) is None:
        links.append(render_link(get_certificate_page("reissue", row), _("Issue again…")))
    return join_parts(links, " · ")


def build_signatures(file: EnrollmentFile) -> Table:
    school = file.enrollment.company
    names = write_names(((row.object_type, row.object_id) for row in file.signatures), school)
    return Table(
        caption=_("Signatures"),
        headings=(_("What is signed"), _("Version"), _("Signed by"), _("Role"), _("Signed"), _("Meaning"), _("State")),
        rows=[build_signature(row, names, school) for row in file.signatures],
        empty=_("Nothing has been signed."),
    )


def build_signature(row: Signature, names: dict[Key, SafeString], school: Company) -> list[Cell]:
    return [
        names[row.object_type, row.object_id],
        row.version,
        row.signer_name,
        row.get_signer_role_display(),
        render_link(reverse("admin:records_signature_change", args=[row.pk]), school.local_text(row.signed_at)),
        row.meaning,
        describe_signature_state(row, school),
    ]


def describe_signature_state(row: Signature, school: Company) -> str:
    revocation = getattr(row, "revocation", None)
    if revocation is None:
        return _("stands")
    values = {"person": revocation.by_name, "moment": school.local_text(revocation.revoked_at)}
    if revocation.reason:
        return _("taken back by %(person)s on %(moment)s: %(reason)s") % {**values, "reason": revocation.reason}
    return _("taken back by %(person)s on %(moment)s") % values
