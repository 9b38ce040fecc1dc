"""Runs management commands as an operator or a script would."""

import io
import json
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError


def run_command(*words: str) -> tuple[int, str]:
    """The exit status of a command and what it printed, or its error message."""
    out = io.StringIO()
    try:
        call_command(*words, stdout=out, stderr=out, no_color=True)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as exit_:
        return int(exit_.code or 0), out.getvalue()
    return 0, out.getvalue()


def run_json_command(*words: str) -> Any:
    """The parsed output of a command that succeeds with `--json`."""
    status, text = run_command(*words, "--json")
    assert status == 0, text
    return json.loads(text)
