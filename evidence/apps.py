from django.apps import AppConfig


class CertificateConfig(AppConfig):
    name = "evidence"
    label = "certificate"
    verbose_name = "Certificates"

    def ready(self) -> None:
        from evidence.certificates.consequences import CERTIFICATES
        from trainings.enrollments.consequences import register

        register(CERTIFICATES)
