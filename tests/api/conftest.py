from typing import Any

import pytest

from tests.api import sandbox
from tests.world import Client


@pytest.fixture
def sandbox_client(settings: Any) -> Client:
    """A client of the sandbox's addresses, which need no token and, but for the list of people, no database."""
    settings.ROOT_URLCONF = "tests.api.sandbox"
    sandbox.ACTS.clear()
    return Client()
