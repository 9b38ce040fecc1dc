from typing import Any

import pytest

from tests.api import sandbox
from tests.world import Client


@pytest.fixture
def sandbox_client(settings: Any) -> Client:
    """A client of the sandbox, whose paths need no token and, except for the list of people, no database."""
    settings.ROOT_URLCONF = "tests.api.sandbox"
    sandbox.ACTS.clear()
    return Client()
