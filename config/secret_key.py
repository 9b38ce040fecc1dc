"""The signing secret of an installation that was not given one."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def local_secret_key(directory: Path, *, allowed: bool) -> str:
    """A random key kept in `directory`, made on first use. No two installations share one, so none can be guessed.

    Refused in production: a key that lives on the disk of one container is another key after the next deployment.
    """
    if not allowed:
        raise ImproperlyConfigured("SECRET_KEY must be set in production. Make one with: openssl rand -base64 48")
    path = directory / "secret-key"
    if not path.exists():
        write_once(path, get_random_secret_key())
    return path.read_text().strip()


def write_once(path: Path, text: str) -> None:
    """Writes `text` so that of two processes starting at once one wins whole; the other reads what the first wrote."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
