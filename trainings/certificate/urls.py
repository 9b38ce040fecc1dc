"""Documented paths: the certificate of a finished training (contract section 9)."""

from django.urls import path, re_path

from trainings.certificate.views import CertificateCheckViewSet, CertificateViewSet, check_page

CODE = r"(?P<code>[A-Za-z0-9_-]{24})"

urlpatterns = [
    path("trainings/trainings/certificate/<id:enrollment_id>.json", CertificateViewSet.as_view({"get": "retrieve"})),
    path("trainings/trainings/certificate/<id:enrollment_id>.pdf", CertificateViewSet.as_view({"get": "pdf"})),
    re_path(rf"^certificates/{CODE}\.json\Z", CertificateCheckViewSet.as_view({"get": "retrieve"})),
    re_path(rf"^certificates/{CODE}\Z", check_page),
]
