"""The pages at `/app/`: the same for everybody, under a strict policy, without cookies."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.webapp.conftest import INDEX
from tests.world import World

pytestmark = pytest.mark.usefixtures("small_build")
PRELOAD = re.compile(r'<link rel="modulepreload" crossorigin href="([^"]+)">\n')
ROUTES = [
    "", "trainings/trainings/calendar", "trainings/onsite/class/018f9d2e-7c1b-7cc3-9f27-2d6d7c1f4a10",
    "users/new_password/17/AbC-_9", "nothing/such", "messages/",
]  # fmt: skip


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def parse_policy(response: Any) -> dict[str, str]:
    header: str = response["Content-Security-Policy"]
    return dict(part.split(" ", 1) for part in header.split("; "))


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_is_the_index_page(route: str) -> None:
    """The app's own router decides what it shows; these tests have no database, and need none."""
    response = get(f"/app/{route}")

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert PRELOAD.sub("", response.content.decode()) == INDEX


@pytest.mark.parametrize(
    ("preferred", "texts"), [("de-AT,de;q=0.9,en;q=0.8", "de"), ("it,fr;q=0.5", "fr"), ("it", "en"), ("", "en")]
)
def test_the_texts_of_the_browsers_language_are_loaded_with_the_first_script(preferred: str, texts: str) -> None:
    """And what they share with the first script is not named twice."""
    response = get("/app/", **{"Accept-Language": preferred})

    named = ["/static/app/assets/" + file for file in (f"{texts}-0badcafe.js", "collect-599ece38.js")]
    assert PRELOAD.findall(response.content.decode()) == named


def test_a_browser_that_has_the_page_in_another_language_gets_it_anew() -> None:
    german = get("/app/", **{"Accept-Language": "de"})["ETag"]

    assert get("/app/", **{"Accept-Language": "fr", "If-None-Match": german}).status_code == 200
    assert get("/app/", **{"Accept-Language": "de", "If-None-Match": german}).status_code == 304


@pytest.mark.parametrize(
    "path", ["robots.txt", "assets/old-1a2b3c.js", "sw.js.map", "csp.json", "manifest/x.webmanifest"]
)
def test_a_file_that_does_not_exist_is_no_page(path: str) -> None:
    assert get(f"/app/{path}").status_code == 404


def test_without_the_last_slash_the_app_is_found_too() -> None:
    response = get("/app")

    assert (response.status_code, response["Location"]) == (301, "/app/")


def test_the_page_runs_scripts_of_this_server_alone() -> None:
    policy = parse_policy(get("/app/"))

    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {policy[f"{kind}-src"] for kind in ("connect", "worker", "frame")} == {"'self'"}
    # And what stands in the text of the frame of slides, by its hash.
    assert policy["script-src"] == "'self' 'sha256-c2NyaXB0'"
    assert policy["style-src"] == "'self' 'sha256-c3R5bGU='"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(policy)
    assert "http" not in str(policy)


def test_the_page_tells_others_nothing_and_uses_no_sensor() -> None:
    response = get("/app/users/new_password/17/secret")

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(response["Permissions-Policy"].split(", "))


@pytest.mark.parametrize("path", ["/app/", "/app/sw.js"])
def test_a_browser_asks_each_time_and_loads_a_page_once(path: str) -> None:
    first = get(path)
    again = get(path, **{"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == again["Cache-Control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert get(path, **{"If-None-Match": '"another"'}).status_code == 200


def test_the_page_is_compressed_for_browsers_that_take_it() -> None:
    response = get("/app/", **{"Accept-Encoding": "gzip, br"})

    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert get("/app/", **{"Accept-Encoding": "gzip", "If-None-Match": response["ETag"]}).status_code == 304


def test_responses_with_secrets_are_not_compressed(world: World) -> None:
    """BREACH: the length of a compressed response tells what is in it."""
    client = Client()
    client.force_login(world.maria)

    for path in ("/admin/", "/openapi.json", "/users/countries.json", "/account/recover/"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip"}), path


@pytest.mark.parametrize("path", ["/app/", "/app/sw.js", "/app/manifest.webmanifest"])
def test_no_page_sets_or_depends_on_a_cookie(world: World, path: str) -> None:
    client = Client()
    client.force_login(world.maria)
    response = client.get(path)

    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    assert response.content == Client().get(path).content


@pytest.mark.parametrize("path", ["/app/", "/app/sw.js", "/app/manifest.webmanifest", "/app/messages"])
def test_pages_are_only_read(path: str) -> None:
    assert Client().post(path).status_code == 405


def test_the_service_worker_controls_the_app_and_nothing_else() -> None:
    response = get("/app/sw.js")

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Service-Worker-Allowed"] == "/app/"
    assert parse_policy(response) == {
        "default-src": "'none'", "script-src": "'self'", "connect-src": "'self'", "frame-ancestors": "'none'"
    }  # fmt: skip


def test_a_link_that_sets_a_password_is_not_logged(caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    with caplog.at_level("INFO", logger="downwind.requests"):
        get("/app/users/new_password/17/very-secret")
        get("/app/users/confirmation/17/very-secret/email")
        get("/app/trainings/trainings/calendar")

    assert "very-secret" not in caplog.text
    assert "/app/trainings/trainings/calendar" in caplog.text
