"""The gunicorn worker of the server: it receives a whole request before it assigns a thread to it.

gunicorn's threaded worker assigns a thread to a connection at its first byte, so that some thirty clients that stop in
the middle of a header block every thread for as long as they like. Here, waitress receives headers and bodies in one
event loop (large bodies in a temporary file), and threads get complete requests only; the same loop sends responses to
slow readers. gunicorn still manages the processes. Why waitress: docs/decisions/0010-requests-are-buffered.md.
"""

import json
import os
import resource
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import MultiSocketServer, create_server
from waitress.task import ErrorTask, WSGITask

from core.outages.deadlines import limit_waiting
from core.outages.sockets import has_input
from core.units import KIBIBYTE, MEBIBYTE
from operations.web_server.replacing import Generations, StopRequest
from operations.web_server.request_queue import RequestQueue

# A request must arrive within this time, plus a second for every kilobyte of its body: the speed of a bad mobile link.
RECEIVE_SECONDS = 20
SLOWEST_BYTES_PER_SECOND = KIBIBYTE
# Longer than a proxy keeps an idle connection (Caddy: 120 s), so that the proxy closes it: if the server did, the proxy
# could send a request on it at that very moment, and would have to respond with 502.
IDLE_SECONDS = 150
# Of each process. Each is an open file, besides some hundred others: `raise_file_limit` makes room for them.
MAX_CONNECTIONS = 2_000
MAX_FILES = 2 * MAX_CONNECTIONS
# How long a worker that stops goes on to accept, and then to read what it has accepted: what is on its way to it gets
# a response, and no reset.
LINGER_SECONDS = 0.5
# How long a worker that is replaced waits for the next request on each connection, which ends with the response.
DRAIN_SECONDS = 15
MAX_HEADER_BYTES = 64 * KIBIBYTE
MAX_BODY_BYTES = 100 * MEBIBYTE  # the limit of the proxy (deploy/Caddyfile); the views allow less
POLL_SECONDS = 1.0  # how often slow requests are looked for; gunicorn kills a worker that is silent for 30 s
TIMED_OUT = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: 48\r\nConnection: close\r\n\r\n"
    b'{"message":"The request took too long to send."}'
)


