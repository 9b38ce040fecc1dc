"""The managers' product: its templates and static files, and the background jobs of its pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = _("Office")

    def ready(self) -> None:
        from office.background.running import register_job_queues

        register_job_queues()
