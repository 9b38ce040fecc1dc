"""`manage.py` for operators: its list of commands begins with those of this project."""

from textwrap import shorten

from django.apps import apps
from django.conf import settings
from django.core.management import ManagementUtility, get_commands, load_command_class

WIDTH = 24


class CommandLine(ManagementUtility):
    """Django's command line, which also describes each command of this project."""

    def main_help_text(self, commands_only: bool = False) -> str:
        if commands_only or not settings.configured:
            return super().main_help_text(commands_only)
        project_commands = {name: app for name, app in get_commands().items() if is_project_command(app)}
        lines = [f"  {name:{WIDTH}}{get_first_sentence(app, name)}" for name, app in sorted(project_commands.items())]
        django_commands = sorted(set(get_commands()) - set(project_commands))
        return "\n".join(
            [
                f"Type '{self.prog_name} COMMAND --help' for help on a command.",
                "",
                "Downwind:",
                *lines,
                "",
                f"Django: {', '.join(django_commands)}",
            ]
        )


def is_project_command(app: str) -> bool:
    """Whether the app of a command is part of this checkout."""
    return app != "django.core" and any(
        config.name == app and config.path.startswith(str(settings.BASE_DIR)) and ".venv" not in config.path
        for config in apps.get_app_configs()
    )


def get_first_sentence(app: str, name: str) -> str:
    return shorten(load_command_class(app, name).help.partition(". ")[0].rstrip(".") + ".", WIDTH * 4, placeholder="…")
