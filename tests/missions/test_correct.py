"""A flight recorded by mistake is put right in the admin; the finish it completed is taken back."""

from typing import Any

import pytest
from django.test import Client as Browser

from evidence.models import Certificate
from missions.models import FlightRecord, FlightTemplate
from missions.services import FlightInput, correct_flight, record_flight
from records.models import Event
from tests.world import World
from trainings.models import Enrollment


@pytest.fixture
def mistaken_flight(world: World, enrollment: Enrollment, mission: FlightTemplate) -> FlightRecord:
    """The one mission of the training, recorded as completed."""
    return record_flight(
        enrollment_id=enrollment.pk,
        template_id=mission.pk,
        flight=FlightInput(True, 3600, flight_id="L-1"),
        by=world.maria,
    )


def build_form_data(**fields: Any) -> dict[str, Any]:
    return {"seconds": 3600, "flown_on": "2026-03-18", "flight_id": "L-1", "instructor": "", "remarks": "", **fields}


@pytest.fixture
def browser(world: World) -> Browser:
    client = Browser()
    client.force_login(world.maria)
    return client


def test_not_completed_after_all_takes_the_finish_back(
    browser: Browser, enrollment: Enrollment, mistaken_flight: FlightRecord
) -> None:
    enrollment.refresh_from_db()
    assert enrollment.is_finished

    response = browser.post(
        f"/admin/missions/flightrecord/{mistaken_flight.pk}/change/", build_form_data(remarks="Broken off")
    )

    assert response.status_code == 302
    mistaken_flight.refresh_from_db()
    enrollment.refresh_from_db()
    assert (mistaken_flight.is_completed, mistaken_flight.remarks, enrollment.is_finished) == (
        False,
        "Broken off",
        False,
    )
    assert list(Event.objects.order_by("seq").values_list("action", flat=True)) == [
        "mission.recorded", "enrollment.finished", "certificate.issued",
        "mission.corrected", "enrollment.reopened", "certificate.revoked",
    ]  # fmt: skip


def test_completed_after_all_finishes(world: World, enrollment: Enrollment, mission: FlightTemplate) -> None:
    row = record_flight(
        enrollment_id=enrollment.pk, template_id=mission.pk, flight=FlightInput(False, 3600), by=world.maria
    )
    correct_flight(record_id=row.pk, flight=FlightInput(True, 3600), by=world.maria)

    enrollment.refresh_from_db()
    assert enrollment.is_finished
    assert Certificate.objects.unrevoked().count() == 1


def test_the_same_again_changes_and_records_nothing(world: World, mistaken_flight: FlightRecord) -> None:
    before = Event.objects.count()
    correct_flight(record_id=mistaken_flight.pk, flight=FlightInput(True, 3600, flight_id="L-1"), by=world.maria)

    assert Event.objects.count() == before


def test_a_refusal_is_a_message_on_the_page(browser: Browser, mistaken_flight: FlightRecord) -> None:
    address = f"/admin/missions/flightrecord/{mistaken_flight.pk}/change/"
    page = browser.post(address, build_form_data(flown_on="2026-03-19", is_completed="on"), follow=True)

    assert "The day cannot be in the future." in page.content.decode()
    mistaken_flight.refresh_from_db()
    assert str(mistaken_flight.flown_on) == "2026-03-18"


def test_a_signed_flight_is_not_changed(browser: Browser, mistaken_flight: FlightRecord) -> None:
    mistaken_flight.signed_at = mistaken_flight.created_at
    mistaken_flight.save()

    assert (
        browser.post(f"/admin/missions/flightrecord/{mistaken_flight.pk}/change/", build_form_data()).status_code == 403
    )
    mistaken_flight.refresh_from_db()
    assert mistaken_flight.is_completed
