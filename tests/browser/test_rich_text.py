"""Opening a slide in the rich-text editor changes nothing in it."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import MANAGER, PASSWORD
from tests.browser.manager import Manager

OPENED = "html => { const it = document.querySelector('trix-editor'); it.editor.loadHTML(html); return it.value; }"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Lift grows.</p><p>Drag grows too.</p>",
        "<h2>Lift</h2><p>First.</p><ul><li>one</li><li>two</li></ul><p>Last.</p>",
        "<div>Plain <strong>bold</strong><br>second line</div>",
        "<ol><li>one</li></ol><blockquote>said</blockquote><pre>code</pre>",
    ],
)
def test_what_a_slide_says_is_kept_by_the_editor(page: Page, html: str) -> None:
    Manager(page).enters(MANAGER, PASSWORD)
    page.goto("/admin/trainings/slide/add/")
    page.locator("trix-editor").wait_for()

    assert page.evaluate(OPENED, html) == html
