"""Days, times and durations for people: how each locale writes them, and what it reads."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from core.dates.locales import choose_locale
from core.dates.reading import parse_day, parse_duration, parse_time
from core.dates.writing import format_day, format_duration, format_moment, format_time
from core.exceptions import InvalidInput

AUCKLAND, NEW_YORK = ZoneInfo("Pacific/Auckland"), ZoneInfo("America/New_York")
THIRD_OF_DECEMBER = date(2026, 12, 3)
LOCALES = ("en", "en-001", "de", "es", "fr")


@pytest.mark.parametrize(
    ("language", "timezone_id", "locale"),
    [
        ("en", "America/New_York", "en"), ("en", "Asia/Manila", "en"), ("en", "UTC", "en"),
        ("pt", "Europe/Lisbon", "en-001"),
        ("en", "Pacific/Auckland", "en-001"), ("en-GB", "Europe/London", "en-001"),
        ("de", "America/New_York", "de"), ("de-AT", "UTC", "de"), ("es", "UTC", "es"),
        ("fr_CH", "UTC", "fr"),
    ],
)  # fmt: skip
def test_english_asks_the_country_of_the_school_and_the_others_do_not(
    language: str, timezone_id: str, locale: str
) -> None:
    assert choose_locale(language, timezone_id) == locale


@pytest.mark.parametrize(
    ("locale", "day", "moment"),
    [
        ("en", "3 Dec 2026", "4 Dec 2026, 08:35"),
        ("en-001", "3 Dec 2026", "4 Dec 2026, 08:35"),
        ("de", "3. Dez. 2026", "4. Dez. 2026, 08:35"),
        ("es", "3 dic. 2026", "4 dic. 2026, 08:35"),
        ("fr", "3 déc. 2026", "4 déc. 2026, 08:35"),
    ],
)
def test_days_and_moments_name_the_month_in_the_language(locale: str, day: str, moment: str) -> None:
    with override(locale):
        assert format_day(THIRD_OF_DECEMBER) == day
        assert format_moment(datetime(2026, 12, 3, 19, 35, 7, tzinfo=UTC), AUCKLAND) == moment
        assert format_time(time(8, 5)) == "08:05"


@pytest.mark.parametrize(
    ("hour", "zone", "text"),
    [
        (5, NEW_YORK, "1 Nov 2026, 01:30 (EDT)"),
        (6, NEW_YORK, "1 Nov 2026, 01:30 (EST)"),
        (7, NEW_YORK, "1 Nov 2026, 02:30"),
        (5, ZoneInfo("Asia/Kathmandu"), "1 Nov 2026, 11:15"),
    ],
)
def test_a_time_that_comes_twice_says_which_it_is(hour: int, zone: ZoneInfo, text: str) -> None:
    assert format_moment(datetime(2026, 11, 1, hour, 30, tzinfo=UTC), zone) == text


def test_a_moment_is_no_day() -> None:
    with pytest.raises(TypeError):
        format_day(datetime(2026, 12, 3, tzinfo=UTC))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_that_is_written_can_be_read(locale: str, month: int) -> None:
    with override(locale):
        assert parse_day(format_day(date(2026, month, 3))) == date(2026, month, 3)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "text", ["2026-12-03", "3.12.2026", "03. 12. 2026", "3 Dec 2026", "Dec 3, 2026", "December 3 2026"]
)
def test_what_is_not_ambiguous_is_read_everywhere(locale: str, text: str) -> None:
    with override(locale):
        assert parse_day(text) == THIRD_OF_DECEMBER


@pytest.mark.parametrize(
    ("locale", "day"),
    [("en", THIRD_OF_DECEMBER), *((locale, date(2026, 3, 12)) for locale in LOCALES[1:])],
)
def test_numbers_with_slashes_are_read_as_the_locale_writes_them(locale: str, day: date) -> None:
    with override(locale):
        assert parse_day("12/3/2026") == day


REFUSED = ["soon", "3.12.26", "12-3-2026", "3 Foo 2026", "2026", "9" * 5000, "３.12.2026x"]


@pytest.mark.parametrize(
    ("locale", "accepted"),
    [
        ("en", "12/3/2026 (month first), 2026-12-03 or 3 Dec 2026"),
        ("en-001", "3/12/2026 (day first), 2026-12-03 or 3 Dec 2026"),
    ],
)
@pytest.mark.parametrize("text", REFUSED)
def test_a_refusal_says_what_the_locale_accepts(locale: str, accepted: str, text: str) -> None:
    with override(locale), pytest.raises(InvalidInput) as error:
        parse_day(text)

    assert error.value.message == f"Write the day as {accepted}."


@pytest.mark.parametrize(
    ("locale", "numeric", "written"),
    [("de", "3.12.2026", "3. Dez. 2026"), ("es", "3/12/2026", "3 dic. 2026"), ("fr", "3/12/2026", "3 déc. 2026")],
)
@pytest.mark.parametrize("text", REFUSED)
def test_a_refusal_in_another_language_has_its_examples(locale: str, numeric: str, written: str, text: str) -> None:
    with override(locale), pytest.raises(InvalidInput) as error:
        parse_day(text)

    assert all(example in error.value.message for example in (numeric, "2026-12-03", written))


def test_a_day_that_does_not_exist_is_named() -> None:
    with override("en-001"), pytest.raises(InvalidInput, match=r"There is no such day: 31\.2\.2026\. Write the day as"):
        parse_day("31.2.2026")


@pytest.mark.parametrize(
    ("text", "read"),
    [("14:30", time(14, 30)), ("9.05", time(9, 5)), ("14h30", time(14, 30)), ("00:30:15", time(0, 30, 15))],
)
def test_times_are_read_in_the_ways_they_are_typed(text: str, read: time) -> None:
    assert parse_time(text) == read


@pytest.mark.parametrize("text", ["24:00", "14", "noon", "-1:00", "14:60"])
def test_another_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match="Write the time as 14:30"):
        parse_time(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 min"), (59, "< 1 min"), (60, "1 min"), (4859, "1 h 20 min"), (7200, "2 h"), (86_400, "24 h")],
)
def test_durations_are_hours_and_minutes(seconds: int, text: str) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize("text", ["1:20", "1 h 20 min", "1h20", "80 min", "1h 20m", "1.33 h"])
def test_durations_are_read_in_the_ways_they_are_typed(text: str) -> None:
    assert parse_duration(text) // 60 in {79, 80}


@pytest.mark.parametrize("text", ["80", "", "1:60", "25 h", "-1 h", "soon"])
def test_another_duration_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidInput, match="Write the time as 1:20, 1 h 20 min, 80 min"):
        parse_duration(text)
