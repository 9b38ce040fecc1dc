"""Fixtures of the tests of accounts."""

import pytest

from tests.factories import PASSWORD
from tests.hashers import QuickHasher
from tests.world import World


@pytest.fixture
def people(world: World) -> World:
    """The world, with passwords for Sam, Sue and Maria."""
    for person in (world.sam, world.sue, world.maria):
        person.set_password(PASSWORD)
        person.save()
    return world


@pytest.fixture
def hashed_passwords(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that the server hashes from now on."""
    passwords: list[str] = []
    encode = QuickHasher.encode

    def record_and_encode(self: QuickHasher, password: str, salt: str, iterations: int | None = None) -> str:
        passwords.append(password)
        return encode(self, password, salt, iterations)

    monkeypatch.setattr(QuickHasher, "encode", record_and_encode)
    return passwords
