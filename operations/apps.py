from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class OperationsConfig(AppConfig):
    """What the operator of a server needs: health checks, logs, metrics, backups and clean-up."""

    name = "operations"

    def ready(self) -> None:
        from operations import deploy_checks  # noqa: F401  importing registers the checks of `check --deploy`
        from operations.statistics import analyze_after_migrate

        # The signal is sent once for each app with models, after all migrations: listening to one app is enough.
        post_migrate.connect(analyze_after_migrate, sender=apps.get_app_config("accounts"))
