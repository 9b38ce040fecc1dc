"""A training manager at a page of the admin, who reads it in the own language."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, override
from playwright.sync_api import Download, Locator, Page, expect

from core.dates.writing import format_day, format_time

ZONE = ZoneInfo("Pacific/Auckland")
LOCALES = {"en": "en-001", "de": "de"}  # by which people who read this language in this zone read days
TYPED_DAYS = {"en": "%d/%m/%Y", "de": "%d.%m.%Y"}  # and type them


@dataclass
class Desk:
    """`language` is that of the manager's pages, and of the texts that are looked for on them."""

    page: Page
    language: str
    manager: str
    password: str

    # --- words and days

    def say(self, text: str, /, **values: Any) -> str:
        """A text of the product in the language of the pages; `text` is the one in the code, with its placeholders."""
        with override(self.language):
            return fill(gettext(text), values)

    def count(self, singular: str, plural: str, number: int, /, **values: Any) -> str:
        """Does the same for a text with a number; `values` has it under its name in the text."""
        with override(self.language):
            return fill(ngettext(singular, plural, number), values)

    def write_day(self, day: date) -> str:
        with override(LOCALES[self.language]):
            return format_day(day)

    def write_weekday(self, day: date) -> str:
        """`Thu, 3 Dec 2026`."""
        with override(LOCALES[self.language]):
            return f"{date_format(day, 'D')}, {format_day(day)}"

    def write_moment(self, day: date, at: time) -> str:
        with override(LOCALES[self.language]):
            return f"{format_day(day)}, {format_time(at)}"

    def type_day(self, day: date) -> str:
        return day.strftime(TYPED_DAYS[self.language])

    # --- pages

    def opens(self, name: str, *args: Any, query: str = "") -> None:
        """The page of a route."""
        self.page.goto(f"{reverse(name, args=args)}{query}")

    def follows(self, text: str, *, within: Locator | None = None, is_exact: bool = False) -> None:
        """A link with this text."""
        (within or self.page).get_by_role("link", name=text, exact=is_exact).first.click()

    def presses(self, text: str) -> None:
        self.page.get_by_role("button", name=text, exact=True).first.click()

    def runs(self, action: str, rows: str) -> None:
        """An action of the list that is open, for all rows with this text."""
        for row in self.page.locator("#result_list tr, #result_list tbody").filter(has_text=rows).all():
            row.locator("input.action-select").first.check()
        self.page.locator("select[name=action]").select_option(value=action)
        self.page.locator("button[name=index]").click()

    def downloads(self, text: str) -> Download:
        """The file behind a button."""
        with self.page.expect_download() as download:
            self.presses(text)
        return download.value

    # --- what the manager reads

    def reads(self, *texts: str, within: Locator | None = None) -> None:
        """Each of them stands on the page, where people see it."""
        for text in texts:
            expect((within or self.page).get_by_text(text).filter(visible=True).first).to_be_visible()

    def reads_row(self, table: str, *texts: str) -> Locator:
        """A row of a table with all these texts in it, which is returned."""
        row = self.page.locator(f"{table} tr")
        for text in texts:
            row = row.filter(has_text=text)
        expect(row.first).to_be_visible()
        return row.first

    def reads_file(self, section: str, *texts: str) -> Locator:
        """In a section of a student's file."""
        return self.reads_row(f"section[aria-labelledby=file-{section}]", *texts)

    def reads_fact(self, label: str, text: str) -> None:
        """At the head of a student's file."""
        fact = self.page.locator(".file-facts > div").filter(has=self.page.locator("dt", has_text=exactly(label)))
        expect(fact.locator("dd")).to_contain_text(text)

    @contextmanager
    def leaves_page(self) -> Iterator[None]:
        """What is clicked in the block leads to another address."""
        before = self.page.url
        yield
        self.page.wait_for_url(lambda url: url != before)


def fill(text: str, values: dict[str, Any]) -> str:
    """A text of this product or of Django, which has `{name}` in some texts of its admin."""
    if not values:
        return text
    return text % values if "%(" in text else text.format(**values)


def exactly(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(text)}\s*$", re.IGNORECASE)


def get_today() -> date:
    """At the school."""
    return timezone.now().astimezone(ZONE).date()


def get_first_day() -> date:
    """Of the term: in the past, and on no day on which a class of this term begins today."""
    return get_today() - timedelta(days=6)
