"""The signing secret of an installation: the one it was given, if that is good enough, or one it made for itself."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

MIN_LENGTH = 50
MIN_DISTINCT_CHARACTERS = 10
EXAMPLES = ("example", "change", "secret", "insecure", "password", "<", "…")


def load_secret_key(given: str, directory: Path, *, is_production: bool) -> str:
    """The key that was given; where none was, the local one of a development server.

    Production refuses none at all, because a key on the disk of one container is another key after the next deployment,
    and one that could be guessed.
    """
    if not is_production:
        return given or load_local_secret_key(directory)
    if is_weak(given, shortest=MIN_LENGTH):
        raise ImproperlyConfigured(
            f"SECRET_KEY must be set in production, to at least {MIN_LENGTH} random characters. Make one with: "
            "openssl rand -base64 48"
        )
    return given


def is_weak(secret: str, *, shortest: int) -> bool:
    """Too short, of too few different characters, or taken from an example."""
    lower = secret.lower()
    return (
        len(secret) < shortest or len(set(secret)) < MIN_DISTINCT_CHARACTERS or any(word in lower for word in EXAMPLES)
    )


def load_local_secret_key(directory: Path) -> str:
    """A random key kept in `directory`, made on first use. No two installations share one, so none can be guessed."""
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
