"""The import command, and what an import must not leave behind."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from exams.models import Exam
from tests import factories as make
from tests.world import World


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def exam(world: World) -> Exam:
    return make.ExamFactory(subject__training__company=world.alpine, name="Meteorology")


@pytest.fixture
def run_import(exam: Exam, tmp_path: Path) -> Callable[..., str]:
    """Runs the command on a file with this content, and returns what it printed."""

    def call(content: str | bytes, *args: str, name: str = "bank.txt", exam_id: Any = exam.pk) -> str:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = StringIO()
        call_command("import_questions", str(file), f"--exam={exam_id}", *args, stdout=out)
        return out.getvalue()

    return call
