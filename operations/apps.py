from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class OperationsConfig(AppConfig):
    """What the people who run the server need: health, logs, metrics, schools and people from the command line,
    backups."""

    name = "operations"

    def ready(self) -> None:
        from operations import deploy_checks  # noqa: F401  registers what `check --deploy` asks
        from operations.statistics import analyze_after_migrate

        # Sent once for each app with models, when all migrations have run; one of them is enough.
        post_migrate.connect(analyze_after_migrate, sender=apps.get_app_config("accounts"))
