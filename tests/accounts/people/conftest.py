"""Maria's client, and mail that is sent."""

from typing import Any

import pytest

from tests.world import Client, World, create_client


@pytest.fixture
def maria(world: World) -> Client:
    return create_client(world.maria)


@pytest.fixture
def mail(settings: Any) -> None:
    settings.MAIL_ENABLED = True
