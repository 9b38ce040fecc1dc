from django.apps import AppConfig


class CertificateConfig(AppConfig):
    name = "trainings.certificate"
    label = "certificate"
    verbose_name = "Certificates"
