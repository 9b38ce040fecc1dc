"""Signing, revoking and signing again; and the password that every signature requires."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from accounts.sign_in import credentials
from core.exceptions import Conflict, Forbidden, InvalidInput, TooManyAttempts
from core.origin import Channel, use_origin
from records.models import Event, Signature
from records.services import record_events
from records.signing import confirm_signer_password, get_current_signature, revoke_signature, sign_object
from records.verification.run import verify_company
from tests.factories import PASSWORD
from tests.parallel import run_in_parallel
from tests.world import World


def sign_as_ines(world: World, **content: Any) -> Signature:
    company = world.alpine.pk
    signature, draft = sign_object(
        obj=world.sam, company_id=company, meaning="I saw this.", content=content, by=world.ines
    )
    record_events(draft, company_id=company, by=world.ines)
    return signature


def revoke_as_test(world: World) -> None:
    draft = revoke_signature(obj=world.sam, company_id=world.alpine.pk, reason="a slip", by=world.maria)
    record_events(draft, company_id=world.alpine.pk, by=world.maria)


@pytest.fixture
def ines(world: World) -> Any:
    world.ines.set_password(PASSWORD)
    world.ines.save()
    return world.ines


def test_a_signature_keeps_who_what_and_when_as_of_then(world: World) -> None:
    signature = sign_as_ines(world, hours=3)
    world.ines.name, world.ines.group = "Renamed", 150
    world.ines.save()

    signature.refresh_from_db()
    assert signature.text == "Ines Instructor (Instructor), 2026-03-18 10:00:00 UTC"
    assert (signature.content, signature.version) == ('{"hours":3}', 1)
    assert get_current_signature(world.sam) == signature


def test_what_is_signed_cannot_be_signed_again_until_it_is_taken_back(world: World) -> None:
    sign_as_ines(world)
    with pytest.raises(Conflict):
        sign_as_ines(world)
    revoke_as_test(world)
    with pytest.raises(Conflict):
        revoke_as_test(world)

    assert sign_as_ines(world).version == 2
    assert Signature.objects.count() == 2
    assert verify_company(world.alpine).findings == []


def test_the_right_password_is_enough(ines: Any) -> None:
    confirm_signer_password(user=ines, password=PASSWORD)


def test_a_key_never_signs_whatever_the_password(ines: Any) -> None:
    with use_origin(Channel.KEY), pytest.raises(Forbidden):
        confirm_signer_password(user=ines, password=PASSWORD)


def test_a_person_without_a_password_cannot_sign(world: World) -> None:
    with pytest.raises(Forbidden):
        confirm_signer_password(user=world.tom, password="")


def test_an_endless_password_is_refused_unhashed(ines: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(credentials, "verify_password", lambda *args: pytest.fail("hashed"))
    with pytest.raises(InvalidInput):
        confirm_signer_password(user=ines, password="x" * 1025)


def test_after_five_wrong_passwords_the_right_one_waits_too(world: World, ines: Any, frozen_clock: Any) -> None:
    for _ in range(5):
        with pytest.raises(Forbidden):
            confirm_signer_password(user=ines, password="wrong")
    with pytest.raises(TooManyAttempts) as error:
        confirm_signer_password(user=ines, password=PASSWORD)

    assert error.value.retry_after == 15 * 60
    assert Event.objects.filter(action="signature.refused", object_id=str(ines.pk)).count() == 5
    frozen_clock.shift(timedelta(minutes=15, seconds=1))
    confirm_signer_password(user=ines, password=PASSWORD)


def test_the_right_password_forgets_earlier_wrong_ones(ines: Any) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Forbidden):
                confirm_signer_password(user=ines, password="wrong")
        confirm_signer_password(user=ines, password=PASSWORD)


def test_one_persons_guesses_do_not_slow_another(world: World, ines: Any) -> None:
    world.tom.set_password(PASSWORD)
    for _ in range(5):
        with pytest.raises(Forbidden):
            confirm_signer_password(user=ines, password="wrong")
    confirm_signer_password(user=world.tom, password=PASSWORD)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_fifty_parallel_guesses_at_most_five_are_hashed(monkeypatch: Any) -> None:
    world = World()
    world.ines.set_password(PASSWORD)
    hashed: list[str] = []

    def check(password: str, encoded: str) -> bool:
        hashed.append(password)
        return False

    monkeypatch.setattr(credentials, "verify_password", check)

    def guess() -> None:
        with pytest.raises((Forbidden, TooManyAttempts)):
            confirm_signer_password(user=world.ines, password="wrong")

    run_in_parallel([guess] * 50)

    assert 1 <= len(hashed) <= settings.GUESSES_PER_ACCOUNT
