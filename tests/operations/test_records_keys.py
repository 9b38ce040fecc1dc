"""The keys that seal the ledger, as they are written in the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.records_keys import parse_records_keys

SECRET = "0123456789abcdef"
LONG = "9f86d081884c7d659a2feaa0c55ad015"


def test_keys_are_read_newest_first_and_a_secret_may_hold_equal_signs() -> None:
    keys = parse_records_keys(f"2027a={LONG}==, 2026a={LONG}", default=None)
    assert list(keys.items()) == [("2027a", f"{LONG}=="), ("2026a", LONG)]


def test_without_keys_a_development_server_uses_a_local_one() -> None:
    assert parse_records_keys("", default="secret") == {"local": "secret"}


@pytest.mark.parametrize(
    "text", ["", ",", "2026a", "2026a=", "2026a=short", f"={SECRET}", f"{'x' * 21}={SECRET}", f"a={SECRET},a={SECRET}"]
)
def test_unusable_keys_are_rejected_at_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="RECORDS_KEYS"):
        parse_records_keys(text, default=None)
