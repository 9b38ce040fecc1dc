"""Mails about classes (onsite/classes/mails.py says what their facts are)."""

from typing import Any

from django.utils.translation import gettext as _

from mail.contents.content import Content, Details, Link, Row, list_rows


def write_class_scheduled(details: Details) -> Content:
    text = _("You teach a class:") if is_teacher(details) else _("You have a class:")
    return build_content(details, _("New class"), text)


def write_class_cancelled(details: Details) -> Content:
    return build_content(details, _("Class cancelled"), _("This class does not take place:"), has_link=False)


def write_class_changed(details: Details) -> Content:
    change = details.get_text("change")
    if change == "joined":
        text = _("You are now the teacher of this class:") if is_teacher(details) else _("You now attend this class:")
        return build_content(details, _("New class"), text)
    if change == "left":
        if is_teacher(details):
            return build_content(details, _("Not your class any more"), _("You no longer teach this class:"), False)
        return build_content(details, _("Not your class any more"), _("You no longer attend this class:"), False)
    headline = _("Class moved") if "starts_at" in details.facts.get("former", {}) else _("Class changed")
    return build_content(details, headline, _("This class has been changed:"))


def is_teacher(details: Details) -> bool:
    return details.get_text("audience") == "teacher"


def build_content(details: Details, headline: str, text: str, has_link: bool = True) -> Content:
    """`has_link`: whether the recipient can still open the class."""
    link = details.build_link(_("Open the class")) if has_link else Link()
    return Content(
        subject=f"{headline}: {details.get_text('subject')}, {details.get_moment('starts_at')}",
        paragraphs=(text,),
        rows=build_rows(details, has_link),
        link=link,
        notes=(*(details.list_notes(link) if has_link else ()), *describe_actor(details)),
    )


def build_rows(details: Details, has_link: bool) -> tuple[Row, ...]:
    former: dict[str, Any] = details.facts.get("former", {})
    had_other_time = "starts_at" in former or "ends_at" in former
    former_period = details.get_period({**details.facts, **former}) if had_other_time else ""
    return list_rows(
        Row(_("Subject"), details.get_text("subject"), former.get("subject", "")),
        Row(_("Topic"), details.get_text("topic"), former.get("topic", "")),
        Row(_("When"), details.get_period(details.facts), former_period),
        Row(_("Where"), details.get_text("location"), former.get("location", "")),
        *([build_meeting_row(details, former)] if has_link else []),
        Row(_("Teacher"), details.get_text("teacher"), former.get("teacher", "")),
    )


def build_meeting_row(details: Details, former: dict[str, Any]) -> Row:
    address = details.get_text("meeting_url")
    return Row(_("Meeting link"), address, former.get("meeting_url", ""), link=address)


def describe_actor(details: Details) -> tuple[str, ...]:
    by = details.get_text("by")
    return (_("Entered by %(by)s.") % {"by": by},) if by else ()
