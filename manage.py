#!/usr/bin/env python3
"""Django's command line for Downwind."""

import os
import sys

from core.startup import exit_on_setup_error


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # A command needs one connection, and a pool would report its own time-out instead of the error of the database.
    os.environ.setdefault("DATABASE_POOL", "false")
    from django.conf import settings

    from core.command_line import CommandLine

    with exit_on_setup_error():
        settings.INSTALLED_APPS  # noqa: B018  loads the settings here: Django's command line would ignore their errors
        CommandLine(sys.argv).execute()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
