"""What the pages of the admin say of a certificate, in the language of the manager. Documents and the check page have
their own words."""

from django.utils.translation import gettext as _

from evidence.certificates.finish_hooks import CORRECTED
from evidence.certificates.reads import get_status
from evidence.models import Certificate


def describe_validity(certificate: Certificate) -> str:
    """Whether it is valid, expired or revoked."""
    return {"valid": _("valid"), "expired": _("expired"), "revoked": _("revoked")}[get_status(certificate)]


def describe_reason(certificate: Certificate) -> str:
    """The reason of revocation: that of the server, which is stored in English, in the active language; any other as a
    person wrote it."""
    return _(CORRECTED) if certificate.revocation_reason == CORRECTED else certificate.revocation_reason
