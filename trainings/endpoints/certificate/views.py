"""Certificates as JSON and PDF, and the public check of one (docs/api.md, section 9)."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.openapi.schema import file_operation, inline_response, operation
from api.views import ApiViewSet
from core.exceptions import NotFound
from evidence.certificates.printing import build_check_url, build_pdf_response
from evidence.certificates.reads import build_issued_view, get_certificate, read_public_check
from evidence.models import Certificate
from trainings.endpoints.certificate.serializers import CertificateOutput, PublicCheckOutput
from trainings.enrollments.finding import get_enrollment


class CertificateViewSet(ApiViewSet):
    """`GET /trainings/trainings/certificate/{enrollmentId}.json` and `.pdf`"""

    @operation(
        "viewCertificate",
        response=inline_response("CertificateView", certificate=CertificateOutput()),
        summary="The certificate of a finished training",
    )
    def retrieve(self, request: Request, enrollment_id: uuid.UUID) -> Response:
        certificate = self.get_certificate(request, enrollment_id)
        view = build_issued_view(certificate) | {"check_url": build_check_url(request, certificate)}
        return Response({"certificate": view})

    @file_operation("printCertificate", "application/pdf", summary="The certificate on paper")
    def pdf(self, request: Request, enrollment_id: uuid.UUID) -> HttpResponse:
        return build_pdf_response(request, self.get_certificate(request, enrollment_id))

    def get_certificate(self, request: Request, enrollment_id: uuid.UUID) -> Certificate:
        return get_certificate(get_enrollment(get_caller(request), enrollment_id))


class CertificateCheckViewSet(ApiViewSet):
    """`GET /certificates/{code}.json`: for anybody who holds the code. Not in the documented API."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @operation(
        "checkCertificate",
        response=inline_response("CertificateCheck", certificate=PublicCheckOutput()),
        summary="Is this certificate genuine, and does it count?",
    )
    def retrieve(self, request: Request, code: str) -> Response:
        return Response({"certificate": PublicCheckOutput(read_public_check(code)).data})


@require_safe
def check_page(request: HttpRequest, code: str) -> HttpResponse:
    """`GET /certificates/{code}`: the same as a page for people, where the QR code leads."""
    try:
        return render(request, "certificate/check.html", {"certificate": read_public_check(code)})
    except NotFound as error:
        raise Http404 from error
