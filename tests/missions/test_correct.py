"""A flight recorded by mistake is put right in the admin; the finish it completed is taken back."""

from typing import Any

import pytest
from django.test import Client as Browser

from evidence.models import Certificate
from missions.models import FlightObjective, FlightRecord, FlightTemplate
from missions.services import FlightInput, correct_flight, record_flight
from records.models import Event
from tests.office.on_behalf.conftest import read_forms
from tests.office.population import build_address
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


def build_form_data(browser: Browser, row: FlightRecord, **typed: Any) -> dict[str, Any]:
    """What the form of the flight sends, with what is typed into it; None is what is left out."""
    sent = read_forms(browser.get(get_address(row)).context["form"]) | typed
    return {name: value for name, value in sent.items() if value is not None}


def get_address(row: FlightRecord) -> str:
    return build_address(FlightRecord, "correct", row.pk)


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

    shown = browser.get(get_address(mistaken_flight)).content.decode()
    assert "This concerns 1 finished enrollment. 1 certificate of a finish is valid." in shown
    response = browser.post(
        get_address(mistaken_flight),
        build_form_data(browser, mistaken_flight, completed=None, remarks="Broken off"),
        follow=True,
    )

    assert "Finishes taken back: 1. Certificates revoked: 1." in response.content.decode()
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


def test_a_refusal_is_a_message_at_the_field(browser: Browser, mistaken_flight: FlightRecord) -> None:
    for typed, text in (
        ({"date": "2026-03-19"}, "The day cannot be in the future."),
        ({"date": ""}, "This field is required."),
        ({"instructor": "999999"}, "Select a valid choice."),
        ({"seconds": "long"}, "Write the time as 1:20"),
        ({"version": "x"}, "The page was not sent completely."),
    ):
        page = browser.post(get_address(mistaken_flight), build_form_data(browser, mistaken_flight, **typed))
        assert text in page.content.decode(), typed
    mistaken_flight.refresh_from_db()
    assert str(mistaken_flight.flown_on) == "2026-03-18"
    assert Event.objects.filter(action="mission.corrected").count() == 0


def test_a_signed_flight_is_not_changed(browser: Browser, mistaken_flight: FlightRecord) -> None:
    sent = build_form_data(browser, mistaken_flight, completed=None)
    mistaken_flight.signed_at = mistaken_flight.created_at
    mistaken_flight.save()

    page = browser.post(get_address(mistaken_flight), sent).content.decode()

    assert "The debriefing of this flight has been signed, so the flight can no longer be changed." in page
    assert build_address(FlightRecord, "unsign", mistaken_flight.pk) in page
    mistaken_flight.refresh_from_db()
    assert mistaken_flight.is_completed


def test_a_manager_corrects_grades(
    browser: Browser, mistaken_flight: FlightRecord, objectives: list[FlightObjective]
) -> None:
    approach, landing = (f"objectives.{row.pk}" for row in objectives)

    def save(**grades: str) -> dict[str, str]:
        sent = build_form_data(browser, mistaken_flight, **grades)
        assert browser.post(get_address(mistaken_flight), sent).status_code == 302
        return {row.objective.name: row.grade for row in mistaken_flight.grades.all()}

    assert save(**{approach: "-", landing: "STD"}) == {"Approach": "-", "Landing": "STD"}
    assert save(**{approach: "+", landing: ""}) == {"Approach": "+"}
    assert list(Event.objects.order_by("seq").values_list("action", flat=True))[-2:] == ["mission.corrected"] * 2
    refused = build_form_data(browser, mistaken_flight, **{approach: "A"})
    assert browser.post(get_address(mistaken_flight), refused).status_code == 200
    assert "Approach" in browser.get(build_address(FlightRecord, "change", mistaken_flight.pk)).content.decode()


def test_a_manager_edits_the_objectives_of_a_mission(
    browser: Browser, world: World, mission: FlightTemplate, objectives: list[FlightObjective]
) -> None:
    address = f"/admin/missions/flighttemplate/{mission.pk}/change/"
    rows = {
        "objectives-TOTAL_FORMS": 3, "objectives-INITIAL_FORMS": 2,
        "objectives-0-id": objectives[0].pk, "objectives-0-order": 1, "objectives-0-name": "Stabilised approach",
        "objectives-1-id": objectives[1].pk, "objectives-1-order": 2, "objectives-1-name": "Landing",
        "objectives-2-order": 3, "objectives-2-name": "Go-around", "objectives-2-description": "In time.",
    }  # fmt: skip
    fields = {"name": "Circuits", "flight_type": "DUAL", "rules": "VFR", "hours": 1, "order": 3}

    assert browser.post(address, {**fields, **rows}).status_code == 302

    assert list(mission.objectives.values_list("name", flat=True)) == ["Stabilised approach", "Landing", "Go-around"]
    assert Event.objects.latest("seq").action == "admin.changed"
