from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What the people who run the server need: health, logs, metrics, schools and people from the command line,
    backups."""

    name = "operations"
