"""The web app in a real browser, on a demo school of its own for each module. Run with `make browser`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.app.guard import Guard
from tests.app.school import copy_school, seed
from tests.app.windows import LONGEST_WAIT, Windows
from tests.browser.chromium import frozen_clock, quick_settings  # noqa: F401  override those of all tests
from tests.browser.serving import TestInstallation

expect.set_options(timeout=LONGEST_WAIT)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: Any) -> Path:
    """Kept in the folder `APP_SEEDED` for the next runs if that is set; its classes begin at the time of seeding."""
    kept = os.environ.get("APP_SEEDED")
    return seed(Path(kept) if kept else tmp_path_factory.mktemp("seeded"))


@pytest.fixture(scope="module")
def school(seeded: Path, tmp_path_factory: Any) -> TestInstallation:
    """The installation behind `address`: commands of the operator, mails."""
    return copy_school(seeded, tmp_path_factory.mktemp("school"))


@pytest.fixture(scope="module")
def address(school: TestInstallation) -> Iterator[str]:
    with school.run_server() as address:
        yield address


@pytest.fixture
def guard(address: str) -> Iterator[Guard]:
    """Fails the test at its end if anything went wrong on a page that `windows` opened."""
    guard = Guard(address)
    yield guard
    assert guard.faults == []


@pytest.fixture
def windows(chromium: Browser, address: str, guard: Guard) -> Iterator[Windows]:
    windows = Windows(chromium, address, guard)
    yield windows
    windows.close()


@pytest.fixture
def open_app(windows: Windows) -> Any:
    """`open_app("student", size=PHONE, language="en", scheme="light")`: the app after the login, as a page."""
    return windows.open_app
