from django.apps import AppConfig


class CertificateConfig(AppConfig):
    name = "trainings.certificate"
    label = "certificate"
    verbose_name = "Certificates"

    def ready(self) -> None:
        from trainings.certificate.consequences import CERTIFICATES
        from trainings.consequences import register

        register(CERTIFICATES)
