"""A flight recorded by mistake is put right in the admin; the finish it completed is taken back."""

from typing import Any

import pytest
from django.test import Client as Browser

from evidence.models import Certificate
from missions.models import FlightObjective, FlightRecord, FlightTemplate
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


def build_form_data(*grades: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The form of a flight with rows of grades; those with an `id` are on record."""
    stored = sum("id" in row for row in grades)
    rows = {f"grades-{n}-{name}": value for n, row in enumerate(grades) for name, value in row.items()}
    flight = {"seconds": "1 h", "flown_on": "2026-03-18", "flight_id": "L-1", "instructor": "", "remarks": ""}
    return {**flight, "grades-TOTAL_FORMS": len(grades), "grades-INITIAL_FORMS": stored, **rows, **fields}


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


def test_a_manager_corrects_grades(
    browser: Browser, mistaken_flight: FlightRecord, objectives: list[FlightObjective]
) -> None:
    approach, landing = objectives
    address = f"/admin/missions/flightrecord/{mistaken_flight.pk}/change/"

    def save(*grades: dict[str, Any]) -> dict[str, str]:
        assert browser.post(address, build_form_data(*grades, is_completed="on")).status_code == 302
        return {row.objective.name: row.grade for row in mistaken_flight.grades.all()}

    added = save({"objective": approach.pk, "grade": "-"}, {"objective": landing.pk, "grade": "STD"})
    stored = {row.objective.name: {"id": row.pk, "objective": row.objective_id} for row in mistaken_flight.grades.all()}
    changed = save(stored["Approach"] | {"grade": "+"}, stored["Landing"] | {"grade": "STD", "DELETE": "on"})

    assert (added, changed) == ({"Approach": "-", "Landing": "STD"}, {"Approach": "+"})
    assert list(Event.objects.order_by("seq").values_list("action", flat=True))[-2:] == ["mission.corrected"] * 2
    assert "Landing" in browser.get(address).content.decode()


def test_a_page_takes_no_grade_of_another_mission_and_none_twice(
    browser: Browser, mistaken_flight: FlightRecord, objectives: list[FlightObjective]
) -> None:
    address = f"/admin/missions/flightrecord/{mistaken_flight.pk}/change/"
    elsewhere = FlightTemplate.objects.create(training=mistaken_flight.template.training, name="Stalls")
    other = FlightObjective.objects.create(template=elsewhere, name="Recovery")
    twice = {"objective": objectives[0].pk, "grade": "+"}

    for grades in ([{"objective": other.pk, "grade": "+"}], [twice, twice], [{**twice, "grade": "A"}]):
        assert browser.post(address, build_form_data(*grades, is_completed="on")).status_code == 200
    assert not mistaken_flight.grades.exists()
    assert "Recovery" not in browser.get(address).content.decode()


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
