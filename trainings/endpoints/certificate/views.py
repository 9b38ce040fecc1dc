"""Certificates on the wire, on paper, and for whoever wants to check one (contract section 9)."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.openapi.schema import answer, file_operation, operation
from api.views import ApiViewSet, one_or_404
from core.exceptions import NotFound
from core.public_address import public_address
from evidence.certificates.services import as_issued, find_certificate, public_check, revoked_on
from evidence.models import Certificate
from trainings.endpoints.certificate.serializers import CertificateOutput, PublicCheckOutput
from trainings.models import Enrollment


class CertificateViewSet(ApiViewSet):
    """`GET /trainings/trainings/certificate/{enrollmentId}.json` and `.pdf`"""

    @operation(
        "viewCertificate",
        response=answer("CertificateView", certificate=CertificateOutput()),
        summary="The certificate of a finished training",
    )
    def retrieve(self, request: Request, enrollment_id: uuid.UUID) -> Response:
        return Response({"certificate": as_issued(self.certificate(request, enrollment_id))})

    @file_operation("printCertificate", "application/pdf", summary="The certificate on paper")
    def pdf(self, request: Request, enrollment_id: uuid.UUID) -> HttpResponse:
        from evidence.certificates.pdf import certificate_pdf  # a second of start-up that other answers do not owe

        certificate = self.certificate(request, enrollment_id)
        check_url = public_address(request, f"/certificates/{certificate.code}")
        name = f'inline; filename="certificate-{certificate.number}.pdf"'
        page = certificate_pdf(as_issued(certificate), check_url, certificate.company.zone, revoked_on(certificate))
        return HttpResponse(page, content_type="application/pdf", headers={"Content-Disposition": name})

    def certificate(self, request: Request, enrollment_id: uuid.UUID) -> Certificate:
        return find_certificate(one_or_404(Enrollment.objects.visible_to(request.user), pk=enrollment_id))


class CertificateCheckViewSet(ApiViewSet):
    """`GET /certificates/{code}.json`: for anybody who holds the code. Not in the documented API."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @operation(
        "checkCertificate",
        response=answer("CertificateCheck", certificate=PublicCheckOutput()),
        summary="Is this certificate genuine, and does it count?",
    )
    def retrieve(self, request: Request, code: str) -> Response:
        return Response({"certificate": PublicCheckOutput(public_check(code)).data})


@require_safe
def check_page(request: HttpRequest, code: str) -> HttpResponse:
    """`GET /certificates/{code}`: the same as a page for people, where the QR code leads."""
    try:
        return render(request, "certificate/check.html", {"certificate": public_check(code)})
    except NotFound as refusal:
        raise Http404 from refusal
