"""Delivering mails to the mail server."""

import logging
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import HeaderParseError
from typing import Any

from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.utils.translation import gettext_noop

from core.queue.queues import PermanentFailure, ServiceAway
from mail.delivery import journal
from mail.models import Mail
from mail.rendering import render_mail

logger = logging.getLogger("downwind.mail")

NOT_WANTED = gettext_noop("Not sent: the recipient should no longer get it.")  # stored in English
IDLE_SECONDS = 5  # mail servers end idle connections; one this old is asked before it is used
MAILS_PER_CONNECTION = 50  # some servers refuse further mails after a number of them
# The server is shutting down, wants us to log in, or rejects our password: not a matter of the mail.
AWAY_CODES = {421, 454, 530, 534, 535}


class Courier:
    """Delivers the mails of one queue. It keeps its connection to the mail server while mails are due."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.used_at = 0.0
        self.sent = 0

    def deliver_mail(self, mail: Mail) -> str | None:
        """Sends a mail, unless a mail server has accepted it before; returns a note if it is not wanted any more.

        Raises PermanentFailure if the server rejects the mail for good, ServiceAway if it accepts no mail at all, and
        SMTPException or OSError if it may accept this one later.
        """
        if mail.attempts > 1 and journal.is_accepted(mail.pk):
            return None
        message = render_mail(mail)
        if message is None:
            return NOT_WANTED
        self.open_connection()
        self.send_message(message)
        record_acceptance(mail)
        self.used_at, self.sent = time.monotonic(), self.sent + 1
        return None

    def open_connection(self) -> None:
        """Raises ServiceAway if the mail server cannot be reached, or does not let us in."""
        if self.connection is not None and (self.sent >= MAILS_PER_CONNECTION or not self.is_connected()):
            self.close_connection()
        if self.connection is not None:
            return
        self.connection, self.sent = get_connection(), 0
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self.close_connection()
            raise ServiceAway(f"The mail server: {describe_error(error)}") from error

    def is_connected(self) -> bool:
        """Whether the connection can be used. One that was idle is tried."""
        smtp = getattr(self.connection, "connection", None)
        if smtp is None or time.monotonic() - self.used_at < IDLE_SECONDS:
            return True
        try:
            return bool(smtp.noop()[0] == 250)
        except (OSError, smtplib.SMTPException):
            return False

    def send_message(self, message: EmailMessage) -> None:
        """Sends a message on the open connection, which an error closes."""
        try:
            with translate_errors():
                self.connection.send_messages([message])
        except BaseException:
            self.close_connection()
            raise

    def close_connection(self) -> None:
        """Ends the connection. Called when no mail is due, and after an error."""
        connection, self.connection = self.connection, None
        if connection is None:
            return
        try:
            connection.close()
        except (OSError, smtplib.SMTPException) as error:
            logger.debug("The connection to the mail server ended: %s", error)


def record_acceptance(mail: Mail) -> None:
    """Writes the mail into the journal. If the disk is full, it must not be sent again for that: the database knows."""
    try:
        journal.record_acceptance(mail.pk)
    except OSError:
        logger.exception("The journal could not be written, after mail %s was sent.", mail.pk)


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raises PermanentFailure and ServiceAway for what the mail server replies. Other errors pass."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        raise_for_reply(*next(iter(error.recipients.values())))
        raise
    except smtplib.SMTPSenderRefused as error:
        # The sender is ours, and the same for each mail, so the fault is not the mail's; but 552 means its size.
        if error.smtp_code != 552:
            raise ServiceAway(f"The mail server: {describe_error(error)}") from error
        raise PermanentFailure(describe_error(error)) from error
    except smtplib.SMTPResponseException as error:
        raise_for_reply(error.smtp_code, error.smtp_error)
        raise
    except (UnicodeError, BadHeaderError, HeaderParseError) as error:
        raise PermanentFailure(f"The mail cannot be addressed: {error}") from error


def raise_for_reply(code: int, text: bytes | str) -> None:
    """Returns for a code that means: try this mail again later."""
    if code in AWAY_CODES:
        raise ServiceAway(f"The mail server: {describe_reply(code, text)}")
    if 500 <= code < 600:
        raise PermanentFailure(describe_reply(code, text))


def describe_error(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return describe_reply(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def describe_reply(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
