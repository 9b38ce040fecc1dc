"""Whoever has an export can check offline that it is whole, and who made it."""

import base64
import json
from io import StringIO
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import reverse

from records import export_keys
from tests.dossiers.two_schools import Files, TwoSchools
from tests.office.browser import open_browser
from tests.world import World


@pytest.fixture
def files(world: World) -> Files:
    schools = TwoSchools(world)
    schools.train()
    return schools.export()


def test_the_signature_is_that_of_the_bytes_of_the_manifest(files: Files) -> None:
    """Checked with the library alone, as a stranger would."""
    key = load_pem_public_key(files["public_key.pem"])
    assert isinstance(key, Ed25519PublicKey)
    signature = base64.b64decode(files["manifest.sig"])

    key.verify(signature, files["manifest.json"])
    with pytest.raises(InvalidSignature):
        key.verify(signature, files["manifest.json"] + b" ")


def test_the_manifest_names_school_server_and_key(files: Files, world: World, settings: Any) -> None:
    manifest = json.loads(files["manifest.json"])

    assert manifest["school"] == {"id": str(world.alpine.pk), "name": "Alpine Flight School"}
    assert (manifest["format"], manifest["server"]) == (1, settings.PUBLIC_URL)
    assert manifest["key"] == export_keys.get_own_fingerprint()
    assert {"manifest.sig", "public_key.pem"} & set(manifest["files"]) == set()


def test_the_key_follows_from_the_key_of_the_records(settings: Any) -> None:
    """A known answer: with another derivation, the fingerprints that schools have confirmed would be worth nothing."""
    settings.RECORDS_KEYS = {"2026a": "a secret", "2025": "an older one"}

    assert export_keys.get_own_fingerprint() == FINGERPRINT
    assert export_keys.list_own_fingerprints() > {FINGERPRINT}
    settings.RECORDS_KEYS = {"2027": "the next", "2026a": "a secret"}
    assert export_keys.get_own_fingerprint() != FINGERPRINT
    assert FINGERPRINT in export_keys.list_own_fingerprints()


FINGERPRINT = "4d25cdf92613fc44ab0078bd3b0a765ba21772e45b6fde15278466bad329d4c9"


def test_without_a_key_nothing_is_exported(settings: Any) -> None:
    settings.RECORDS_KEYS = {}

    with pytest.raises(ImproperlyConfigured):
        export_keys.get_export_key()


def test_a_fingerprint_is_read_however_it_was_typed() -> None:
    plain = "0123456789abcdef" * 4

    for typed in (plain, export_keys.format_fingerprint(plain), plain.upper(), ":".join(plain[::1])):
        assert export_keys.normalise_fingerprint(typed) == plain
    for wrong in ("", plain[1:], plain + "0", "g" + plain[1:], "٣" + plain[1:]):
        assert export_keys.normalise_fingerprint(wrong) == ""


def test_operators_and_managers_read_the_same_fingerprint(world: World) -> None:
    out, shown = StringIO(), export_keys.format_fingerprint(export_keys.get_own_fingerprint())

    call_command("show_export_key", stdout=out)

    assert shown in out.getvalue()
    assert "-----BEGIN PUBLIC KEY-----" in out.getvalue()
    page = open_browser(world.maria).get(reverse("admin:dossiers_trustedkey_own")).content.decode()
    assert shown in page
    out = StringIO()
    call_command("show_export_key", "--json", stdout=out)
    assert json.loads(out.getvalue())["fingerprint"] == export_keys.get_own_fingerprint()


def test_items_say_for_programs_what_was_done(files: Files) -> None:
    items = {item["name"]: item for item in json.loads(files["record.json"])["items"]}

    assert {name: (item["kind"], item["done"], item["how"], item["minutes"]) for name, item in items.items()} == {
        "Right of way": ("LESSON", True, "class", 45),
        "Rules of the air": ("LESSON", False, None, 0),
        "Law exam": ("EXAM", True, "class", 45),
        "First solo": ("MISSION", True, "flight", 90),
        "Night circuits": ("MISSION", True, "credit", 0),
    }
    law = items["Right of way"]
    assert (law["code"], law["subject"], law["by"]) == ("010", "010 Air Law", "Ines Instructor")
    assert len(law["signatures"]) == 1
    assert law["signatures"][0].startswith("onsite.classsession:")
    assert (items["Law exam"]["result"], items["Night circuits"]["result"]) == (
        "present, passed, 92, 45 min",
        "Night rating of 2019",
    )
