"""The certificate in the mail about a finished training."""

from core.addresses.public import build_server_address
from core.exceptions import Conflict
from evidence.certificates.reads import build_issued_view
from evidence.models import Certificate
from mail.contexts import Attachment, MailContext, register_context
from mail.kinds import MailKind
from mail.models import Mail
from trainings.models import Enrollment


def register_contexts() -> None:
    register_context(MailKind.TRAINING_FINISHED, build_finish_context)


def build_finish_context(mail: Mail) -> MailContext | None:
    """The certificate of the enrollment, if one counts; None if the finish has been taken back."""
    enrollment = Enrollment.objects.filter(pk=mail.facts["enrollment"], finished_at__isnull=False).first()
    if enrollment is None:
        return None
    certificate = Certificate.objects.latest_of(enrollment)
    return build_certificate_context(certificate) if certificate and not certificate.revoked_at else MailContext()


def build_certificate_context(certificate: Certificate) -> MailContext:
    """The number of the certificate and its PDF; empty for one that cannot be printed."""
    # Imported here, because the import takes a second, which every process would pay when it starts.
    from evidence.certificates.pdf import render_certificate

    check_url = build_server_address(f"/certificates/{certificate.code}")
    try:
        page = render_certificate(build_issued_view(certificate), check_url, certificate.company.zone)
    except Conflict:
        return MailContext()
    name = f"certificate-{certificate.number}.pdf"
    return MailContext({"certificate": certificate.number}, (Attachment(name, page, "application/pdf"),))
