"""What managers do about the certificate of an enrollment: issue it, revoke it, issue it again."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from api.views import get_one_or_404
from core.exceptions import Conflict
from evidence.certificates.reads import get_successor_number
from evidence.certificates.refusing import read_refused
from evidence.certificates.reissuing import reissue_certificate
from evidence.certificates.services import issue_certificates, revoke_certificate
from evidence.models import Certificate
from hours.wording import join_missing
from office.enrollment_acts.acts import describe
from office.enrollment_acts.forms import ActForm, ReasonForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from office.student_file.enrollment_reads import EnrollmentFile
from trainings.models import Enrollment


def get_file_address(enrollment_id: uuid.UUID) -> str:
    return reverse("admin:trainings_enrollment_file", args=[enrollment_id])


def get_certificate(enrollment_id: uuid.UUID, certificate_id: uuid.UUID, by: User) -> Certificate:
    """Raises NotFound for a certificate the manager does not see, and for one of another enrollment."""
    rows = Certificate.objects.visible_to(by).select_related(
        "company", "replaced_by", "enrollment__user", "enrollment__training", "enrollment__company"
    )
    certificate: Certificate = get_one_or_404(rows, pk=certificate_id, enrollment=enrollment_id)
    return certificate


def may_issue(file: EnrollmentFile) -> bool:
    """A first one: one that was revoked is issued again from its row."""
    return file.enrollment.is_finished and not file.certificates


def build_issuing_page(request: HttpRequest, enrollment_id: uuid.UUID, by: User) -> ActPage:
    rows = Enrollment.objects.visible_to(by).select_related("user", "training", "company")
    enrollment: Enrollment = get_one_or_404(rows, pk=enrollment_id)
    obstacle = explain_issuing_obstacle(enrollment)
    return ActPage(
        title=_("Issue the certificate"),
        button=_("Issue"),
        listing=build_listing(describe(enrollment), obstacle),
        form=ActForm(by, get_form_data(request)),
        run=lambda data: run_issuing(enrollment, by),
        back=get_file_address(enrollment_id),
    )


def explain_issuing_obstacle(enrollment: Enrollment) -> str:
    if not enrollment.is_finished:
        return _("The training is not finished.")
    if Certificate.objects.filter(enrollment=enrollment).exists():
        return _("It has a certificate. If that is revoked, it can be issued again.")
    return explain_hours_obstacle(enrollment)


def explain_hours_obstacle(enrollment: Enrollment) -> str:
    """The hours that are missing, if the school refuses certificates then."""
    refused = read_refused([enrollment])
    text = _("Required hours are missing (%(hours)s).")
    return text % {"hours": join_missing(refused[enrollment.pk])} if refused else ""


def build_listing(name: str, obstacle: str) -> Listing:
    return Listing([], [(name, obstacle)]) if obstacle else Listing([name])


def run_issuing(enrollment: Enrollment, by: User) -> str:
    issued = issue_certificates(enrollment_ids=[enrollment.pk], company_id=enrollment.company_id, by=by)
    if not issued:  # another request was faster
        raise Conflict(explain_issuing_obstacle(enrollment))
    return _("The certificate is issued.")


def build_revocation_page(request: HttpRequest, certificate: Certificate, by: User) -> ActPage:
    obstacle = _("It is revoked already.") if certificate.revoked_at else ""
    return ActPage(
        title=_("Revoke the certificate %(number)s") % {"number": certificate.number},
        button=_("Revoke"),
        listing=build_listing(describe_certificate(certificate), obstacle),
        form=ReasonForm(by, get_form_data(request)),
        run=lambda data: run_revocation(certificate, data, by),
        warning=_(
            "Revoke the certificate %(number)s? This cannot be undone. Its check page will say that it is revoked."
        )
        % {"number": certificate.number},
        back=get_file_address(certificate.enrollment_id),
    )


def describe_certificate(certificate: Certificate) -> str:
    values = {"number": certificate.number, "enrollment": describe(certificate.enrollment)}
    return _("%(number)s: %(enrollment)s") % values


def run_revocation(certificate: Certificate, data: dict[str, Any], by: User) -> str:
    revoke_certificate(certificate=certificate, reason=data["reason"], by=by)
    return _("The certificate %(number)s is revoked.") % {"number": certificate.number}


def build_reissuing_page(request: HttpRequest, certificate: Certificate, by: User) -> ActPage:
    return ActPage(
        title=_("Issue the certificate %(number)s again") % {"number": certificate.number},
        button=_("Issue again"),
        listing=build_listing(describe_certificate(certificate), explain_reissuing_obstacle(certificate)),
        form=ReasonForm(by, get_form_data(request)),
        run=lambda data: run_reissuing(certificate, data, by),
        warning=write_reissuing_warning(certificate),
        back=get_file_address(certificate.enrollment_id),
    )


def explain_reissuing_obstacle(certificate: Certificate) -> str:
    successor = get_successor_number(certificate)
    if successor:
        return _("It has been replaced by %(number)s.") % {"number": successor}
    if not certificate.enrollment.is_finished:
        return _("The training is not finished.")
    return explain_hours_obstacle(certificate.enrollment)


def write_reissuing_warning(certificate: Certificate) -> str:
    values = {"number": certificate.number}
    if certificate.revoked_at:
        return _("Issue a new certificate that replaces %(number)s, with what is on record now?") % values
    return (
        _(
            "Revoke the certificate %(number)s and issue a new one that replaces it, with what is on record now? "
            "This cannot be undone."
        )
        % values
    )


def run_reissuing(certificate: Certificate, data: dict[str, Any], by: User) -> str:
    successor = reissue_certificate(certificate=certificate, reason=data["reason"], by=by)
    values = {"number": certificate.number, "successor": successor.number}
    return _("The certificate %(successor)s replaces %(number)s.") % values
