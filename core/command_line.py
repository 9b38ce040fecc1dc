"""`manage.py` for operators: the list of commands begins with the ones that are about the school."""

from textwrap import shorten

from django.apps import apps
from django.conf import settings
from django.core.management import ManagementUtility, get_commands, load_command_class

WIDTH = 24


class CommandLine(ManagementUtility):
    """Django's command line with a list of commands that says what each of ours does."""

    def main_help_text(self, commands_only: bool = False) -> str:
        if commands_only or not settings.configured:
            return super().main_help_text(commands_only)
        ours = {name: app for name, app in get_commands().items() if is_ours(app)}
        lines = [f"  {name:{WIDTH}}{get_first_sentence(app, name)}" for name, app in sorted(ours.items())]
        others = sorted(set(get_commands()) - set(ours))
        return "\n".join(
            [
                f"Type '{self.prog_name} COMMAND --help' for help on a command.",
                "",
                "Downwind:",
                *lines,
                "",
                f"Django: {', '.join(others)}",
            ]
        )


def is_ours(app: str) -> bool:
    """Whether the app that brings a command lives in this checkout."""
    return app != "django.core" and any(
        config.name == app and config.path.startswith(str(settings.BASE_DIR)) and ".venv" not in config.path
        for config in apps.get_app_configs()
    )


def get_first_sentence(app: str, name: str) -> str:
    return shorten(load_command_class(app, name).help.partition(". ")[0].rstrip(".") + ".", WIDTH * 4, placeholder="…")
