"""A class is dragged on the timetable, in a browser whose clock is in another zone than the school's."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import open_window
from tests.browser.manager import Manager

DEMO = ("manager@demo.example", "demo-flight-1")
SCHOOL_ZONE = ZoneInfo("Europe/Vienna")


def drag_down(page: Page, block: Locator, hours: float) -> None:
    """By the height of an hour, which is that of two slots."""
    slot = page.locator(".fc-timegrid-slot-lane").first.bounding_box()
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    assert slot is not None
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 10, steps=4)
    page.mouse.move(x, y + 2 * hours * slot["height"], steps=10)
    page.mouse.up()


def test_a_class_is_dragged_taken_back_and_moved(chromium: Browser, address: str) -> None:
    with open_window(chromium, address, "desktop", "timetable", timezone_id="Pacific/Auckland") as page:
        Manager(page).enters(*DEMO)
        next_week = datetime.now(UTC).astimezone(SCHOOL_ZONE).date() + timedelta(days=7)
        page.goto(f"/admin/timetable/?view=week&day={next_week}")
        block = page.locator(".fc-timegrid-event.fc-event-draggable").first
        time = block.locator(".timetable-time")
        before = time.inner_text()
        start = re.match(r"(\d\d):(\d\d)", before)
        assert start is not None
        dialog = page.locator("#timetable-move")

        drag_down(page, block, 1)
        expect(dialog.get_by_role("heading")).to_contain_text("Move ")
        page.keyboard.press("Escape")
        expect(page.get_by_role("status").filter(has_text="The class is where it was.")).to_be_visible()
        expect(time).to_have_text(before)

        drag_down(page, block, 1)
        later = f"{int(start[1]) + 1:02}:{start[2]}"
        expect(dialog.get_by_role("heading")).to_have_text(re.compile(rf"^Move .*, {before[:5]} to .*, {later}\?$"))
        dialog.locator("[data-confirm]").click()
        expect(page.get_by_role("status").filter(has_text="The class is planned for")).to_be_visible()
        expect(page.locator(".timetable-time").filter(has_text=re.compile(f"^{later}")).first).to_be_visible()

        page.locator(".fc-timegrid-event").first.focus()
        page.keyboard.press("Enter")
        page.locator("#timetable-class").get_by_role("link", name="Change this class…").click()
        expect(page.get_by_label("Meeting link")).to_be_visible()