class JsonErrorTask(ErrorTask):
    """The response to an invalid HTTP request, with the JSON body of every other error (docs/api.md, section 1)."""

    request: Any
    response_headers: list[tuple[str, str]]

    def execute(self) -> None:
        error = self.request.error
        body = json.dumps({"message": getattr(error, "message", f"{error.reason}.")}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(getattr(error, "headers", ()))
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class RequestTask(WSGITask):
    """A request of the application, which waits for no longer than its client. The last responses of a worker that
    stops close their connections."""

    channel: Any

    def service(self) -> None:
        if self.channel.is_last:
            self.set_close_on_finish()
        with limit_waiting(time.monotonic() - self.channel.waiting_since):
            super().service()


class TimedChannel(HTTPChannel):
    """A connection that knows when its current request began to arrive."""

    task_class = RequestTask
    error_task_class = JsonErrorTask
    is_last = False  # of the class of a worker that stops
    receiving_since: float | None = None

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.receiving_since = time.monotonic()
        is_consumed = bool(super().received(data))
        if self.request is None:
            self.receiving_since = None
        return is_consumed

    def is_too_slow(self, now: float) -> bool:
        """Whether the time for the arriving request is over. Each kilobyte of its body extends it."""
        if self.receiving_since is None or self.request is None:
            return False
        extension = self.request.body_bytes_received / SLOWEST_BYTES_PER_SECOND
        return now > self.receiving_since + RECEIVE_SECONDS + extension

    def reject_as_too_slow(self) -> None:
        """Responds with 408, as far as the socket takes it without waiting, and closes the connection."""
        self.send(TIMED_OUT, do_close=False)
        self.will_close = True

    @property
    def is_at_work(self) -> bool:
        """Whether a complete request is being handled, or its response is still being sent."""
        return bool(self.requests or self.total_outbufs_len)

    def has_input(self) -> bool:
        """Whether the client has sent something that the loop has not read yet."""
        return self.socket is not None and has_input(self.socket)


class BufferingWorker(Worker):
    """Runs waitress on the sockets that gunicorn has opened, in a loop that also sends gunicorn its heartbeat."""

    server: Any = None  # while the application is being loaded, when a signal may already arrive
    generations = Generations()  # made in the master, which imports this module before it forks
    stop_request: StopRequest | None = None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.generations.record_created(self.age)

    def run(self) -> None:
        raise_file_limit()
        self.queue = RequestQueue(self.cfg.threads)
        dispatcher: Any = self.queue  # does what waitress' own does, in several of them
        self.sockets_by_number: dict[int, Any] = {}
        listeners: list[Any] = self.sockets  # gunicorn wraps each socket in a class of its own
        self.server = create_server(
            self.call_and_count,
            map=self.sockets_by_number,
            sockets=[listener.sock for listener in listeners],
            _dispatcher=dispatcher,
            connection_limit=MAX_CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=1,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,  # the application knows how many proxies to trust (TRUSTED_PROXIES)
            log_socket_errors=False,
            ident=None,
        )
        for server in self.list_acceptors():
            server.channel_class = TimedChannel
        self.generations.record_ready(self.age)
        while self.is_needed():
            self.run_once()
            self.close_slow()
        self.stop()

    def is_needed(self) -> bool:
        """Whether to go on: until the signal to stop, and after it until a successor can take over; after
        `max_requests` until no other worker is leaving, because whoever leaves accepts no connections."""
        if self.ppid != os.getppid():
            return False
        must_wait = self.generations.is_one_leaving if self.stop_request is None else self.stop_request.must_wait
        return self.alive or must_wait()

    def run_once(self, timeout: float = POLL_SECONDS) -> None:
        self.notify()
        if refused := self.queue.refuse_late():
            self.log.warning("%s requests waited for too long and were refused.", refused)
        timeout = min(timeout, self.queue.get_seconds_to_refusal())
        wasyncore.loop(timeout=timeout, use_poll=True, map=self.sockets_by_number, count=1)

    def list_acceptors(self) -> list[Any]:
        """The parts of waitress that accept connections, one for each socket."""
        if not isinstance(self.server, MultiSocketServer):
            return [self.server] if self.server else []
        return [part for part in self.sockets_by_number.values() if hasattr(part, "active_channels")]

    def list_channels(self) -> list[TimedChannel]:
        return list_channels(self.list_acceptors())

    def close_slow(self) -> None:
        """Closes connections whose request is too slow; at the connection limit, also those inactive the longest.

        A quarter at once, because an attacker opens new ones as fast as old ones are closed.
        """
        now = time.monotonic()
        for channel in self.list_channels():
            if channel.is_too_slow(now):
                channel.reject_as_too_slow()
        if any(server.in_connection_overflow for server in self.list_acceptors()):
            waiting = [channel for channel in self.list_channels() if not channel.is_at_work]
            for channel in sorted(waiting, key=lambda channel: channel.last_activity)[: MAX_CONNECTIONS // 4]:
                channel.will_close = True

    def stop(self) -> None:
        """Accepts no more connections, responds to requests that were received, and drops the others."""
        give_up_at = time.monotonic() + self.cfg.graceful_timeout
        TimedChannel.is_last = True
        if self.stop_request is None:
            self.generations.record_leaving()
        self.linger()
        acceptors = self.list_acceptors()
        for server in acceptors:
            server.accepting = False
            server.del_channel()
        self.linger()  # a connection that was accepted last has not sent its request yet
        self.drain(acceptors)
        while close_idle(acceptors) and time.monotonic() < give_up_at:
            self.run_once(timeout=LINGER_SECONDS / 5)
        self.queue.shutdown(cancel_pending=True, timeout=1)

    def linger(self) -> None:
        until = time.monotonic() + LINGER_SECONDS
        while time.monotonic() < until:
            self.run_once(timeout=LINGER_SECONDS / 5)

    @property
    def is_replaced(self) -> bool:
        """Whether other workers accept connections in place of this one. Otherwise the server stops, or nobody accepts
        any until this one is gone."""
        if self.ppid != os.getppid():
            return False
        return self.cfg.workers > 1 if self.stop_request is None else self.stop_request.has_successor

    def drain(self, acceptors: list[Any]) -> None:
        """Responds to a last request on each connection. If it were closed instead, a request could cross its end."""
        until = time.monotonic() + DRAIN_SECONDS
        while self.is_replaced and list_channels(acceptors) and time.monotonic() < until:
            self.run_once(timeout=LINGER_SECONDS / 5)

    def call_and_count(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Calls the application; after `max_requests` calls the process ends, and gunicorn starts a new one."""
        self.nr += 1
        if self.nr == self.max_requests:
            self.log.info("Restarting the process after %s requests.", self.nr)
            self.alive = False
            self.wake()
        return self.wsgi(environ, start_response)

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        self.stop_request = StopRequest(self.generations, self.age)
        self.wake()

    def wake(self) -> None:
        """Interrupts the wait for the next event, which would otherwise take up to POLL_SECONDS."""
        for server in self.list_acceptors():
            server.pull_trigger()


def list_channels(acceptors: list[Any]) -> list[TimedChannel]:
    return [channel for server in acceptors for channel in server.active_channels.values()]


def close_idle(acceptors: list[Any]) -> int:
    """Closes the connections on which nothing is under way, and returns how many are left.

    At once and not with the process, which takes a while to end: what a client sent meanwhile would be lost.
    """
    channels = list_channels(acceptors)
    busy = [channel for channel in channels if channel.is_at_work or channel.has_input()]
    for channel in set(channels) - set(busy):
        channel.handle_close()
    return len(busy)


def raise_file_limit() -> None:
    """Raises the limit of open files of this process to what its connections need, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_FILES if hard == resource.RLIM_INFINITY else min(MAX_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
