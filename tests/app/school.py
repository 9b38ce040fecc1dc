"""A fresh demo school for each module of tests, served by the real server in a process of its own."""

import shutil
from pathlib import Path

from tests.browser.serving import TestInstallation


def seed(folder: Path) -> Path:
    """Writes the data of the demo school to a folder, unless it is there already, and returns the folder."""
    if not (folder / "seeded").exists():
        folder.mkdir(parents=True, exist_ok=True)
        installation = TestInstallation(folder)
        installation.manage("migrate", "--verbosity", "0")
        installation.manage("seed_demo")
        (folder / "seeded").touch()
    return folder


def copy_school(seeded: Path, folder: Path) -> TestInstallation:
    """An installation with a copy of the seeded data."""
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    return TestInstallation(folder)
