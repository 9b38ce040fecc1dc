"""`/docs/`: the API document for people, on a page that has the origin of the web app (docs/decisions/0023)."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.world import Client

pytestmark = pytest.mark.django_db
START = "/docs/?script="


def get(path: str) -> Any:
    response = Client().get(path)
    assert response.status_code == 200
    return response


def test_it_needs_nothing_from_elsewhere() -> None:
    page = get("/docs/")
    assert page["Content-Type"].startswith("text/html")

    text = page.content.decode()
    assets = re.findall(r"""(?:src|href)\s*=\s*["']([^"']+)""", text)
    assert any(asset.endswith("swagger-ui-bundle.js") for asset in assets)
    elsewhere = [asset for asset in assets if not asset.startswith(settings.STATIC_URL)]
    assert elsewhere == [START]
    assert all(finders.find(asset.removeprefix(settings.STATIC_URL)) for asset in {*assets} - {START})
    assert re.findall(r"https?://", text) == []


def test_no_script_stands_in_it_and_none_of_another_host_runs() -> None:
    page = get("/docs/")
    policy = dict(part.split(" ", 1) for part in page["Content-Security-Policy"].split("; "))

    assert re.findall(r"<script>|<script(?! src=)| on\w+=", page.content.decode()) == []
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"


def test_its_script_shows_the_document_of_this_server() -> None:
    script = get(START)

    assert script["Content-Type"].startswith("application/javascript")
    assert 'url: "/openapi.json"' in script.content.decode()


@pytest.mark.parametrize("version", ["2", "<b>", "%0A", "%00", ""])
def test_a_version_that_nobody_knows_changes_nothing(version: str) -> None:
    """The library that writes the document would write it there, and into a header."""
    response = get(f"/openapi.json?version={version}")

    assert response.content == get("/openapi.json").content
    assert response["Content-Disposition"] == 'inline; filename="Downwind.json"'
