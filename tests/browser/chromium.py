"""Chromium as the tests in `tests/browser` and `tests/app` start it, and the fixtures that both override."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

# Without these Chromium contacts Google's servers at every start.
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
# Makes events of windows tell of requests by service workers; read when Playwright starts.
WATCH_WORKERS = "PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS"


@pytest.fixture(autouse=True)
def frozen_clock() -> None:
    """Overrides the frozen clock of the other tests: browser and server use the real time."""


@pytest.fixture(autouse=True)
def quick_settings() -> None:
    """Overrides the settings of the other tests: the server is another process with its own settings."""


@contextmanager
def launch_chromium() -> Iterator[Browser]:
    os.environ[WATCH_WORKERS] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list_arguments())
        yield browser
        browser.close()


@contextmanager
def run_browser(chromium: Browser, profile: Path, address: str, *arguments: str) -> Iterator[BrowserContext]:
    """Another browser, which keeps everything in the folder `profile`, as that of a tablet does between two people."""
    context = chromium.browser_type.launch_persistent_context(
        profile, executable_path=find_chromium(), args=[*list_arguments(), *arguments], base_url=address
    )
    yield context
    context.close()


def find_chromium() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not installed; CHROMIUM names it where it has another name."
    return path


def list_arguments() -> list[str]:
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
