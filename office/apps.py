"""The managers' product: its templates and static files, and the background jobs of its pages."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"

    def ready(self) -> None:
        from office.background.running import register_job_queues

        register_job_queues()
