"""Passwords as text: normalised, bounded, validated and compared. Setting one is in accounts/sign_in/credentials.py."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from core.exceptions import InvalidInput
from core.text.cleaning import clean_password, list_password_spellings

# Longer ones only cost the server hashing time (contract: refused before hashing).
PASSWORD_MAX_LENGTH = 1024


def hash_password(text: str | None) -> str:
    """What is stored of a password; of None, what no password ever matches."""
    return make_password(None if text is None else clean_password(text))


def verify_password(text: str, stored: str, *, upgrade: Callable[[str], None] | None = None) -> bool:
    """Whether the password is the stored one. `upgrade` is called with it when it is, by an outdated hash.

    One that was stored before passwords were normalised is found as it was typed.
    """
    return any(check_password(spelling, stored, upgrade) for spelling in list_password_spellings(text))


def spend_hashing_time(text: str) -> None:
    """Takes the time that checking this password takes, where there is nothing to check it against."""
    for spelling in list_password_spellings(text):
        make_password(spelling)


def reject_weak_password(text: str, user: Any, *, field: str = "password") -> None:
    """Refuses with InvalidInput a password that the server does not take for this person.

    The bound is that of logging in: what is longer could be set and never be used.
    """
    if len(text) > PASSWORD_MAX_LENGTH:
        raise InvalidInput.for_field(field, f"A password has at most {PASSWORD_MAX_LENGTH} characters.")
    if "\x00" in text:
        raise InvalidInput.for_field(field, "A password has no NUL character in it.")
    try:
        validate_password(clean_password(text), user)
    except ValidationError as error:
        raise InvalidInput(errors={field: error.messages}) from error
