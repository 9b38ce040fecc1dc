"""What a mail says, before it becomes HTML and text."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.addresses.public import build_server_address
from mail.languages import format_day, format_moment, format_period
from mail.models import Mail


@dataclass(frozen=True)
class Row:
    """A line of the table: what it is, its value, the value it had before, and where it leads."""

    label: str
    value: str
    former: str = ""
    link: str = ""


@dataclass(frozen=True)
class Link:
    """The button of a mail. Without an address it is left out."""

    label: str = ""
    address: str = ""


@dataclass(frozen=True)
class Content:
    """A mail in the active language. `notes` come after the button, in small print; `code` is one to be typed."""

    subject: str
    paragraphs: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    link: Link = Link()
    notes: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Details:
    """A mail and its facts, those of its context included. Facts hold days and moments in ISO 8601."""

    mail: Mail
    facts: dict[str, Any]

    @property
    def school(self) -> str:
        return self.mail.company.name

    def get_text(self, name: str) -> str:
        """The fact as text; empty if there is none."""
        value = self.facts.get(name)
        return "" if value is None else str(value)

    def get_day(self, name: str) -> str:
        """A day, for people; empty if there is none."""
        value = self.facts.get(name)
        return format_day(date.fromisoformat(value)) if value else ""

    def get_moment(self, name: str) -> str:
        """A moment in the school's zone, for people; empty if there is none."""
        value = self.facts.get(name)
        return format_moment(datetime.fromisoformat(value), self.mail.company.zone) if value else ""

    def get_period(self, facts: dict[str, Any]) -> str:
        """The time from `starts_at` to `ends_at` of these facts, for people."""
        start, end = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at"))
        return format_period(start, end, self.mail.company.zone)

    def build_link(self, label: str) -> Link:
        """A button that leads to `path` in the client. Without a client, managers get to `admin_path`."""
        if settings.CLIENT_URL and self.get_text("path"):
            return Link(label, build_client_address(self.get_text("path")))
        if self.mail.recipient.is_manager and self.get_text("admin_path"):
            return Link(label, build_server_address(self.get_text("admin_path")))
        return Link()

    def list_notes(self, link: Link) -> tuple[str, ...]:
        """Without a button, where to look instead."""
        if link.address:
            return ()
        return (_("You find more in the training system of %(school)s, after logging in.") % {"school": self.school},)


def build_client_address(path: str) -> str:
    """The page of the client for a path of the API: clients route by the same paths, without `.json`."""
    return settings.CLIENT_URL.rstrip("/") + path.removesuffix(".json")


def list_rows(*rows: Row) -> tuple[Row, ...]:
    """The rows that have a value, or had one."""
    return tuple(row for row in rows if row.value or row.former)
