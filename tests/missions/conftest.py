"""Sam flies PPL(A) at Alpine; Ines instructs."""

from datetime import date
from typing import Any

import pytest

from missions.models import FlightObjective, FlightRecord, FlightTemplate
from tests import factories as make
from tests.factories import PASSWORD
from tests.world import Client, World, create_client
from trainings.models import Enrollment, Training

SIGN = "/trainings/missions/sign.json"
NOBODY = "01900000-0000-7000-8000-000000000000"


def set_password(user: Any) -> Any:
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def sam(world: World) -> Client:
    return create_client(set_password(world.sam))


@pytest.fixture
def maria(world: World) -> Client:
    return create_client(world.maria)


@pytest.fixture
def training(world: World) -> Training:
    return make.TrainingFactory(
        company=world.alpine,
        name="PPL(A)",
        has_theory=False,
        has_flights=True,
        requires_debriefing_signature=True,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )


@pytest.fixture
def enrollment(world: World, training: Training) -> Enrollment:
    return make.EnrollmentFactory(training=training, user=world.sam)


@pytest.fixture
def mission(training: Training) -> FlightTemplate:
    return make.FlightTemplateFactory(training=training, name="Circuits", order=3, flight_type="DUAL")


@pytest.fixture
def objectives(mission: FlightTemplate) -> list[FlightObjective]:
    """Approach and landing, in this order."""
    rows = [("Landing", 2), ("Approach", 1)]
    landing, approach = [FlightObjective.objects.create(template=mission, name=name, order=n) for name, n in rows]
    return [approach, landing]


@pytest.fixture
def ines(world: World, enrollment: Enrollment) -> Client:
    """Supervises Sam's enrollment, and teaches nothing."""
    Enrollment.objects.filter(pk=enrollment.pk).update(supervisor=world.ines)
    return create_client(world.ines)


@pytest.fixture
def flown_mission(world: World, enrollment: Enrollment, mission: FlightTemplate) -> FlightRecord:
    """A completed flight of Sam, not signed yet."""
    return make.FlightRecordFactory(
        enrollment=enrollment, template=mission, flight_id="L-17", instructor=world.ines, remarks="Good landings"
    )


def sign_mission(client: Client, record: Any, password: str = PASSWORD) -> Any:
    return client.post(SIGN, {"user_training_flight_id": str(getattr(record, "pk", record)), "pass": password})
