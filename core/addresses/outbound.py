"""Requests of the server to other systems, at addresses that people typed: webhooks and identity providers.

`build_outbound_session` returns a `requests.Session` that

- sends to public addresses alone (core/addresses/destinations.py), by https, unless the operator lists the host in
  `ALLOWED_PRIVATE_HOSTS`, which also allows http there;
- connects to the very address that was checked: the name is resolved once for each request, so that a DNS server which
  gives another address the next time (DNS rebinding) gains nothing. TLS verifies the certificate of the host's name;
- follows no redirects, and takes neither proxies nor credentials from the environment;
- ends a request after a time in all, from the look-up of the name to the last byte of the response, however slowly the
  other system sends; and reads no more of a response than 64 KiB.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import requests
import urllib3
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

from core.addresses.destinations import SocketAddress, parse_outbound_url, resolve_url
from core.units import KIBIBYTE

REQUEST_SECONDS = 10.0
RESPONSE_LIMIT = 64 * KIBIBYTE


def build_outbound_session(*, seconds: float = REQUEST_SECONDS) -> requests.Session:
    """A session for requests to other systems; each takes at most `seconds`.

    Its requests raise `requests.RequestException`: UnsafeAddress, Timeout, ConnectionError and others. Of a longer
    response `content` has the first 64 KiB, as they were sent.
    """
    return OutboundSession(seconds)


class OutboundSession(requests.Session):
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.trust_env = False
        self.headers["User-Agent"] = "Downwind"
        self.headers["Accept-Encoding"] = "identity"  # a compressed response could unfold into any size
        self.headers["Connection"] = "close"
        self.mount("https://", OutboundAdapter(seconds))
        self.mount("http://", OutboundAdapter(seconds))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: a redirect is the response."""
        return None


class OutboundAdapter(HTTPAdapter):
    """Sends a request to the address that it has checked, and reads the response, both within `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": PinnedPool, "https": PinnedTlsPool}

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Ignores the caller's `stream`, `timeout` and `proxies`."""
        url = parse_outbound_url(request.url or "")
        with open_exchange(self.seconds) as exchange:
            exchange.addresses = resolve_url(url, self.seconds)
            try:
                response = super().send(request, stream=True, timeout=self.seconds, verify=verify, cert=cert)
                read_content(response)
            except (requests.RequestException, HTTPError, OSError) as error:
                raise exchange.describe_error(error) from error
            # The end of a connection that was cut can look like the end of the response.
            if exchange.has_expired:
                raise exchange.describe_error(None)
        return response


def read_content(response: requests.Response) -> None:
    """Reads the start of the body and closes the connection."""
    raw: urllib3.BaseHTTPResponse = response.raw
    try:
        response._content = raw.read(RESPONSE_LIMIT, decode_content=False)
        response._content_consumed = True  # type: ignore[attr-defined]  # private API of requests
    finally:
        raw.close()


class Exchange:
    """A request and its response, which are cut off when the time is over.

    The connection is shut down from a thread of its own: a timeout of the socket begins again with every byte, so that
    a system which sends one in a while would hold the request forever.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.addresses: list[SocketAddress] = []
        self.has_expired = False
        self.lock = threading.Lock()
        self.connection: socket.socket | None = None
        self.timer = threading.Timer(seconds, self.expire)
        self.timer.daemon = True

    def connect(self, options: Any) -> socket.socket:
        """A connection to the first of the checked addresses that accepts one. Raises OSError."""
        error: OSError = OSError("the host has no address")
        # Each gets its part of the time, so that one that never replies leaves some for the next.
        seconds = self.seconds / max(len(self.addresses), 1)
        for family, address in self.addresses:
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                self.watch(connection)
                for option in options or ():
                    connection.setsockopt(*option)
                connection.settimeout(seconds)
                connection.connect(address)
                connection.settimeout(self.seconds)
            except OSError as failure:
                connection.close()
                error = failure
            else:
                return connection
        raise error

    def watch(self, connection: socket.socket) -> None:
        """Keeps a second handle of the connection, because TLS takes over the first."""
        with self.lock:
            if self.has_expired:
                raise TimeoutError
            self.close()
            self.connection = connection.dup()

    def expire(self) -> None:
        with self.lock:
            self.has_expired = True
            if self.connection is not None:
                try:
                    self.connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return  # the other side has closed it

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def describe_error(self, error: Exception | None) -> requests.RequestException:
        """The error for the caller: what requests raised, unless the reason is that the time was over."""
        if self.has_expired or isinstance(error, requests.Timeout):
            text = _("There was no complete response within {seconds} seconds.")
            return requests.Timeout(format_lazy(text, seconds=f"{self.seconds:g}"))
        if isinstance(error, requests.RequestException):
            return error
        return requests.ConnectionError(format_lazy(_("The response could not be read: {error}"), error=str(error)))


# The exchange of the request that this thread sends: urllib3 creates the connection, far below `send`.
EXCHANGE: ContextVar[Exchange] = ContextVar("exchange")


@contextmanager
def open_exchange(seconds: float) -> Iterator[Exchange]:
    exchange = Exchange(seconds)
    token = EXCHANGE.set(exchange)
    exchange.timer.start()
    try:
        yield exchange
    finally:
        exchange.timer.cancel()
        EXCHANGE.reset(token)
        with exchange.lock:
            exchange.close()


class PinnedConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        """Connects to an address that was checked, instead of resolving the name again."""
        try:
            return EXCHANGE.get().connect(self.socket_options)
        except OSError as error:
            raise NewConnectionError(self, str(error) or type(error).__name__) from error


class PinnedTlsConnection(PinnedConnection, HTTPSConnection):
    """The certificate is verified for the name of the host, which the connection still has."""


class PinnedPool(HTTPConnectionPool):
    ConnectionCls = PinnedConnection


class PinnedTlsPool(HTTPSConnectionPool):
    ConnectionCls = PinnedTlsConnection
