from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from records.verification.findings import Finding
from records.verification.run import verify_company
from tests.retention.school import FormerSchool
from tests.world import World


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    """Documents are stored away from the uploads of a developer's own server."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def school(world: World) -> FormerSchool:
    return FormerSchool(world)


def pass_retention(clock: Any) -> None:
    """Three years and a day later everything that has ended is due."""
    clock.shift(timedelta(days=3 * 366 + 2))


def find_alterations(world: World) -> list[Finding]:
    return verify_company(world.alpine).findings
