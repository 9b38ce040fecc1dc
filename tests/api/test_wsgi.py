"""What a request may claim about itself before any view sees it."""

import io
from typing import Any

import pytest

from config.wsgi import application


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["rot13", "base64", "utf-16", "x" * 1000, ""])
def test_no_charset_of_the_header_ends_a_request_in_a_500(charset: str) -> None:
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: Any = None, /) -> Any:
        statuses.append(status)

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/trainings.json",
        "QUERY_STRING": "user_id=%C3%85",
        "CONTENT_TYPE": f"application/json; charset={charset}",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    body = b"".join(application(environ, start))

    assert statuses == ["401 Unauthorized"]
    assert body.startswith(b'{"message"')
