"""What higher floors add to a mail when it is rendered: the link of a code, the PDF of a certificate.

Rendering cannot import them. Instead they register a builder for a kind of mail (accounts/mails.py, for example).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mail.kinds import MailKind
from mail.models import Mail


class Attachment(NamedTuple):
    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class MailContext:
    """More facts of a mail, and its attachments. Facts may be secrets here: they are not stored."""

    facts: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


# Returns None if the recipient should no longer get the mail, for example because a code has been used.
ContextBuilder = Callable[[Mail], MailContext | None]
BUILDERS: dict[MailKind, ContextBuilder] = {}


def register_context(kind: MailKind, build: ContextBuilder) -> None:
    """Makes `render_mail` call the builder for mails of this kind; there is one for each kind at most."""
    BUILDERS[kind] = build


def build_context(mail: Mail) -> MailContext | None:
    build = BUILDERS.get(MailKind(mail.kind))
    return build(mail) if build else MailContext()
