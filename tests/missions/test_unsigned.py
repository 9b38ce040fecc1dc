"""`GET /trainings/missions/unsigned.json` (docs/api.md, section 11)."""

from typing import Any

import pytest
from django.utils import timezone

from missions.models import FlightRecord
from tests import factories as make
from tests.world import Client, World, create_api_client, create_client
from trainings.models import Training

ADDRESS = "/trainings/missions/unsigned.json"


def list_ids(client: Client) -> list[str]:
    return [row["UserTrainingFlight"]["id"] for row in client.get(ADDRESS).json()["missions"]]


def test_a_row_tells_the_flight_its_mission_and_its_training(
    sam: Client, training: Training, flown_mission: FlightRecord
) -> None:
    assert sam.get(ADDRESS).json() == {
        "missions": [
            {
                "UserTrainingFlight": {
                    "id": str(flown_mission.pk),
                    "training_flight_id": str(flown_mission.template_id),
                    "flight_id": "L-17",
                    "completed": "2026-03-18 10:00:00",
                    "time": 3600,
                },
                "TrainingFlight": {
                    "id": str(flown_mission.template_id),
                    "name": "Circuits",
                    "order": 3,
                    "Training": {
                        "id": str(training.pk),
                        "name": "PPL(A)",
                        "active": True,
                        "start": "2026-01-01",
                        "end": "2026-12-31",
                        "require_debriefing_signature": True,
                    },
                },
            }
        ]
    }


def test_neither_signed_nor_uncompleted_flights_are_there(sam: Client, flown_mission: FlightRecord) -> None:
    make.FlightRecordFactory(enrollment=flown_mission.enrollment, template=flown_mission.template, is_completed=False)
    make.FlightRecordFactory(
        enrollment=flown_mission.enrollment, template=flown_mission.template, signed_at=timezone.now()
    )

    assert list_ids(sam) == [str(flown_mission.pk)]


@pytest.mark.parametrize("change", [{"is_active": False}, {"requires_debriefing_signature": False}])
def test_only_active_trainings_that_require_a_signature(
    sam: Client, flown_mission: FlightRecord, change: dict[str, bool]
) -> None:
    Training.objects.update(**change)

    assert list_ids(sam) == []


def test_everybody_sees_only_the_own_flights(world: World, flown_mission: FlightRecord) -> None:
    assert list_ids(create_api_client(world.sam)) == [str(flown_mission.pk)]
    for other in (world.sue, world.ines, world.maria, world.olga):
        assert list_ids(create_client(other)) == []


def test_thirty_flights_of_thirty_trainings_cost_the_two_queries_of_one(
    world: World, sam: Client, flown_mission: FlightRecord, queries_of: Any
) -> None:
    one = queries_of(lambda: list_ids(sam))
    for _ in range(29):
        training = make.TrainingFactory(company=world.alpine, has_flights=True, requires_debriefing_signature=True)
        enrollment = make.EnrollmentFactory(training=training, user=world.sam)
        make.FlightRecordFactory(enrollment=enrollment, template=make.FlightTemplateFactory(training=training))
    thirty = queries_of(lambda: list_ids(sam))

    assert len(list_ids(sam)) == 30
    assert len(one) == len(thirty) == 2, thirty
    token, flights = thirty
    assert "accounts_token" in token  # the token of the caller
    assert "missions_flightrecord" in flights  # the flights with mission and training
