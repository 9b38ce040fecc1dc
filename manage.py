#!/usr/bin/env python3
"""Django's command line for Downwind."""

import os
import sys

from core.startup import exit_on_setup_error


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # One connection is enough for a command, and a pool would tell of its waiting instead of what is wrong.
    os.environ.setdefault("DATABASE_POOL", "false")
    from django.conf import settings

    from core.command_line import CommandLine

    with exit_on_setup_error():
        settings.INSTALLED_APPS  # noqa: B018  reads the settings here, for Django would go on without them
        CommandLine(sys.argv).execute()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
