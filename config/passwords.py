"""Hashing and checking passwords, the same way whoever asks.

A keyboard may give `é` as one character or as two. Both are the same password: it is hashed in NFC. A password that was
hashed as it came, before there was this rule, goes on working.
"""

from django.contrib.auth import hashers

from config.texts import clean_password, password_spellings


def make_password(password: str | None) -> str:
    """A fresh hash; of None, one that nothing matches."""
    return hashers.make_password(None if password is None else clean_password(password))


def check_password(password: str, encoded: str) -> bool:
    return any(hashers.check_password(spelling, encoded) for spelling in password_spellings(password))


def spend_a_check(password: str) -> None:
    """Takes as long as `check_password` does for a wrong password."""
    for spelling in password_spellings(password):
        hashers.make_password(spelling)
