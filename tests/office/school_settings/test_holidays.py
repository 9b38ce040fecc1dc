"""Managers keep the holidays of their school, one by one or pasted."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Holiday, User
from accounts.roles import Role
from accounts.school.holidays import HolidayDraft, add_holiday, add_holidays, delete_holiday, edit_holiday
from core.exceptions import DomainError, InvalidInput
from office.school_settings.holiday_text import read_holidays
from records.models import Event
from records.verification.run import verify_company
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World

CHRISTMAS = HolidayDraft("Christmas", date(2026, 12, 24), date(2026, 12, 26))
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//holidays//EN
BEGIN:VEVENT
UID:1@x
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261227
SUMMARY:Christmas
END:VEVENT
BEGIN:VEVENT
UID:2@x
DTSTART;VALUE=DATE:20270101
SUMMARY:New Year
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def list_days(world: World) -> list[tuple[str, str, str]]:
    rows = Holiday.objects.visible_to(world.maria)
    return [(row.name, str(row.first_day), str(row.last_day)) for row in rows]


def test_a_manager_adds_changes_and_deletes_a_holiday_on_record(browser: Browser, world: World) -> None:
    browser.post(build_address(Holiday, "add"), {"name": "Labour Day", "first_day": "2026-05-01"})
    assert list_days(world) == [("Labour Day", "2026-05-01", "2026-05-01")]  # without a last day, a single one

    row = Holiday.objects.get()
    change = {"name": "May break", "first_day": "2026-05-01", "last_day": "2026-05-03"}
    browser.post(build_address(Holiday, "change", row.pk), change)
    browser.post(build_address(Holiday, "change", row.pk), change)
    assert list_days(world) == [("May break", "2026-05-01", "2026-05-03")]

    browser.post(build_address(Holiday, "delete", row.pk), {"post": "yes"})
    assert list_days(world) == []

    events = Event.objects.filter(object_id=str(row.pk)).order_by("seq")
    assert [event.action for event in events] == ["holiday.added", "holiday.changed", "holiday.deleted"]
    page = browser.get(build_address(Event, "change", events[1].pk)).content.decode()
    assert "changed the holiday" in page
    assert "1 May 2026" in page
    assert "3 May 2026" in page
    assert verify_company(world.alpine).findings == []


def test_impossible_days_are_refused_at_their_field(browser: Browser, world: World) -> None:
    for last, text in (("2026-04-30", "The last day is before the first."), ("2028-01-01", "at most 366 days")):
        response = browser.post(
            build_address(Holiday, "add"), {"name": "May", "first_day": "2026-05-01", "last_day": last}
        )
        assert text in response.context["adminform"].form.errors["last_day"][0]
    assert list_days(world) == []


def test_who_may_keep_the_holidays_of_which_school(world: World) -> None:
    row = add_holiday(CHRISTMAS, by=world.maria)
    later = HolidayDraft("Christmas", date(2026, 12, 25), date(2026, 12, 26))
    acts: list[Any] = [
        lambda by: add_holidays([HolidayDraft(f"Day of {by.pk}", date(2026, 5, 1), date(2026, 5, 1))], by=by),
        lambda by: edit_holiday(later if by.group % 2 else CHRISTMAS, holiday_id=row.pk, by=by),
    ]
    people = {role.name: world.create_person(f"P{role.value}", role.english, role) for role in Role}
    outcomes = {name: [try_act(act, user) for act in acts] for name, user in people.items()}
    managers = {"ADMINISTRATOR", "ACCOUNTABLE_MANAGER", "OPERATIONS_MANAGER", "CHIEF_PILOT", "TRAINING_MANAGER"}

    assert {name for name, results in outcomes.items() if results == ["done", "done"]} == managers
    assert all(results == ["Forbidden", "Forbidden"] for name, results in outcomes.items() if name not in managers)
    assert try_act(acts[1], world.otto) == "NotFound"
    assert try_act(lambda by: delete_holiday(holiday_id=row.pk, by=by), world.otto) == "NotFound"
    assert Holiday.objects.filter(pk=row.pk).exists()
    assert verify_company(world.alpine).findings == []


def try_act(act: Any, by: User) -> str:
    try:
        act(by)
    except DomainError as error:
        return type(error).__name__
    return "done"


def paste(browser: Browser, text: str) -> Any:
    return browser.post(f"{build_address(Holiday)}paste/", {"text": text}, follow=True)


def test_a_calendar_and_the_rows_of_a_spreadsheet_are_pasted(browser: Browser, world: World) -> None:
    assert "2 holidays were added." in paste(browser, CALENDAR).content.decode()
    lines = "Christmas\t2026-12-24\t2026-12-26\nLabour Day\t1.5.2027\n\nBreak;2027-07-26;2027-08-08"
    assert "2 holidays were added." in paste(browser, lines).content.decode()  # Christmas was there already

    assert list_days(world) == [
        ("Christmas", "2026-12-24", "2026-12-26"),
        ("New Year", "2027-01-01", "2027-01-01"),
        ("Labour Day", "2027-05-01", "2027-05-01"),
        ("Break", "2027-07-26", "2027-08-08"),
    ]
    assert Event.objects.filter(action="holiday.added").count() == 4


def test_a_text_with_an_error_adds_nothing_and_names_the_line(browser: Browser, world: World) -> None:
    for text, error in [
        ("Labour Day; 2026-05-01\nBreak; soon", "Line 2:"),
        ("Labour Day; 2026-05-01\nBreak", "Line 2: Write a name"),
        ("BEGIN:VCALENDAR\nnonsense", "This calendar cannot be read."),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR", "This calendar cannot be read."),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "There is no holiday in this text."),
        (";2026-05-01", "This field cannot be blank."),
    ]:
        assert error in str(paste(browser, text).context["form"].errors), text
    assert list_days(world) == []
    with pytest.raises(InvalidInput):
        read_holidays("\n".join(f"Day {number}; 2026-05-01" for number in range(201)))


def test_the_list_takes_the_same_queries_for_one_holiday_and_for_thirty(
    browser: Browser, world: World, queries_of: Any
) -> None:
    add_holiday(CHRISTMAS, by=world.maria)
    browser.get(build_address(Holiday))
    one = len(queries_of(lambda: browser.get(build_address(Holiday))))
    add_holidays(
        [HolidayDraft(f"Day {day}", date(2026, 5, day), date(2026, 5, day)) for day in range(1, 30)], by=world.maria
    )

    assert len(queries_of(lambda: browser.get(build_address(Holiday)))) == one
