"""A class at Alpine that Ines can sign, and uploads away from those of a developer's own server."""

from pathlib import Path
from typing import Any

import pytest

from tests.onsite.conftest import GroundSchool, create_ground_school
from tests.world import World


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def ground_school(world: World) -> GroundSchool:
    return create_ground_school(world)
