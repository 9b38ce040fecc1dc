from pathlib import Path
from typing import Any

import pytest

from tests.dossiers.two_schools import TwoSchools
from tests.world import World


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting a PDF takes most of the time of an export; tests/evidence/student_record does."""
    printed = b"%PDF-1.7 A record"
    monkeypatch.setattr("evidence.student_record.rendering.pdf.render_record", lambda record, watermark="": printed)


@pytest.fixture
def schools(world: World) -> TwoSchools:
    """Sam was trained at Alpine, and is enrolled at Baltic."""
    schools = TwoSchools(world)
    schools.train()
    return schools
