"""Malformed requests that fail before any view is called."""

import io
from typing import Any

import pytest

from config.wsgi import application


def call_application(**environ: Any) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body as the application passes them to the web server."""
    started: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], error: Any = None, /) -> Any:
        started.extend([status, dict(headers)])

    base = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/trainings.json",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        "HTTP_X_REQUEST_ID": "the-test",
    }
    body = b"".join(application({**base, **environ}, start))
    return started[0], started[1], body


@pytest.mark.django_db
def test_the_response_to_head_has_the_headers_of_the_get_and_no_body() -> None:
    status, headers, body = call_application()
    assert (status, len(body)) == ("401 Unauthorized", int(headers["Content-Length"]))

    assert call_application(REQUEST_METHOD="HEAD") == (status, headers, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["rot13", "base64", "utf-16", "x" * 1000, ""])
def test_no_charset_of_the_header_causes_a_500(charset: str) -> None:
    content_type = f"application/json; charset={charset}"
    status, _, body = call_application(QUERY_STRING="user_id=%C3%85", CONTENT_TYPE=content_type)

    assert status == "401 Unauthorized"
    assert body.startswith(b'{"message"')


UNREADABLE = ["x''a", "undefined''a", "idna''xn--a", "rot13''a", "utf-7''+2AA-", "utf-8''a%00", "utf-8''%FF"]


@pytest.mark.django_db
@pytest.mark.parametrize("value", UNREADABLE)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary*=", "application/json; a*="])
@pytest.mark.parametrize("path", ["/users/login.json", "/admin/login/"])
def test_a_parameter_in_an_unknown_encoding_causes_no_500(path: str, kind: str, value: str) -> None:
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_LENGTH": "2", "CONTENT_TYPE": kind + value}
    status, _, body = call_application(**environ, **{"wsgi.input": io.BytesIO(b"{}")})

    if path == "/admin/login/":
        assert status == "403 Forbidden"  # it has no CSRF token
    else:
        assert (status, body[:11]) == ("400 Bad Request", b'{"message":')


@pytest.mark.django_db
@pytest.mark.parametrize("value", UNREADABLE)
def test_an_unreadable_accept_header_causes_no_500(value: str) -> None:
    status, _, body = call_application(HTTP_ACCEPT=f"application/json; a*={value}, text/html; b*={value}")

    assert (status[:1], body[:11]) == ("4", b'{"message":')


@pytest.mark.django_db
@pytest.mark.parametrize("boundary", ["a\x00b", '"a\x00b"', "\x00", "a%00b"])
def test_a_nul_in_a_boundary_is_rejected_in_json(boundary: str) -> None:
    kind = f"multipart/form-data; boundary={boundary}"
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/users/login.json", "CONTENT_LENGTH": "2", "CONTENT_TYPE": kind}
    status, headers, body = call_application(**environ, **{"wsgi.input": io.BytesIO(b"--")})

    assert (status, headers["Content-Type"]) == ("400 Bad Request", "application/json")
    assert body.startswith(b'{"message":')


class BrokenStream(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        raise OSError("Invalid chunk size")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
)
def test_a_body_that_breaks_off_is_rejected(kind: str) -> None:
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/users/login.json", "CONTENT_LENGTH": "50", "CONTENT_TYPE": kind}
    status, _, body = call_application(**environ, **{"wsgi.input": BrokenStream()})

    assert status == "400 Bad Request"
    assert body == b'{"message":"The request could not be parsed."}'
