"""How much of a flight was of which kind (docs/api.md, section 11)."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from missions.debriefing import build_debriefing
from missions.flight_times import read_times
from missions.models import FlightRecord, FlightTemplate, FlightTime
from records.models import Event
from records.verification.run import verify_company
from tests import factories as make
from tests.missions.conftest import sign_mission
from tests.world import Client, World, create_client
from trainings.models import Enrollment

MANAGED = "/manager/trainings/missions/record.json"
INSTRUCTED = "/trainings/missions/record.json"
TIMES = {"dual": 3600, "cross_country": 5400, "night": 1800}


@pytest.fixture
def body(enrollment: Enrollment, mission: FlightTemplate) -> dict[str, Any]:
    make.FlightTemplateFactory(training=mission.training)  # so that one flight does not finish the training
    return {
        "enrollment_id": str(enrollment.pk), "training_flight_id": str(mission.pk), "completed": True, "time": 5400,
    }  # fmt: skip


@pytest.mark.parametrize("address", [MANAGED, INSTRUCTED])
@pytest.mark.parametrize("times", [TIMES, json.dumps(TIMES), {**TIMES, "solo": 0, "instrument": None}])
def test_a_flight_counts_in_several_kinds(maria: Client, ines: Client, body: Any, address: str, times: Any) -> None:
    client = maria if address == MANAGED else ines

    response = client.post(address, {**body, "times": times}, format="json")

    assert response.json()["UserTrainingFlight"]["times"] == TIMES
    assert read_times(FlightRecord.objects.get()) == {"DUAL": 3600, "CROSS_COUNTRY": 5400, "NIGHT": 1800}
    payload = json.loads(Event.objects.get(action="mission.recorded").payload)
    assert payload["times"] == {"DUAL": 3600, "CROSS_COUNTRY": 5400, "NIGHT": 1800}


def test_a_form_names_the_kinds_in_brackets(maria: Client, body: Any) -> None:
    maria.post(MANAGED, {**body, "times[solo]": "600", "times[night]": ""}, format="multipart")

    assert read_times(FlightRecord.objects.get()) == {"SOLO": 600}


@pytest.mark.parametrize("nothing", [{}, {"times": None}, {"times": {}}, {"times": ""}, {"times": {"dual": 0}}])
def test_clients_that_state_nothing_record_as_before(maria: Client, body: Any, nothing: Any) -> None:
    response = maria.post(MANAGED, {**body, **nothing}, format="json")

    assert response.json()["UserTrainingFlight"]["times"] == {}
    assert "times" not in json.loads(Event.objects.get(action="mission.recorded").payload)
    assert "times" not in build_debriefing(FlightRecord.objects.for_debriefing().get())


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"dual": 5401}, "times.dual"),
        ({"dual": 3000, "solo": 2401}, "times"),
        ({"dual": -1}, "times.dual"),
        ({"dual": "an hour"}, "times.dual"),
        ({"gliding": 600}, "times.gliding"),
        ("{", "times"),
        ([1], "times"),
    ],
)
def test_times_that_do_not_fit_are_refused(maria: Client, body: Any, times: Any, field: str) -> None:
    response = maria.post(MANAGED, {**body, "times": times}, format="json")

    assert response.status_code == 400, response.content
    assert set(response.json()["errors"]) == {field}
    assert not FlightRecord.objects.exists()


def test_nothing_in_the_simulator_is_flight_time(maria: Client, body: Any, mission: FlightTemplate) -> None:
    FlightTemplate.objects.filter(pk=mission.pk).update(flight_type="SIMULATOR")

    response = maria.post(MANAGED, {**body, "times": {"dual": 60}}, format="json")

    assert response.json()["errors"] == {"times": ["Time in a simulator is not flight time. Leave this out."]}


def test_the_same_flight_with_other_times_is_another(maria: Client, body: Any) -> None:
    flight = {**body, "flight_id": "L-17"}
    first, again = (maria.post(MANAGED, {**flight, "times": TIMES}, format="json") for _ in range(2))
    other = maria.post(MANAGED, {**flight, "times": {"dual": 60}}, format="json")

    assert first.content == again.content != other.content
    assert FlightRecord.objects.count() == 2


def test_the_debriefing_signature_covers_the_times(world: World, sam: Client, maria: Client, body: Any) -> None:
    maria.post(MANAGED, {**body, "times": TIMES}, format="json")
    row = FlightRecord.objects.get()

    assert sign_mission(sam, row).status_code == 200

    assert verify_company(world.alpine).findings == []
    FlightTime.objects.filter(kind="NIGHT").update(seconds=60)
    assert any("times" in finding.what for finding in verify_company(world.alpine).findings)


def test_whoever_reads_the_flight_reads_its_times(sam: Client, maria: Client, body: Any) -> None:
    maria.post(MANAGED, {**body, "times": TIMES}, format="json")

    flight = sam.get(f"/trainings/missions/flight/{FlightRecord.objects.get().pk}.json").json()["flight"]

    assert flight["UserTrainingFlight"]["times"] == TIMES


def test_a_manager_states_and_corrects_the_times_in_the_admin(world: World, maria: Client, body: Any) -> None:
    maria.post(MANAGED, body)
    row = FlightRecord.objects.get()
    browser, address = Browser(), f"/admin/missions/flightrecord/{row.pk}/correct/"
    browser.force_login(world.maria)
    form = browser.get(address).context["form"]
    sent = {"version": form["version"].value(), "completed": "on", "seconds": "1:30", "date": "18 Mar 2026"}

    assert [name for name in form.fields if name.startswith("times.")] == [
        "times.DUAL", "times.SOLO", "times.CROSS_COUNTRY", "times.NIGHT", "times.INSTRUMENT",
    ]  # fmt: skip
    refused = browser.post(address, {**sent, "times.DUAL": "1:00", "times.SOLO": "0:31", "times.NIGHT": "2:00"})
    assert refused.context["form"].errors == {"times.NIGHT": ["This is longer than the whole flight."]}
    browser.post(address, {**sent, "times.DUAL": "1:00", "times.SOLO": "0:30"})
    assert read_times(FlightRecord.objects.get()) == {"DUAL": 3600, "SOLO": 1800}

    shown = browser.get(address).context["form"]
    again = {**sent, "version": shown["version"].value(), "times.DUAL": "", "times.SOLO": "30 min"}
    browser.post(address, again)
    assert read_times(FlightRecord.objects.get()) == {"SOLO": 1800}
    assert verify_company(world.alpine).findings == []
    assert "Solo: 30 min" in browser.get(f"/admin/trainings/enrollment/{row.enrollment_id}/file/").content.decode()


def test_nobody_but_those_who_record_flights_states_times(world: World, body: Any) -> None:
    for who in (world.sam, world.charles, world.otto):
        response = create_client(who).post(MANAGED, {**body, "times": TIMES}, format="json")
        assert response.status_code == (400 if who == world.otto else 403)
    assert not FlightTime.objects.exists()
