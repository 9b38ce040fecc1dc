"""Rendering a mail when it is delivered: in the language of its recipient, in HTML and text (docs/decisions/0022)."""

from dataclasses import asdict
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.text.cleaning import clean_line
from mail.contents.content import Content, Details
from mail.contents.registry import WRITERS
from mail.contexts import MailContext, build_context
from mail.kinds import TOPICS, MailKind, Topic
from mail.languages import choose_language
from mail.logos import read_logo
from mail.messages import MailMessage
from mail.models import Mail
from mail.services import wants
from mail.unsubscribing import build_unsubscribe_address, describe_unsubscribing

LOGO = "logo"  # its Content-ID
MAX_SUBJECT = 200
ACCENT = "#1f5f9e"  # of the button, for a school without a colour of its own


def render_mail(mail: Mail) -> EmailMultiAlternatives | None:
    """The message of a mail; None if its recipient should no longer get it.

    That is so when the account has been closed or deleted, when the recipient does not want such mails any more, and
    when the builder of the kind's context says so (mail/contexts.py). Select the mail with `company` and `recipient`.
    """
    if not may_get(mail.recipient, MailKind(mail.kind)):
        return None
    context = build_context(mail)
    if context is None:
        return None
    language = choose_language(mail.recipient.language, mail.company.language)
    with override(language):
        return build_message(mail, context, language)


def may_get(user: User, kind: MailKind) -> bool:
    return user.deleted_at is None and wants(user, kind)


def build_message(mail: Mail, context: MailContext, language: str) -> EmailMultiAlternatives:
    """The message in the active language."""
    content = WRITERS[MailKind(mail.kind)](Details(mail, {**mail.facts, **context.facts}))
    logo = read_logo(mail.company)
    unsubscribe = build_unsubscribe_link(mail)
    page = build_page(mail, content, unsubscribe) | {"language": language, "logo": LOGO if logo else ""}
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = MailMessage(
        subject=flatten(content.subject)[:MAX_SUBJECT],
        body=render_to_string("mails/layout.txt", page).strip() + "\n",
        from_email=formataddr((flatten(mail.company.mail_sender_name or mail.company.name), address)),
        to=[mail.address],
        reply_to=[flatten(mail.company.mail_reply_to)] if mail.company.mail_reply_to else None,
        headers=build_headers(mail, address, language, unsubscribe.get("address", "")),
        pictures={LOGO: logo} if logo else {},
    )
    message.attach_alternative(render_to_string("mails/layout.html", page), "text/html")
    for attachment in context.attachments:
        message.attach(*attachment)
    return message


def build_page(mail: Mail, content: Content, unsubscribe: dict[str, str]) -> dict[str, Any]:
    values = {"name": str(mail.recipient), "school": mail.company.name}
    return {
        **asdict(content),
        "school": mail.company.name,
        "accent": mail.company.accent_color or ACCENT,
        "greeting": _("Hello %(name)s,") % values,
        "before": _("before:"),
        "colon": _(":"),
        "reason": _("You get this mail because you have an account at %(school)s.") % values,
        "unsubscribe": unsubscribe,
    }


def build_unsubscribe_link(mail: Mail) -> dict[str, str]:
    """Empty for mails about the account, which always go."""
    topic = TOPICS[MailKind(mail.kind)]
    if topic is Topic.ACCOUNT:
        return {}
    address = build_unsubscribe_address(mail.recipient_id, topic)
    return {"address": address, "label": describe_unsubscribing(topic)}


def build_headers(mail: Mail, sender: str, language: str, unsubscribe_address: str) -> dict[str, str]:
    """RFC 3834 keeps automatic replies away; RFC 2369 and RFC 8058 let mail programs offer to unsubscribe.

    The Message-ID is the same for each attempt, so that mail programs recognise a mail that arrives twice.
    """
    headers = {
        "Message-ID": f"<{mail.pk}@{sender.rpartition('@')[2] or 'localhost'}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    if unsubscribe_address:
        headers["List-Unsubscribe"] = f"<{unsubscribe_address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def flatten(text: str) -> str:
    """One line: a line break in a name must not begin a header."""
    return " ".join(clean_line(text).split())
