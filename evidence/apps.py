from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificateConfig(AppConfig):
    name = "evidence"
    label = "certificate"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from evidence.certificates.finish_hooks import CERTIFICATES
        from evidence.certificates.mails import register_contexts
        from trainings.enrollments.finish_hooks import register_hook

        register_hook(CERTIFICATES)
        register_contexts()
