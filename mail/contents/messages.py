"""Mails about messages inside the product, and the weekly digest of managers."""

from typing import Any

from django.utils.translation import gettext as _

from core.addresses.public import build_server_address
from mail.contents.content import Content, Details, Row, list_rows
from mail.message_texts import TEXTS, MessageText, write_text


def write_message(details: Details) -> Content:
    text = translate_message(details)
    link = details.build_link(_("Open the message"))
    return Content(
        subject=text,
        paragraphs=(
            _("You have a new message at %(school)s:") % {"school": details.school},
            text,
            *split_paragraphs(details.get_text("body")),
        ),
        rows=list_rows(Row(_("From"), details.get_text("sender"))),
        link=link,
        notes=details.list_notes(link),
    )


def split_paragraphs(body: str) -> list[str]:
    """The lines of what a person wrote; empty of a message that the server wrote."""
    return [line.strip() for line in body.splitlines() if line.strip()]


def translate_message(details: Details) -> str:
    """What a message says, in the active language; as in the product, if it is none of TEXTS."""
    key = details.get_text("text")
    if key not in TEXTS:
        return details.get_text("subject")
    return write_text(MessageText(key, details.facts["values"]), details.mail.company.zone)


def write_digest(details: Details) -> Content:
    values = {"school": details.school, "day": details.get_day("monday_on")}
    link = details.build_link(_("Open the administration"))
    return Content(
        subject=_("What is waiting at %(school)s, week of %(day)s") % values,
        paragraphs=(_("This is waiting at %(school)s:") % values,),
        rows=tuple(build_waiting_row(entry) for entry in details.facts["waiting"]),
        link=link,
        notes=details.list_notes(link),
    )


def build_waiting_row(entry: dict[str, Any]) -> Row:
    link = build_server_address(entry["admin_path"]) if entry["admin_path"] else ""
    return Row(describe_waiting(entry["what"]), str(entry["count"]), link=link)


def describe_waiting(what: str) -> str:
    return {
        "unsigned_classes": _("Classes that are not signed"),
        "unsigned_debriefings": _("Debriefings that are not signed"),
        "overdue": _("Enrollments past their deadline"),
        "expired_qualifications": _("Qualifications of instructors that have expired"),
        "expiring_qualifications": _("Qualifications of instructors that expire within 30 days"),
        "invitations": _("Invitations that were not accepted within a week"),
        "failed_mails": _("Mails that could not be delivered in the last week"),
    }[what]
