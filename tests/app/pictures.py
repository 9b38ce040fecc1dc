"""Pictures of screens for somebody to look at, in both sizes, light and dark. `APP_PICTURES` names their folder."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.app.windows import DESK, PHONE, wait_until_settled


def take_pictures(page: Page, name: str) -> list[Path]:
    """Four pictures, `NAME-phone-light.png` and so on, if they are wanted. Leaves the page as it was."""
    folder = os.environ.get("APP_PICTURES")
    if not folder:
        return []
    before = page.viewport_size
    assert before is not None
    pictures = []
    for size in (PHONE, DESK):
        page.set_viewport_size({"width": size.width, "height": size.height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wait_until_settled(page)
            pictures.append(Path(folder) / f"{name}-{size.name}-{scheme}.png")
            page.screenshot(path=pictures[-1], full_page=True)
    page.set_viewport_size(before)
    page.emulate_media(color_scheme="null")
    return pictures
