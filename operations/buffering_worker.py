"""The gunicorn worker that serves a school: it receives whole requests before it spends a thread on them.

gunicorn's threaded worker gives a thread to a connection with its first byte, so that some thirty clients which stop in
the middle of a header hold every thread for as long as they like. Here waitress receives headers and body in one loop,
large bodies in a temporary file, and a thread sees nothing but complete requests; responses to slow readers are sent by
the same loop. gunicorn still minds the processes. Why waitress: docs/decisions/0010-requests-are-buffered.md.
"""

import json
import os
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import MultiSocketServer, create_server
from waitress.task import ErrorTask

from core.units import KIBIBYTE, MEBIBYTE

# A request must arrive within this time, and longer only as long as it comes at a telephone line's speed.
RECEIVE_SECONDS = 20
SLOWEST_BYTES_PER_SECOND = KIBIBYTE
# Kept open between requests: longer than a proxy keeps its side (Caddy: 120 s), so that the proxy is the one to close.
IDLE_SECONDS = 150
MAX_CONNECTIONS = 400
MAX_HEADER_BYTES = 64 * KIBIBYTE
MAX_BODY_BYTES = 100 * MEBIBYTE  # as the proxy allows (deploy/Caddyfile); the views allow less
POLL_SECONDS = 1.0
TIMED_OUT = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: 48\r\nConnection: close\r\n\r\n"
    b'{"message":"The request took too long to send."}'
)


class JsonErrorTask(ErrorTask):
    """The response to what is no HTTP request, in the shape of every other refusal."""

    request: Any
    response_headers: list[tuple[str, str]]

    def execute(self) -> None:
        error = self.request.error
        body = json.dumps({"message": f"{error.reason}."}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class TimedChannel(HTTPChannel):
    """A connection that knows since when its present request is under way."""

    error_task_class = JsonErrorTask
    receiving_since: float | None = None

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.receiving_since = time.monotonic()
        is_taken = bool(super().received(data))
        if self.request is None:
            self.receiving_since = None
        return is_taken

    def is_too_slow(self, now: float) -> bool:
        """Whether the request under way had its time. A body earns more of it by arriving."""
        if self.receiving_since is None or self.request is None:
            return False
        earned = self.request.body_bytes_received / SLOWEST_BYTES_PER_SECOND
        return now > self.receiving_since + RECEIVE_SECONDS + earned

    def reject_as_too_slow(self) -> None:
        """Says so, as far as the socket takes it at once, and closes."""
        self.send(TIMED_OUT, do_close=False)
        self.will_close = True

    @property
    def is_at_work(self) -> bool:
        """Whether a complete request is being answered, or its answer is still being sent."""
        return bool(self.requests or self.total_outbufs_len)


class BufferingWorker(Worker):
    """Runs waitress on the sockets that gunicorn has opened, in a loop that tells gunicorn that it is alive."""

    server: Any = None  # none while the application is being loaded, when a signal may come already

    def run(self) -> None:
        self.sockets_by_number: dict[int, Any] = {}
        listeners: list[Any] = self.sockets  # gunicorn's own class around a socket
        self.server = create_server(
            self.call_and_count,
            map=self.sockets_by_number,
            sockets=[listener.sock for listener in listeners],
            threads=self.cfg.threads,
            connection_limit=MAX_CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=1,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,  # the application knows how many proxies to believe (TRUSTED_PROXIES)
            log_socket_errors=False,
            ident=None,
        )
        for server in self.list_acceptors():
            server.channel_class = TimedChannel
        while self.alive and self.ppid == os.getppid():
            self.run_once()
            self.close_slow()
        self.stop()

    def run_once(self) -> None:
        self.notify()
        wasyncore.loop(timeout=POLL_SECONDS, use_poll=True, map=self.sockets_by_number, count=1)

    def list_acceptors(self) -> list[Any]:
        """The parts of waitress that accept connections: one for each socket."""
        if not isinstance(self.server, MultiSocketServer):
            return [self.server] if self.server else []
        return [part for part in self.sockets_by_number.values() if hasattr(part, "active_channels")]

    def list_channels(self) -> list[TimedChannel]:
        return [channel for server in self.list_acceptors() for channel in server.active_channels.values()]

    def close_slow(self) -> None:
        """Closes requests that take too long; when no place is left, also the ones longest under way, or idle."""
        now = time.monotonic()
        for channel in self.list_channels():
            if channel.is_too_slow(now):
                channel.reject_as_too_slow()
        if any(server.in_connection_overflow for server in self.list_acceptors()):
            waiting = [channel for channel in self.list_channels() if not channel.is_at_work]
            for channel in sorted(waiting, key=lambda channel: channel.last_activity)[: MAX_CONNECTIONS // 4]:
                channel.will_close = True

    def stop(self) -> None:
        """Takes no more connections, answers what was received, and leaves the rest."""
        give_up = time.monotonic() + self.cfg.graceful_timeout
        for server in self.list_acceptors():
            server.accepting = False
            server.del_channel()
        while any(channel.is_at_work for channel in self.list_channels()) and time.monotonic() < give_up:
            self.run_once()
        self.server.task_dispatcher.shutdown(cancel_pending=True, timeout=1)

    def call_and_count(self, environ: dict[str, Any], start_response: Any) -> Any:
        """The application; after `max_requests` of them the process makes room for a new one."""
        self.nr += 1
        if self.nr == self.max_requests:
            self.log.info("A new process after %s requests.", self.nr)
            self.alive = False
            self.wake()
        return self.wsgi(environ, start_response)

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        self.wake()

    def wake(self) -> None:
        """Ends the wait for the next event, which would otherwise go on for up to POLL_SECONDS."""
        for server in self.list_acceptors():
            server.pull_trigger()
