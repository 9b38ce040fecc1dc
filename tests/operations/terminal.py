"""A terminal of the operator."""

import io
import json
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError


def run_command(*words: str) -> tuple[int, str]:
    """Exit status and what a command printed, or the sentence with which it refused."""
    out = io.StringIO()
    try:
        call_command(*words, stdout=out, stderr=out, no_color=True)
    except CommandError as refusal:
        return refusal.returncode, str(refusal)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def run_json_command(*words: str) -> Any:
    """What a command told a script."""
    status, text = run_command(*words, "--json")
    assert status == 0, text
    return json.loads(text)
