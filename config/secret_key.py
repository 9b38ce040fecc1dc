"""The `SECRET_KEY` of an installation: from the environment, or in development a random one that is stored."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

MIN_LENGTH = 50
MIN_DISTINCT_CHARACTERS = 10
EXAMPLES = ("example", "change", "secret", "insecure", "password", "<", "…")


def load_secret_key(key: str, directory: Path, *, is_production: bool) -> str:
    """`key`; if it is empty, the local key of a development server.

    In production an empty or guessable key raises ImproperlyConfigured. A stored key would not do there: a container
    has another one after the next deployment.
    """
    if not is_production:
        return key or load_local_secret_key(directory)
    if is_weak(key, shortest=MIN_LENGTH):
        raise ImproperlyConfigured(
            f"SECRET_KEY must be set in production, to at least {MIN_LENGTH} random characters. Make one with: "
            "openssl rand -base64 48"
        )
    return key


def is_weak(secret: str, *, shortest: int) -> bool:
    """Whether it is too short, has too few different characters, or is copied from an example."""
    lower = secret.lower()
    return (
        len(secret) < shortest or len(set(secret)) < MIN_DISTINCT_CHARACTERS or any(word in lower for word in EXAMPLES)
    )


def load_local_secret_key(directory: Path) -> str:
    """A random key stored in `directory`, created on first use: every installation has its own."""
    path = directory / "secret-key"
    if not path.exists():
        write_once(path, get_random_secret_key())
    return path.read_text().strip()


def write_once(path: Path, text: str) -> None:
    """Writes `text` atomically unless the file exists: two processes that start at once read the same key."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
