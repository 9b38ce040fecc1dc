"""A certificate as a PDF, for the API and the managers' admin."""

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from core.addresses.public import build_public_address
from evidence.certificates.reads import build_issued_view, get_revocation_day
from evidence.models import Certificate


def build_check_url(request: HttpRequest | Request, certificate: Certificate) -> str:
    """The address of the public check page, which the code opens."""
    return build_public_address(request, f"/certificates/{certificate.code}")


def build_pdf_response(request: HttpRequest | Request, certificate: Certificate) -> HttpResponse:
    """The printed certificate, which was read with its company and its successor; a revoked one says so on each page.

    Raises Conflict for one with characters that no font holds.
    """
    # Imported here, because the import takes a second, which every process would pay when it starts.
    from evidence.certificates.pdf import render_certificate

    page = render_certificate(
        build_issued_view(certificate),
        build_check_url(request, certificate),
        certificate.company.zone,
        get_revocation_day(certificate),
    )
    name = f'inline; filename="certificate-{certificate.number}.pdf"'
    return HttpResponse(page, content_type="application/pdf", headers={"Content-Disposition": name})
