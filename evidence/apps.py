from django.apps import AppConfig


class CertificateConfig(AppConfig):
    name = "evidence"
    label = "certificate"
    verbose_name = "Certificates"

    def ready(self) -> None:
        from evidence.certificates.finish_hooks import CERTIFICATES
        from evidence.certificates.mails import register_contexts
        from trainings.enrollments.finish_hooks import register_hook

        register_hook(CERTIFICATES)
        register_contexts()
