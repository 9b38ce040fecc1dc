"""The files of this repository, as the tests of the house read them."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
TEXTS = {".py", ".md", ".toml", ".sh", ".yml", ".service", ".typ", ".html", ".mk", ".ts", ".tsx"}
# Folders of other programs, generated files and data; and history, which keeps the paths of its time.
SKIPPED = {"var", "node_modules", "build", "dist", "migrations"}
HISTORY = {"CHANGELOG.md"}


def list_packages() -> list[str]:
    """The top-level packages of the product, `tests` too."""
    return sorted(folder.name for folder in ROOT.iterdir() if (folder / "__init__.py").exists())


def python_files(*roots: str) -> Iterator[Path]:
    """Python files below these top-level folders; of the product if none are named."""
    for root in roots or [name for name in list_packages() if name != "tests"]:
        yield from sorted((ROOT / root).rglob("*.py"))


def list_text_files() -> list[Path]:
    """Every file that people write, except this folder: it has to name what it forbids."""
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.suffix in TEXTS
        and path.is_file()
        and not any(part in SKIPPED or part.startswith(".") for part in path.relative_to(ROOT).parts[:-1])
        and path.name not in HISTORY
        and path.parent != ROOT / "tests" / "house"
    ]


def lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()
