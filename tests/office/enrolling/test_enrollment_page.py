"""The page of an enrollment in the managers' admin: what can be changed, and what the ledger records."""

import json
from typing import Any

import pytest
from django.utils import timezone

from records.canonical import sha256
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World
from trainings.models import Enrollment


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def build_form_data(**fields: Any) -> dict[str, Any]:
    blank = {"supervisor": "", "finish_before_at_0": "", "finish_before_at_1": "", "flight_phase": "", "notes": ""}
    return {**blank, **fields}


def read_payload(action: str) -> Any:
    return json.loads(Event.objects.get(action=action).payload)


def test_what_stood_there_before_is_on_record(browser: Browser, world: World) -> None:
    row = make.EnrollmentFactory(training__company=world.alpine, user=world.sam, flight_phase="Circuits")

    browser.post(
        build_address(Enrollment, "change", row.pk), build_form_data(flight_phase="Solo", supervisor=world.ines.pk)
    )

    values = [part["values"] for part in read_payload("admin.changed")["change"] if "values" in part]
    assert values == [{"supervisor": ["", str(world.ines.pk)], "flight_phase": ["Circuits", "Solo"]}]


def test_notes_are_kept_by_the_service_and_told_by_digest(browser: Browser, world: World) -> None:
    row = make.EnrollmentFactory(training__company=world.alpine, user=world.sam, notes="Shy")

    browser.post(build_address(Enrollment, "change", row.pk), build_form_data(notes="Nervous on the radio"))

    row.refresh_from_db()
    assert row.notes == "Nervous on the radio"
    assert read_payload("notes.changed") == {"before": sha256("Shy"), "after": sha256("Nervous on the radio")}
    assert "Nervous" not in "".join(Event.objects.values_list("payload", flat=True))


def test_a_manager_neither_reads_nor_writes_the_notes_about_the_own_training(browser: Browser, world: World) -> None:
    row = make.EnrollmentFactory(training__company=world.alpine, user=world.maria, notes="Arrives late")
    address = build_address(Enrollment, "change", row.pk)

    assert "Arrives late" not in browser.get(address).content.decode()
    browser.post(address, build_form_data(notes="Never late", flight_phase="Solo"))

    row.refresh_from_db()
    assert (row.notes, row.flight_phase) == ("Arrives late", "Solo")


def test_of_a_finished_enrollment_the_notes_alone_can_change(browser: Browser, world: World) -> None:
    row = make.EnrollmentFactory(
        training__company=world.alpine, user=world.sam, finished_at=timezone.now(), flight_phase="Solo"
    )

    browser.post(
        build_address(Enrollment, "change", row.pk),
        build_form_data(notes="Well done", flight_phase="Forged", supervisor="1"),
    )

    row.refresh_from_db()
    assert (row.notes, row.flight_phase, row.supervisor) == ("Well done", "Solo", None)
