"""A class is dragged on the timetable, in a browser whose clock is in another zone than the school's."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import open_window
from tests.browser.manager import Manager

DEMO = ("manager@demo.example", "demo-flight-1")
SCHOOL_ZONE = ZoneInfo("Europe/Vienna")


def drag_to(page: Page, block: Locator, start: str, target: str) -> None:
    """From one time to another on the same day."""
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    lanes = [page.locator(f'.fc-timegrid-slot-lane[data-time="{at}:00"]').bounding_box() for at in (start, target)]
    assert box is not None
    assert lanes[0] is not None
    assert lanes[1] is not None
    x, y = box["x"] + box["width"] / 2, lanes[0]["y"] + 5
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 10, steps=4)
    page.mouse.move(x, lanes[1]["y"] + 5, steps=10)
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
        later = f"{int(start[1]) + 1:02}:{start[2]}"
        dialog = page.locator("#timetable-move")

        drag_to(page, block, start[0], later)
        expect(dialog.get_by_role("heading")).to_contain_text("Move ")
        page.keyboard.press("Escape")
        expect(page.get_by_role("status").filter(has_text="The class is where it was.")).to_be_visible()
        expect(time).to_have_text(before)

        drag_to(page, block, start[0], later)
        heading = dialog.get_by_role("heading")
        expect(heading).to_have_text(re.compile(rf"^Move .*, {start[0]} to .*, \d\d:\d\d\?$"))
        moved_to = heading.inner_text()[-6:-1]
        assert start[0] < moved_to <= f"{later[:2]}:59"  # the component rounds to a quarter of an hour
        # The classes are read again, which replaces the block that a key would be pressed on.
        with page.expect_response(re.compile(r"/timetable/classes/\?")):
            dialog.locator("[data-confirm]").click()
        expect(page.get_by_role("status").filter(has_text="The class is planned for")).to_be_visible()
        expect(page.locator(".timetable-time").filter(has_text=re.compile(f"^{moved_to}")).first).to_be_visible()

        page.locator(".fc-timegrid-event").first.focus()
        page.keyboard.press("Enter")
        page.locator("#timetable-class").get_by_role("link", name="Change this class…").click()
        expect(page.get_by_label("Meeting link")).to_be_visible()
