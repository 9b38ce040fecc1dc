"""The school is set up: its language and colour, its holidays, a course."""

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.term.desk import Desk, get_first_day

ACCENT = "#0b6b50"
TEMPLATE, COURSE = "PPL(A) theory", "PPL theory, summer term"
METRIC = "Airmanship"
BREAK, SINGLE_DAY = "Summer break", "Hangar day"
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//school//calendar//
BEGIN:VEVENT
UID:1@kauri.example
SUMMARY:{name}
DTSTART;VALUE=DATE:{first:%Y%m%d}
DTEND;VALUE=DATE:{end:%Y%m%d}
END:VEVENT
END:VCALENDAR
"""


def choose_own_language(desk: Desk, email: str, language: str) -> None:
    """On the manager's own page, which is in English before."""
    desk.opens("admin:accounts_user_changelist", query=f"?q={email}")
    desk.follows("Manager", within=desk.page.locator("#result_list"))
    desk.page.locator("#id_language").select_option(language)
    with desk.leaves_page():
        desk.presses(desk.say("Save"))
    desk.language = language


def set_up_school(desk: Desk, logo: Path) -> None:
    """Logo, colour and language of the school, and how early a class can be recorded."""
    desk.opens("admin:accounts_company_changelist")
    desk.page.locator("#result_list tbody a").first.click()
    desk.reads(desk.say("Appearance and language"), "Pacific/Auckland")
    desk.page.locator("input[name=logo]").set_input_files(logo)
    desk.page.locator("input[name=accent_color]").fill(ACCENT)
    desk.page.locator("select[name=language]").select_option(desk.language)
    address = desk.page.url
    with desk.leaves_page():
        desk.presses(desk.say("Save"))
    desk.page.goto(address)
    expect(desk.page.locator("input[name=accent_color]")).to_have_value(ACCENT)
    expect(desk.page.locator("select[name=language]")).to_have_value(desk.language)
    picture = desk.page.locator("a[href*='/media/'], img[src*='/media/']").first
    expect(picture).to_be_visible()


def add_holidays(desk: Desk) -> None:
    """A break of five days from the text of a calendar file, and a single day by hand."""
    first, last = list_break()
    desk.opens("admin:accounts_holiday_changelist")
    desk.follows(desk.say("Add many…"))
    desk.page.locator("#id_text").fill(CALENDAR.format(name=BREAK, first=first, end=last + timedelta(days=1)))
    desk.presses(desk.say("Add"))
    desk.reads(desk.count("%(count)s holiday was added.", "%(count)s holidays were added.", 1, count=1))
    desk.reads_row("#result_list", BREAK, desk.write_day(first), desk.write_day(last))

    day = get_first_day() + timedelta(days=200)
    desk.opens("admin:accounts_holiday_add")
    desk.page.locator("#id_name").fill(SINGLE_DAY)
    desk.page.locator("#id_first_day").fill(desk.type_day(day))
    desk.presses(desk.say("Save"))
    row = desk.reads_row("#result_list", SINGLE_DAY)
    expect(row.get_by_text(desk.write_day(day))).to_have_count(2)


def list_break() -> tuple[date, date]:
    """Around the sixth class of a weekly series."""
    middle = get_first_day() + timedelta(weeks=5)
    return middle - timedelta(days=2), middle + timedelta(days=2)


def create_course(desk: Desk) -> None:
    """From a template, finished by hand and with a metric."""
    page = desk.page
    desk.opens("admin:trainings_training_changelist")
    desk.follows(desk.say("From a template"))
    template = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=TEMPLATE, exact=True))
    desk.follows(desk.say("Create a training"), within=template)
    page.locator("#id_name").fill(COURSE)
    desk.presses(desk.say("Create the training"))
    page.wait_for_url(re.compile("/course/$"))
    message = "%(training)s was created with the whole syllabus of %(original)s."
    desk.reads(desk.say(message, training=COURSE, original=TEMPLATE))

    desk.opens("admin:trainings_training_changelist")
    desk.follows(COURSE, is_exact=True)
    page.locator("#id_auto_finish").uncheck()
    page.locator("#id_uses_metrics").check()
    add_metric(desk)
    with desk.leaves_page():
        desk.presses(desk.say("Save"))
    desk.reads_row("#result_list", COURSE)


def add_metric(desk: Desk) -> None:
    table = desk.page.locator("#metrics-data")
    table.locator("a.add-row").click()
    table.locator("input[name=metrics-0-order]").fill("1")
    table.locator("input[name=metrics-0-name]").fill(METRIC)
