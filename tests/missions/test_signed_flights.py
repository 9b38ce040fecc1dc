"""A flight after its debriefing was signed: the ledger finds what was altered, and nobody changes it."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory

from missions.admin import FlightRecordAdmin
from missions.debriefing import read_current_flights
from missions.models import FlightRecord
from office.base.site import site
from records.models import Signature
from records.signables import SIGNABLES
from records.verification.run import verify_company
from tests.missions.conftest import NOBODY, sign_mission
from tests.world import Client, World
from trainings.models import Training


def test_the_ledger_is_in_order_and_knows_this_kind_of_record(
    world: World, sam: Client, flown_mission: FlightRecord
) -> None:
    sign_mission(sam, flown_mission)

    report = verify_company(world.alpine)
    assert SIGNABLES["missions.flightrecord"].read_current is read_current_flights
    assert (report.findings, report.signatures) == ([], 1)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"seconds": 7200}, "seconds"),
        ({"flown_on": date(2026, 3, 1)}, "date"),
        ({"flight_id": "L-18"}, "flight_id"),
        ({"remarks": "Excellent landings"}, "remarks"),
        ({"instructor": None}, "instructor"),
    ],
)
def test_an_altered_record_is_found(
    world: World, sam: Client, flown_mission: FlightRecord, change: Any, key: str
) -> None:
    sign_mission(sam, flown_mission)
    FlightRecord.objects.update(**change)

    (finding,) = verify_company(world.alpine).findings
    assert finding.object == f"missions.flightrecord:{flown_mission.pk}"
    assert key in finding.what


def test_a_new_name_is_no_alteration(world: World, sam: Client, flown_mission: FlightRecord) -> None:
    sign_mission(sam, flown_mission)
    for person in (world.sam, world.ines):
        person.surname = "Married"
        person.save()
    flown_mission.template.name = "Circuits and landings"
    flown_mission.template.order = 9
    flown_mission.template.save()
    Training.objects.update(name="PPL(A) 2026")

    assert verify_company(world.alpine).findings == []
    assert "Circuits and landings" not in Signature.objects.get().content


def test_a_record_that_is_gone_is_told_so(db: None) -> None:
    assert read_current_flights([uuid.UUID(NOBODY)]) == {}


def test_managers_read_flights_in_the_admin_and_change_none(world: World, flown_mission: FlightRecord) -> None:
    request = RequestFactory().get("/")
    request.user = world.maria
    admin = FlightRecordAdmin(FlightRecord, site)
    assert list(admin.get_queryset(request)) == [flown_mission]
    for allowed in (admin.has_add_permission, admin.has_change_permission, admin.has_delete_permission):
        assert allowed(request) is False
