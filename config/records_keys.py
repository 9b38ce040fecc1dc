"""The keys that seal the ledger."""

import re

from django.core.exceptions import ImproperlyConfigured

from config.secret_key import is_weak

KEY_ID = re.compile(r"^[A-Za-z0-9._-]{1,20}\Z")
MIN_KEY_LENGTH = 16
MIN_PRODUCTION_KEY_LENGTH = 32


def parse_records_keys(text: str, *, default: str | None) -> dict[str, str]:
    """`2026a=<secret>,2025=<secret>` as `{key id: secret}`, newest first.

    An empty `text` means a single key named "local" with the secret `default`. In production there is no default: an
    empty text and secrets that could be guessed raise ImproperlyConfigured. An entry without a secret, a short secret,
    an id that is too long and a duplicate id always do.
    """
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    if not entries and default is not None:
        return {"local": default}
    keys = dict(parse_key(entry) for entry in entries)
    if not keys or len(keys) != len(entries):
        raise ImproperlyConfigured("RECORDS_KEYS must list keys with unique names: 2027a=<secret>,2026a=<secret>.")
    for key_id, secret in keys.items():
        if default is None and is_weak(secret, shortest=MIN_PRODUCTION_KEY_LENGTH):
            raise ImproperlyConfigured(
                f"RECORDS_KEYS: the secret of {key_id!r} must be at least {MIN_PRODUCTION_KEY_LENGTH} random "
                "characters in production. Make one with: openssl rand -hex 32"
            )
    return keys


def parse_key(entry: str) -> tuple[str, str]:
    key_id, _, secret = entry.partition("=")
    if not KEY_ID.match(key_id) or len(secret) < MIN_KEY_LENGTH:
        raise ImproperlyConfigured(
            f"RECORDS_KEYS: {key_id[:30]!r} needs a name of at most 20 letters and digits and a secret of at least "
            f"{MIN_KEY_LENGTH} characters. Make a secret with: openssl rand -hex 32"
        )
    return key_id, secret
