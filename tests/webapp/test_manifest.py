"""The web app manifest, by which phones install the app."""

import json
import uuid
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import Company
from tests.world import World


def read_manifest(path: str = "/app/manifest.webmanifest") -> dict[str, Any]:
    response = Client().get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/manifest+json")
    manifest: dict[str, Any] = json.loads(response.content)
    return manifest


@pytest.mark.django_db
def test_the_only_school_of_a_server_gives_the_app_its_name() -> None:
    Company.objects.create(name="Flugschule Ärmelkanal")

    assert read_manifest()["name"] == "Flugschule Ärmelkanal"


def test_with_several_schools_the_app_has_the_name_of_the_product(world: World) -> None:
    assert read_manifest()["name"] == "Downwind"


def test_a_school_has_a_manifest_of_its_own(world: World) -> None:
    assert read_manifest(f"/app/manifest/{world.alpine.pk}.webmanifest")["name"] == "Alpine Flight School"


def test_an_unknown_school_is_not_told_from_the_product(world: World) -> None:
    assert read_manifest(f"/app/manifest/{uuid.uuid4()}.webmanifest") == read_manifest()


@pytest.mark.django_db
def test_the_app_opens_in_a_window_of_its_own_and_stays_in_it() -> None:
    manifest = read_manifest()

    assert manifest["id"] == manifest["start_url"] == manifest["scope"] == "/app/"
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert "maskable" in {icon.get("purpose") for icon in manifest["icons"]}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])
