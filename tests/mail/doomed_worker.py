"""A worker that kills itself at a named step, as `kill -9` would: `python -m tests.mail.doomed_worker after_claim`."""

import os
import signal
import smtplib
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

import django

FINAL_DOT = b"\r\n.\r\n"
SECONDS_TO_ACCEPT = 0.3


def die(*args: Any, **kwargs: Any) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


def kill_before(owner: Any, name: str) -> None:
    setattr(owner, name, die)


def kill_after(owner: Any, name: str) -> None:
    function = getattr(owner, name)

    def run_and_die(*args: Any, **kwargs: Any) -> Any:
        if function(*args, **kwargs) is not None or name != "claim_row":  # the other queue claims nothing
            die()

    setattr(owner, name, run_and_die)


def kill_while_sending(send: Callable[[smtplib.SMTP, Any], None]) -> None:
    """Calls `send` in place of the sending of a mail's text, and dies."""
    send_all = smtplib.SMTP.send

    def send_or_die(self: smtplib.SMTP, s: Any) -> None:
        if isinstance(s, bytes) and s.endswith(FINAL_DOT):
            send(self, s)
            die()
        send_all(self, s)

    setattr(smtplib.SMTP, "send", send_or_die)  # noqa: B010  mypy rejects the assignment


def send_without_dot(smtp: smtplib.SMTP, data: bytes) -> None:
    assert smtp.sock
    smtp.sock.sendall(data.removesuffix(FINAL_DOT))


def send_without_reading_the_reply(smtp: smtplib.SMTP, data: bytes) -> None:
    assert smtp.sock
    smtp.sock.sendall(data)
    time.sleep(SECONDS_TO_ACCEPT)


def build_steps() -> dict[str, Callable[[], None]]:
    """The steps at which the worker can be killed, in the order of a delivery."""
    from django.core.mail.backends.smtp import EmailBackend

    from core.queue import claiming
    from mail.delivery import journal
    from mail.delivery.couriers import Courier

    return {
        "before_claim": lambda: kill_before(claiming, "claim_row"),
        "after_claim": lambda: kill_after(claiming, "claim_row"),
        "before_connecting": lambda: kill_before(Courier, "open_connection"),
        "connected": lambda: kill_after(EmailBackend, "open"),
        "before_the_final_dot": lambda: kill_while_sending(send_without_dot),
        "after_the_journal": lambda: kill_after(journal, "record_acceptance"),
        "before_commit": lambda: kill_before(claiming, "mark_done"),
        "after_commit": lambda: kill_after(claiming, "mark_done"),
        "closing": lambda: kill_before(EmailBackend, "close"),
        # The one step that no client of SMTP can repair: the server has the mail, and the client does not know.
        "before_the_reply": lambda: kill_while_sending(send_without_reading_the_reply),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DATABASE_POOL", "false")
    django.setup()
    build_steps()[sys.argv[1]]()
    from core.queue.worker import Worker

    Worker().run()  # not `run_worker`, whose supervisor would start a killed child again
