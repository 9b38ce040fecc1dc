"""A real SMTP server for tests: it keeps what it accepts, and fails as it is told.

def test_…(smtp_server: SmtpServer) -> None:
    deliver_due()
    assert smtp_server.list_recipients() == ["sam@alpine.example"]
"""

import asyncio
import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    from core.queue.lanes import Outcome

ACCEPTED = "250 OK"


@dataclass
class SmtpServer:
    """`messages` are those whose final dot arrived, in this order, also if the client no longer reads the reply;
    `sessions` tells for each by which connection it came.

    `rcpt_replies` are replies for certain recipients, `mail_reply` and `data_reply` those for every mail.
    """

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)
    connections: int = 0
    known_sessions: list[Session] = field(default_factory=list)  # keeps their ids from being given again
    rcpt_replies: dict[str, str] = field(default_factory=dict)
    mail_reply: str = ACCEPTED
    data_reply: str = ACCEPTED
    seconds_per_mail: float = 0.0

    def list_recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.messages]

    def list_message_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        self.known_sessions.append(session)
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.mail_reply

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.rcpt_replies.get(address, ACCEPTED)
        if reply == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        if self.data_reply == ACCEPTED:
            self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            self.sessions.append(id(session))
        await asyncio.sleep(self.seconds_per_mail)
        return self.data_reply


@contextmanager
def run_smtp_server(port: int = 0) -> Iterator[SmtpServer]:
    """An SMTP server on 127.0.0.1 while the block runs; 0: on a free port."""
    handler = SmtpServer()
    controller = Controller(handler, hostname="127.0.0.1", port=port or find_free_port(), ready_timeout=30)
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop()


def find_free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def use_smtp_server(settings: Any, port: int) -> None:
    """Makes the mails of a test go to a server on this port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL_ENABLED = True


def deliver_due() -> "dict[str, Outcome]":
    """Runs the worker once, as `manage.py run_worker --once` does."""
    from core.queue.worker import Worker  # here, because `make torture` runs the server above without Django

    return Worker().run_once()
