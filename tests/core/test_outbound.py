"""Requests to other systems reach public addresses alone, at the address that was checked, and end in time."""

import gzip
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured

from config.private_hosts import parse_private_hosts
from core.addresses.destinations import UnsafeAddress, check_url
from core.addresses.networks import is_public
from core.addresses.outbound import RESPONSE_LIMIT, build_outbound_session
from tests.certificates import create_certificate
from tests.receiver import Receiver, run_receiver

PRIVATE = [
    "127.0.0.1", "127.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0",
    "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.168.257", "169.254.169.254",
    "0xa9fea9fe", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.8", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:10.0.0.1]", "[::ffff:8.8.8.8]",
    "[::127.0.0.1]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]", "[100::1]",
    "localhost", "LOCALHOST", "localhost.", "１２７.0.0.1", "①②⑦.0.0.1",
]  # fmt: skip


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with run_receiver() as running:
        yield running


@pytest.fixture
def receiver_is_allowed(settings: Any) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = ["127.0.0.1"]


def set_dns(monkeypatch: pytest.MonkeyPatch, *replies: list[str]) -> list[str]:
    """Replaces the resolver: each look-up gets the next of the replies, and the last from then on. Returns the names
    that are looked up."""
    names: list[str] = []

    def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        reply = replies[min(len(names), len(replies) - 1)]
        names.append(host)
        families = [socket.AF_INET6 if ":" in text else socket.AF_INET for text in reply]
        return [(family, socket.SOCK_STREAM, 6, "", (text, port)) for family, text in zip(families, reply, strict=True)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return names


@pytest.mark.parametrize("host", PRIVATE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_a_private_address_is_accepted(scheme: str, host: str) -> None:
    with pytest.raises(requests.RequestException):
        check_url(f"{scheme}://{host}/hook")
    with pytest.raises(requests.RequestException):
        build_outbound_session(seconds=2).post(f"{scheme}://{host}/hook", data=b"x")


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "url",
    [
        "", "hook", "//school.example", "ftp://school.example", "file:///etc/passwd", "gopher://school.example",
        "javascript:alert(1)", "https://", "https:///hook", "https://user:pass@school.example",
        "https://school.example@127.0.0.1", "https://127.0.0.1#@school.example", "https://school.example\\@127.0.0.1",
        "https://school.example/a b", "https://school.example/\x00", "https://school.example/\n", "https://[::1",
        "https://school.example:99999", "https://school.example:x", "https://" + "a" * 600, "https://xn--a.example.",
        "https://" + "a" * 70 + ".example", "https://..", "https://%31%32%37.0.0.1", "unix:///var/run/docker.sock",
    ],
)  # fmt: skip
def test_what_is_no_https_address_of_a_host_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    public = {"school.example": "8.8.8.8"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *args, **more: real(public.get(host, host), *args, **more))

    with pytest.raises(requests.RequestException):
        check_url(url)


def test_a_public_host_needs_https(monkeypatch: pytest.MonkeyPatch) -> None:
    set_dns(monkeypatch, ["8.8.8.8"])

    check_url("https://school.example/hook")
    with pytest.raises(UnsafeAddress, match="https"):
        check_url("http://school.example/hook")


@pytest.mark.parametrize("reply", [["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2606:4700::1", "::1"]])
def test_a_name_that_resolves_to_a_private_address_is_refused(
    reply: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_dns(monkeypatch, reply)

    with pytest.raises(UnsafeAddress, match="not on the public internet"):
        check_url("https://school.example/hook")


def test_a_name_that_turns_private_after_it_was_stored_is_refused_when_it_is_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_dns(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    url = receiver.url.replace("http://127.0.0.1", "https://school.example")

    check_url(url)
    with pytest.raises(UnsafeAddress):
        build_outbound_session().post(url, data=b"x")

    assert receiver.requests == []


def test_the_connection_goes_to_the_address_that_was_checked(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look-up would be told another address; there is none."""
    settings.ALLOWED_PRIVATE_HOSTS = ["127.0.0.1"]
    names = set_dns(monkeypatch, ["127.0.0.1"], ["127.0.0.9"])

    build_outbound_session().post(receiver.url.replace("127.0.0.1", "school.example"), data=b"x")

    assert names == ["school.example"]
    assert receiver.requests[0].headers["host"].startswith("school.example:")


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.0/8", "school.example", "School.Example."])
def test_the_operator_allows_a_private_host(
    entry: str, receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = [entry]
    set_dns(monkeypatch, ["127.0.0.1"])

    response = build_outbound_session().post(receiver.url.replace("127.0.0.1", "school.example"), data=b"x")

    assert response.status_code == 204


@pytest.mark.parametrize("entry", ["127.0.0.2", "10.0.0.0/8", "other.example", "example"])
def test_an_entry_allows_nothing_else(
    entry: str, receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = [entry]
    set_dns(monkeypatch, ["127.0.0.1"])

    with pytest.raises(UnsafeAddress):
        check_url(receiver.url.replace("127.0.0.1", "school.example"))


@pytest.mark.parametrize("entry", ["10.0.0.0/40", "http://lms", "lms:80", "a b", "*"])
def test_a_mistake_in_the_setting_is_named(entry: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_PRIVATE_HOSTS"):
        parse_private_hosts([entry])


@pytest.mark.usefixtures("receiver_is_allowed")
def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": f"{receiver.url}/elsewhere"}

    response = build_outbound_session().get(f"{receiver.url}/hook", allow_redirects=True)

    assert response.status_code == 307
    assert [request.path for request in receiver.requests] == ["/hook"]


@pytest.mark.usefixtures("receiver_is_allowed")
def test_proxies_of_the_environment_are_ignored(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert build_outbound_session().post(receiver.url, data=b"x").status_code == 204


def write_slowly(handler: BaseHTTPRequestHandler, *, head: bytes) -> None:
    handler.wfile.write(head)
    for _ in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.05)


@pytest.mark.usefixtures("receiver_is_allowed")
@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n", id="a body without an end"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", id="a body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Slow: ", id="headers"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n", id="only an announcement"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_response_byte_by_byte_ends_when_the_time_is_over(receiver: Receiver, head: bytes) -> None:
    """Every byte would start a timeout of the socket again."""
    receiver.respond = lambda handler: write_slowly(handler, head=head)
    started = time.perf_counter()

    with pytest.raises(requests.Timeout, match=r"0\.5 seconds"):
        build_outbound_session(seconds=0.5).post(receiver.url, data=b"x")

    assert time.perf_counter() - started < 3  # the whole response takes 5


def test_a_resolver_that_does_not_reply_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(*args: Any, **kwargs: Any) -> list[Any]:
        time.sleep(1)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", wait)

    with pytest.raises(requests.Timeout):
        build_outbound_session(seconds=0.1).post("https://school.example", data=b"x")


@pytest.mark.usefixtures("receiver_is_allowed")
def test_a_huge_response_is_read_to_the_limit(receiver: Receiver) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        while True:
            handler.wfile.write(b"x" * 100_000)  # until the client hangs up

    receiver.respond = respond

    assert len(build_outbound_session().post(receiver.url, data=b"x").content) == RESPONSE_LIMIT


@pytest.mark.usefixtures("receiver_is_allowed")
def test_a_compressed_response_is_not_unfolded(receiver: Receiver) -> None:
    bomb = gzip.compress(bytes(10_000_000))

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb)

    receiver.respond = respond

    assert len(build_outbound_session().post(receiver.url, data=b"x").content) == len(bomb)


@pytest.mark.usefixtures("receiver_is_allowed")
def test_a_response_that_is_no_http_is_an_error(receiver: Receiver) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.school.example ESMTP\r\n")

    receiver.respond = respond

    with pytest.raises(requests.ConnectionError):
        build_outbound_session().post(receiver.url, data=b"x")


@pytest.mark.usefixtures("receiver_is_allowed")
def test_tls_is_verified_for_the_name_of_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = create_certificate(tmp_path, "school.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    indicated: list[str] = []
    context.sni_callback = lambda connection, name, context: indicated.append(name)
    set_dns(monkeypatch, ["127.0.0.1"])

    with run_receiver(lambda listener: context.wrap_socket(listener, server_side=True)) as receiver:
        session = build_outbound_session()
        url = receiver.url.replace("127.0.0.1", "school.example")
        assert session.post(url, data=b"x", verify=str(certificate)).status_code == 204
        with pytest.raises(requests.exceptions.SSLError):
            session.post(url, data=b"x")
        with pytest.raises(requests.exceptions.SSLError):
            session.post(url.replace("school", "other"), data=b"x", verify=str(certificate))

    assert indicated == ["school.example", "school.example", "other.example"]
