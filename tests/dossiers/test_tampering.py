"""An export that was altered is refused by the name of the file; one that is made up says so in words."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings as django_settings
from django.urls import reverse

from core.exceptions import InvalidInput
from dossiers.models import Dossier
from dossiers.trusting import trust_key, withdraw_key
from records.models import Event
from tests.dossiers.two_schools import (
    FOREIGN_KEYS,
    Files,
    TwoSchools,
    alter_record,
    change_json,
    list_again,
    sign_again,
    strip_signature,
)
from tests.office.browser import open_browser

STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


def drop(files: Files, *names: str) -> Files:
    return {name: content for name, content in files.items() if name not in names}


def rename_student(record: Any) -> None:
    record["student"]["name"] = "Somebody Else"


def swap_entry(files: Files) -> Files:
    return change_json(files, "record.json", lambda record: record["entries"].reverse())


ALTERED: dict[str, tuple[Callable[[Files], Files], str]] = {
    "record.json": (swap_entry, "record.json does not match manifest.json"),
    "record.csv": (lambda files: {**files, "record.csv": b"x"}, "record.csv does not match manifest.json"),
    "record.pdf": (lambda files: {**files, "record.pdf": b"%PDF-1.7"}, "record.pdf does not match manifest.json"),
    "a file more": (lambda files: {**files, "credit-x.pdf": b"%PDF-1.7"}, "manifest.json does not list credit-x.pdf"),
    "a file less": (lambda files: drop(files, "record.csv"), "record.csv is missing"),
    "manifest": (
        lambda files: change_json(files, "manifest.json", lambda m: m.update(exported_at="2020-01-01 00:00:00")),
        "the signature does not match manifest.json",
    ),
    "file and manifest": (lambda files: list_again(swap_entry(files)), "the signature does not match manifest.json"),
    "signature": (lambda files: {**files, "manifest.sig": b"AAAA"}, "the signature does not match manifest.json"),
    "no signature": (lambda files: drop(files, "manifest.sig"), "manifest.sig is missing"),
    "no key": (lambda files: drop(files, "public_key.pem"), "public_key.pem is missing"),
    "neither": (lambda files: drop(files, "manifest.sig", "public_key.pem"), "manifest.sig is missing"),
    "key of a stranger": (
        lambda files: {**files, "public_key.pem": sign_again(files, STRANGER)["public_key.pem"]},
        "manifest.json names another key than public_key.pem",
    ),
    "no PEM": (lambda files: {**files, "public_key.pem": b"-----BEGIN"}, "public_key.pem is no key"),
    "manifest of another record": (
        lambda files: sign_again(change_json(files, "manifest.json", lambda m: m.update(enrollment="x"))),
        "manifest.json is that of another record",
    ),
    "another school": (
        lambda files: sign_again(change_json(files, "manifest.json", lambda m: m["school"].update(id="x"))),
        "manifest.json is that of another record",
    ),
    "a later format": (
        lambda files: sign_again(change_json(files, "manifest.json", lambda m: m.update(format=2))),
        "a newer version of Downwind",
    ),
}


@pytest.mark.parametrize("name", ALTERED)
def test_what_was_altered_is_refused_and_not_stored(schools: TwoSchools, name: str) -> None:
    alter, says = ALTERED[name]

    with pytest.raises(InvalidInput) as error:
        schools.receive(alter(schools.export()))

    assert says in error.value.errors["file"][0]
    assert not Dossier.objects.exists()
    assert not Event.objects.filter(action="dossier.received").exists()
    assert not list(django_settings.MEDIA_ROOT.rglob("*.zip"))


def show(schools: TwoSchools, dossier: Dossier) -> str:
    page = open_browser(schools.world.otto).get(reverse("admin:dossiers_dossier_file", args=[dossier.pk]))
    return str(page.content.decode())


def test_an_altered_export_signed_anew_is_that_of_an_unknown_key(schools: TwoSchools) -> None:
    files = sign_again(list_again(change_json(schools.export(), "record.json", rename_student)), STRANGER)

    dossier = schools.receive(files)

    assert dossier.verification == Dossier.Verification.UNKNOWN_KEY
    assert "Signed with a key that nobody has confirmed" in show(schools, dossier)


def test_an_export_of_an_older_version_is_taken_unsigned(schools: TwoSchools) -> None:
    dossier = schools.receive(strip_signature(schools.export()))

    assert (dossier.verification, dossier.fingerprint) == (Dossier.Verification.UNSIGNED, "")
    page = show(schools, dossier)
    assert "anybody could have written them: ask the school" in page
    assert "The export does not list items" in page
    assert "010 Air Law: Right of way" in page


def test_a_key_counts_from_the_telephone_call_on(schools: TwoSchools, settings: Any) -> None:
    files = schools.export_elsewhere(settings)
    dossier = schools.receive(files)
    assert dossier.verification == Dossier.Verification.UNKNOWN_KEY

    key = trust_key(fingerprint=dossier.fingerprint, school_name="Alpine", note="Called 0123", by=schools.world.otto)

    assert "Signed with the key of Alpine, which Otto Other confirmed on 18 Mar 2026." in show(schools, dossier)
    withdraw_key(key_id=key.pk, reason="The number was wrong", by=schools.world.otto)
    assert "Signed with a key that nobody has confirmed" in show(schools, dossier)
    schools.assert_clean()


def test_a_confirmed_key_is_known_when_the_dossier_comes(schools: TwoSchools, settings: Any) -> None:
    files = schools.export_elsewhere(settings)
    settings_key = schools.receive(files).fingerprint
    trust_key(fingerprint=settings_key, school_name="Alpine", note="Called 0123", by=schools.world.otto)

    later = schools.receive(alter_elsewhere(files, settings))

    assert later.verification == Dossier.Verification.KNOWN_KEY


def alter_elsewhere(files: Files, settings: Any) -> Files:
    own, settings.RECORDS_KEYS = settings.RECORDS_KEYS, FOREIGN_KEYS
    try:
        return alter_record(files, lambda record: record["entries"].pop())
    finally:
        settings.RECORDS_KEYS = own


def test_another_schools_confirmation_does_not_count(schools: TwoSchools, settings: Any) -> None:
    files = schools.export_elsewhere(settings)
    fingerprint = schools.receive(files).fingerprint
    trust_key(fingerprint=fingerprint, school_name="Somebody", note="Called", by=schools.world.maria)

    assert "Signed with a key that nobody has confirmed" in show(schools, Dossier.objects.get())


def test_a_file_that_is_altered_on_disk_is_not_shown(schools: TwoSchools) -> None:
    dossier = schools.receive()
    with dossier.file.storage.open(str(dossier.file.name), "wb") as file:
        file.write(b"PK")

    address = reverse("admin:dossiers_dossier_file", args=[dossier.pk])
    page = open_browser(schools.world.otto).get(address, follow=True)

    assert page.redirect_chain == [(reverse("admin:dossiers_dossier_change", args=[dossier.pk]), 302)]
    assert "The file of the dossier was altered since it was received." in page.content.decode()
