"""Hashing, validating and verifying passwords. Setting one is in accounts/sign_in/credentials.py."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from core.exceptions import InvalidInput
from core.text.cleaning import clean_password, list_password_spellings

# Longer input is rejected before it is hashed: hashing it would only cost the server time.
PASSWORD_MAX_LENGTH = 1024
# 32 characters, without l, o, 0 and 1, which people confuse.
READABLE = "abcdefghijkmnpqrstuvwxyz23456789"


class AddressSimilarityValidator(UserAttributeSimilarityValidator):
    """Django's, with texts that name the address: Django's name the field of the model, in English in any language."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email",))

    def get_error_message(self) -> str:
        return gettext("The password is too similar to the e-mail address.")

    def get_help_text(self) -> str:
        return gettext("The password must not be similar to the e-mail address.")


def hash_password(text: str | None) -> str:
    """The hash to store for a password; for None, a value that no password matches."""
    return make_password(None if text is None else clean_password(text))


def verify_password(text: str, stored: str, *, upgrade: Callable[[str], None] | None = None) -> bool:
    """Whether the password matches the stored hash.

    `upgrade` is called with a matching password whose hash has outdated parameters. Other spellings (Unicode
    normalisation forms) are tried too, because older hashes were made before passwords were normalised.
    """
    return any(check_password(spelling, stored, upgrade) for spelling in list_password_spellings(text))


def spend_hashing_time(text: str) -> None:
    """Takes as long as verifying this password would, when there is no user or no hash to verify it against."""
    for spelling in list_password_spellings(text):
        make_password(spelling)


def reject_weak_password(text: str, user: Any, *, field: str = "password") -> None:
    """Raises InvalidInput for a new password that is too long or too weak for this user.

    The maximum length is that of the login: a longer password could be set but never be used.
    """
    if len(text) > PASSWORD_MAX_LENGTH:
        raise build_length_error(field)
    if "\x00" in text:
        raise InvalidInput.for_field(field, gettext("A password must not contain NUL characters."))
    try:
        validate_password(clean_password(text), user)
    except ValidationError as error:
        raise InvalidInput(errors={field: error.messages}) from error


def build_length_error(field: str) -> InvalidInput:
    """The error for a password that is longer than any that can be set."""
    text = gettext("A password has at most %(limit)s characters.") % {"limit": PASSWORD_MAX_LENGTH}
    return InvalidInput.for_field(field, text)


def generate_readable_secret(*, groups: int, length: int) -> str:
    """Random letters and digits, five bits each, in groups that can be read out: `k7mf-x2pq-…`."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(length)) for _ in range(groups))
