"""A flight recorded by mistake is put right in the admin; the finish it completed is taken back."""

from typing import Any

import pytest
from django.test import Client as Browser

from evidence.models import Certificate
from missions.models import FlightRecord, FlightTemplate
from missions.services import Flight, correct_flight, record_flight
from records.models import Event
from tests.world import World
from trainings.models import Enrollment


@pytest.fixture
def mistaken(world: World, enrollment: Enrollment, mission: FlightTemplate) -> FlightRecord:
    """The one mission of the training, recorded as completed."""
    return record_flight(
        enrollment_id=enrollment.pk, template_id=mission.pk, flight=Flight(True, 3600, flight_id="L-1"), by=world.maria
    )


def sent(**fields: Any) -> dict[str, Any]:
    return {"seconds": 3600, "flown_on": "2026-03-18", "flight_id": "L-1", "instructor": "", "remarks": "", **fields}


@pytest.fixture
def browser(world: World) -> Browser:
    client = Browser()
    client.force_login(world.maria)
    return client


def test_not_completed_after_all_takes_the_finish_back(
    browser: Browser, enrollment: Enrollment, mistaken: FlightRecord
) -> None:
    enrollment.refresh_from_db()
    assert enrollment.is_finished

    answer = browser.post(f"/admin/missions/flightrecord/{mistaken.pk}/change/", sent(remarks="Broken off"))

    assert answer.status_code == 302
    mistaken.refresh_from_db()
    enrollment.refresh_from_db()
    assert (mistaken.is_completed, mistaken.remarks, enrollment.is_finished) == (False, "Broken off", False)
    assert list(Event.objects.order_by("seq").values_list("action", flat=True)) == [
        "mission.recorded", "enrollment.finished", "certificate.issued",
        "mission.corrected", "enrollment.reopened", "certificate.revoked",
    ]  # fmt: skip


def test_completed_after_all_finishes(world: World, enrollment: Enrollment, mission: FlightTemplate) -> None:
    row = record_flight(enrollment_id=enrollment.pk, template_id=mission.pk, flight=Flight(False, 3600), by=world.maria)
    correct_flight(record_id=row.pk, flight=Flight(True, 3600), by=world.maria)

    enrollment.refresh_from_db()
    assert enrollment.is_finished
    assert Certificate.objects.standing().count() == 1


def test_the_same_again_changes_and_records_nothing(world: World, mistaken: FlightRecord) -> None:
    before = Event.objects.count()
    correct_flight(record_id=mistaken.pk, flight=Flight(True, 3600, flight_id="L-1"), by=world.maria)

    assert Event.objects.count() == before


def test_a_refusal_is_a_message_on_the_page(browser: Browser, mistaken: FlightRecord) -> None:
    address = f"/admin/missions/flightrecord/{mistaken.pk}/change/"
    page = browser.post(address, sent(flown_on="2026-03-19", is_completed="on"), follow=True)

    assert "This day has not come yet." in page.content.decode()
    mistaken.refresh_from_db()
    assert str(mistaken.flown_on) == "2026-03-18"


def test_a_signed_flight_is_not_changed(browser: Browser, mistaken: FlightRecord) -> None:
    mistaken.signed_at = mistaken.created_at
    mistaken.save()

    assert browser.post(f"/admin/missions/flightrecord/{mistaken.pk}/change/", sent()).status_code == 403
    mistaken.refresh_from_db()
    assert mistaken.is_completed
