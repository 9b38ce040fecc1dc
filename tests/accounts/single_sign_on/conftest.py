"""A real OpenID provider, and the school that uses it."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import IdentityProvider
from tests.accounts.single_sign_on.provider import OpenIDProvider, create_provider, run_provider
from tests.world import World


@pytest.fixture(scope="session")
def running_provider() -> Iterator[OpenIDProvider]:
    with run_provider() as provider:
        yield provider


@pytest.fixture
def openid(running_provider: OpenIDProvider, settings: Any) -> OpenIDProvider:
    """The provider with nothing falsified. It knows the people of the world by their addresses."""
    settings.ALLOWED_PRIVATE_HOSTS = ["localhost"]
    settings.CLIENT_URL = "https://app.school.example/start"
    port = running_provider.port
    running_provider.__dict__.update(OpenIDProvider(port).__dict__)
    for name, school in (("maria", "alpine"), ("sam", "alpine"), ("charles", "alpine"), ("otto", "baltic")):
        running_provider.add_person(name, email=f"{name}@{school}.example", email_verified=True)
    running_provider.requests.clear()
    return running_provider


@pytest.fixture
def campus(world: World, openid: OpenIDProvider) -> IdentityProvider:
    """The identity provider of Alpine."""
    return create_provider(world.alpine, openid.issuer)
