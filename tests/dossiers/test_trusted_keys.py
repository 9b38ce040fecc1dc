"""A school relies on keys that somebody at the other school has confirmed, in a way that is on record."""

from typing import Any

import pytest
from django.urls import reverse

from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from dossiers.models import TrustedKey
from dossiers.trusting import is_known_key, trust_key, withdraw_key
from records.export_keys import format_fingerprint, get_own_fingerprint
from records.models import Event
from records.verification.run import verify_company
from tests.office.browser import open_browser
from tests.world import World

FINGERPRINT = "0123456789abcdef" * 4


def trust(world: World, **changed: Any) -> TrustedKey:
    facts = {"fingerprint": FINGERPRINT, "school_name": "Nordic", "note": "Called 0123", "by": world.maria}
    return trust_key(**{**facts, **changed})


def test_a_manager_confirms_and_withdraws_a_key_in_the_admin(world: World) -> None:
    browser = open_browser(world.maria)
    form = {"fingerprint": format_fingerprint(FINGERPRINT).upper(), "school_name": "Nordic", "note": "Called 0123"}

    response = browser.post(reverse("admin:dossiers_trustedkey_add"), form, follow=True)

    key = TrustedKey.objects.get()
    assert (key.fingerprint, key.added_by, response.status_code) == (FINGERPRINT, world.maria, 200)
    assert is_known_key(FINGERPRINT, world.alpine.pk)
    page = browser.get(reverse("admin:dossiers_trustedkey_change", args=[key.pk])).content.decode()
    assert format_fingerprint(FINGERPRINT) in page
    browser.post(
        reverse("admin:dossiers_trustedkey_withdraw", args=[key.pk]), {"asked": "1", "reason": "The number was wrong"}
    )
    assert not is_known_key(FINGERPRINT, world.alpine.pk)
    assert list(Event.objects.filter(object_id=str(key.pk)).order_by("seq").values_list("action", flat=True)) == [
        "dossier.key_trusted", "dossier.key_withdrawn",
    ]  # fmt: skip
    assert verify_company(world.alpine).findings == []


def test_the_own_key_is_known_and_the_keys_of_one_school_are_not_those_of_another(world: World) -> None:
    trust(world)

    assert is_known_key(get_own_fingerprint(), world.baltic.pk)
    assert not is_known_key(FINGERPRINT, world.baltic.pk)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"fingerprint": "abc"}, "fingerprint"),
        ({"fingerprint": "x" * 64}, "fingerprint"),
        ({"school_name": " "}, "school_name"),
        ({"school_name": "x" * 256}, "school_name"),
        ({"note": ""}, "note"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(world: World, changed: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as error:
        trust(world, **changed)
    assert set(error.value.errors) == {field}
    form = {"fingerprint": FINGERPRINT, "school_name": "Nordic", "note": "Called", **changed}
    response = open_browser(world.maria).post(reverse("admin:dossiers_trustedkey_add"), form)
    assert set(response.context["adminform"].form.errors) == {field}
    assert not TrustedKey.objects.exists()


def test_a_key_is_confirmed_once_and_never_the_own(world: World) -> None:
    key = trust(world)

    with pytest.raises(InvalidInput):
        trust(world)
    with pytest.raises(InvalidInput):
        trust(world, fingerprint=get_own_fingerprint())
    form = {"fingerprint": FINGERPRINT, "school_name": "Nordic", "note": "Called"}
    response = open_browser(world.maria).post(reverse("admin:dossiers_trustedkey_add"), form)
    assert (response.status_code, TrustedKey.objects.count()) == (200, 1)
    withdraw_key(key_id=key.pk, reason="A slip", by=world.maria)
    with pytest.raises(Conflict):
        withdraw_key(key_id=key.pk, reason="A slip", by=world.maria)
    trust(world)
    assert TrustedKey.objects.live().count() == 1


def test_only_managers_of_the_school(world: World) -> None:
    key = trust(world)

    for person in (world.charles, world.ines, world.sam):
        with pytest.raises(Forbidden):
            trust(world, by=person)
        with pytest.raises(Forbidden):
            withdraw_key(key_id=key.pk, reason="x", by=person)
    with pytest.raises(NotFound):
        withdraw_key(key_id=key.pk, reason="x", by=world.otto)
