"""Where the server may send requests to: URLs that people typed, resolved and checked (core/addresses/networks.py)."""

import socket
import threading
from typing import Any

import requests
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from core.addresses.networks import is_allowed_private, is_public, parse_address

URL_LENGTH = 500
RESOLVING_SECONDS = 10.0
PORTS = {"http": 80, "https": 443}
SocketAddress = tuple[socket.AddressFamily, Any]


class UnsafeAddress(requests.RequestException):
    """The server may not send requests to this URL. The message is a sentence for people, in the language in which it
    is read: by a manager who types the address, or in English by who stores it."""


def check_url(url: str) -> None:
    """Resolves the host of a URL that is to be stored.

    Raises UnsafeAddress if the server may not send requests to it, ConnectionError or Timeout if the name of the host
    cannot be resolved: all of them `requests.RequestException` with a sentence for people.

    Every request checks again: what a name resolves to can change.
    """
    if len(url) > URL_LENGTH:
        raise UnsafeAddress(format_lazy(_("The address may have at most {count} characters."), count=URL_LENGTH))
    resolve_url(parse_outbound_url(url), RESOLVING_SECONDS)


def parse_outbound_url(url: str) -> Url:
    """The parts of an http or https URL. Raises UnsafeAddress for any other, and for one with a password in it."""
    if not url.isprintable() or any(character.isspace() or character == "\\" for character in url):
        raise UnsafeAddress(_("The address has characters that an address cannot have."))
    try:
        parsed = parse_url(requests.Request("GET", url).prepare().url or "")
    except (LocationParseError, requests.RequestException, UnicodeError) as error:
        raise UnsafeAddress(_("This is not a valid address.")) from error
    if parsed.scheme not in PORTS or not parsed.host:
        raise UnsafeAddress(_("The address must begin with https:// and name a host."))
    if parsed.auth is not None:
        raise UnsafeAddress(_("The address may not contain a user name or password."))
    return parsed


def resolve_url(url: Url, seconds: float) -> list[SocketAddress]:
    """The network addresses of the host, all of which the server may send requests to. Raises UnsafeAddress."""
    host, scheme = (url.host or "").strip("[]"), url.scheme or ""
    addresses = resolve_host(host, url.port or PORTS[scheme], seconds)
    for _family, address in addresses:
        check_address(host, scheme, address[0])
    return addresses


def check_address(host: str, scheme: str, text: str) -> None:
    address = parse_address(text)
    if is_allowed_private(host, address):
        return
    if not is_public(address):
        private = _("The host {host} is not on the public internet, and the operator has not allowed it.")
        raise UnsafeAddress(format_lazy(private, host=host))
    if scheme != "https":
        raise UnsafeAddress(_("The address must begin with https://."))


def resolve_host(host: str, port: int, seconds: float) -> list[SocketAddress]:
    """Resolves a name within the time, in a thread of its own because nothing interrupts the resolver.

    Raises ConnectionError for a name that does not exist, Timeout when there is no reply.
    """
    results: list[list[SocketAddress]] = []

    def resolve() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            found = []
        results.append([(family, address) for family, _type, _protocol, _name, address in found])

    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(seconds)
    if not results:
        text = _("The name of the host {host} was not resolved within {seconds} seconds.")
        raise requests.Timeout(format_lazy(text, host=host, seconds=f"{seconds:g}"))
    if not results[0]:
        raise requests.ConnectionError(format_lazy(_("There is no host with the name {host}."), host=host))
    return results[0]
