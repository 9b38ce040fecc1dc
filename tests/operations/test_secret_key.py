"""A production server starts only with secrets that cannot be guessed."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.records_keys import parse_records_keys
from config.secret_key import load_secret_key

GOOD = "Zk3vQ8mXr1TtY6uPw0aLcD5eFgH7iJnB9oSqVxKyMbN2dRfU4hGjWl"
HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.mark.parametrize(
    "given", ["", "build", GOOD[:49], "ab" * 30, "django-insecure-" + GOOD, "changeme" * 8, "<your key here>" + GOOD]
)
def test_production_refuses_a_key_that_could_be_guessed(given: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY must be set in production"):
        load_secret_key(given, tmp_path, is_production=True)
    assert not list(tmp_path.iterdir())


def test_production_takes_a_random_one(tmp_path: Path) -> None:
    assert load_secret_key(GOOD, tmp_path, is_production=True) == GOOD


def test_development_creates_one_once(tmp_path: Path) -> None:
    key = load_secret_key("", tmp_path, is_production=False)
    assert load_secret_key("", tmp_path, is_production=False) == key
    assert load_secret_key("short", tmp_path, is_production=False) == "short"


@pytest.mark.parametrize("secret", ["0123456789abcdef", "a" * 64, "change-me-" + HEX])
def test_production_refuses_to_seal_with_a_key_that_could_be_guessed(secret: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="the secret of '2026a'"):
        parse_records_keys(f"2026a={secret}", default=None)
    assert parse_records_keys(f"2026a={secret}", default="") == {"2026a": secret}


def test_every_key_of_the_list_is_checked() -> None:
    with pytest.raises(ImproperlyConfigured, match="the secret of '2025a'"):
        parse_records_keys(f"2026a={HEX},2025a=0123456789abcdef", default=None)
