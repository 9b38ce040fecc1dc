"""`POST /trainings/missions/sign.json` (docs/api.md, section 11)."""

import json
import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Company
from missions.debriefing import MEANING
from missions.models import FlightRecord
from missions.services import sign_debriefing
from records.models import Event, Signature
from records.verification.run import verify_company
from tests import factories as make
from tests.factories import PASSWORD
from tests.missions.conftest import NOBODY, SIGN, set_password, sign_mission
from tests.world import Client, World, create_api_client, create_client
from trainings.models import Training

WRONG = "not-my-password"


def is_nothing_signed() -> bool:
    return not Signature.objects.exists() and not FlightRecord.objects.filter(signed_at__isnull=False).exists()


def test_the_student_signs_and_what_was_signed_is_frozen(
    world: World, sam: Client, flown_mission: FlightRecord
) -> None:
    response = sign_mission(sam, flown_mission)

    assert response.json() == {"update": True}
    signature = Signature.objects.get()
    assert (signature.signer, signature.signer_name, signature.version) == (world.sam, "Sam Student", 1)
    assert signature.meaning == MEANING
    assert json.loads(signature.content) == {
        "enrollment": str(flown_mission.enrollment_id),
        "student": str(world.sam.pk),
        "training": str(flown_mission.template.training_id),
        "mission": str(flown_mission.template_id),
        "date": "2026-03-18",
        "seconds": 3600,
        "completed": True,
        "flight_id": "L-17",
        "instructor": str(world.ines.pk),
        "remarks": "Good landings",
        "names": {
            "student": "Sam Student",
            "training": "PPL(A)",
            "mission": {"name": "Circuits", "order": 3, "type": "DUAL"},
            "instructor": "Ines Instructor",
        },
    }
    flown_mission.refresh_from_db()
    assert flown_mission.signed_at == signature.signed_at == timezone.now()
    assert [event.action for event in Event.objects.order_by("seq")] == ["signature.added", "mission.signed"]


def test_it_is_gone_from_the_unsigned_ones_and_signed_in_the_view(sam: Client, flown_mission: FlightRecord) -> None:
    sign_mission(sam, flown_mission)

    assert sam.get("/trainings/missions/unsigned.json").json() == {"missions": []}
    view = sam.get(f"/trainings/trainings/view/{flown_mission.enrollment_id}.json").json()
    assert view["performedFlightTrainings"][0]["UserTrainingFlight"]["signed"] is True


def test_signing_twice_updates_nothing_and_asks_for_no_password(sam: Client, flown_mission: FlightRecord) -> None:
    sign_mission(sam, flown_mission)

    for _ in range(7):
        assert sign_mission(sam, flown_mission, WRONG).json() == {"update": False}
    assert Signature.objects.count() == 1


def test_a_signed_flight_answers_so_even_when_the_training_is_over(
    sam: Client, flown_mission: FlightRecord, frozen_clock: Any
) -> None:
    sign_mission(sam, flown_mission)
    Training.objects.update(is_active=False)

    assert sign_mission(sam, flown_mission).json() == {"update": False}


def test_a_training_that_requires_no_signature_can_be_signed_too(sam: Client, flown_mission: FlightRecord) -> None:
    Training.objects.update(requires_debriefing_signature=False)

    assert sign_mission(sam, flown_mission).json() == {"update": True}


def test_nobody_signs_for_somebody_else(world: World, flown_mission: FlightRecord) -> None:
    make.EnrollmentFactory(training=flown_mission.template.training, user=world.sue)
    flown_mission.enrollment.supervisor = world.tom
    flown_mission.enrollment.save()

    for who in (world.maria, world.charles, world.tom):
        assert sign_mission(create_client(set_password(who)), flown_mission).status_code == 403
    assert is_nothing_signed()


def test_a_flight_one_does_not_see_is_as_unknown_as_none(world: World, flown_mission: FlightRecord) -> None:
    for who in (world.sue, world.olga, world.otto):
        client = create_client(set_password(who))
        unseen, unknown = sign_mission(client, flown_mission), sign_mission(client, NOBODY)
        assert unseen.status_code == 400
        assert "user_training_flight_id" in unseen.json()["errors"]
        assert unseen.content == unknown.content
    assert is_nothing_signed()


def test_an_api_key_never_signs(world: World, flown_mission: FlightRecord) -> None:
    set_password(world.sam)

    key = create_api_client(world.sam)

    assert sign_mission(key, flown_mission).status_code == 403
    flown_mission.signed_at = timezone.now()
    flown_mission.save()
    assert sign_mission(key, flown_mission).status_code == 403


def test_a_wrong_password_signs_nothing_and_is_counted(sam: Client, flown_mission: FlightRecord) -> None:
    for _ in range(5):
        assert sign_mission(sam, flown_mission, WRONG).status_code == 403
    right_but_too_late = sign_mission(sam, flown_mission)

    assert right_but_too_late.status_code == 429
    assert int(right_but_too_late["Retry-After"]) > 0
    assert is_nothing_signed()
    assert Event.objects.filter(action="signature.refused").count() == 5


def test_an_inactive_training_is_not_signed(sam: Client, flown_mission: FlightRecord) -> None:
    Training.objects.update(is_active=False)

    assert sign_mission(sam, flown_mission).status_code == 403
    assert is_nothing_signed()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "status"),
    [
        (date(2026, 3, 19), None, 403),
        (date(2026, 3, 18), None, 200),
        (None, date(2026, 3, 17), 403),
        (None, date(2026, 3, 18), 200),
        (None, None, 200),
    ],
)
def test_only_within_start_and_end_both_days_included(
    sam: Client, flown_mission: FlightRecord, starts_on: date | None, ends_on: date | None, status: int
) -> None:
    Training.objects.update(starts_on=starts_on, ends_on=ends_on)

    assert sign_mission(sam, flown_mission).status_code == status
    assert is_nothing_signed() is (status != 200)


@pytest.mark.parametrize(("zone", "status"), [("Pacific/Auckland", 403), ("UTC", 200), ("America/Los_Angeles", 200)])
def test_the_day_is_the_schools_own(
    world: World, sam: Client, flown_mission: FlightRecord, frozen_clock: Any, zone: str, status: int
) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id=zone)
    Training.objects.update(ends_on=date(2026, 3, 18))
    frozen_clock.move_to(datetime(2026, 3, 18, 20, 0, tzinfo=UTC))

    assert sign_mission(sam, flown_mission).status_code == status


def test_closed_trainings_cost_no_guess(sam: Client, flown_mission: FlightRecord) -> None:
    Training.objects.update(is_active=False)
    for _ in range(6):
        sign_mission(sam, flown_mission, WRONG)
    Training.objects.update(is_active=True)

    assert sign_mission(sam, flown_mission).json() == {"update": True}


def test_what_was_not_completed_cannot_be_signed(sam: Client, flown_mission: FlightRecord) -> None:
    FlightRecord.objects.update(is_completed=False)

    assert sign_mission(sam, flown_mission).status_code == 409
    assert is_nothing_signed()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"user_training_flight_id": "x"}, "user_training_flight_id"),
        ({"user_training_flight_id": None}, "user_training_flight_id"),
        ({"user_training_flight_id": 12}, "user_training_flight_id"),
        ({"pass": ""}, "pass"),
        ({"pass": None}, "pass"),
        ({"pass": ["x"]}, "pass"),
        ({"pass": "x" * 1025}, "pass"),
    ],
)
def test_bad_input_names_the_field_and_signs_nothing(
    sam: Client, flown_mission: FlightRecord, fields: Any, field: str
) -> None:
    body = {"user_training_flight_id": str(flown_mission.pk), "pass": PASSWORD, **fields}

    response = sam.post(SIGN, body, format="json")

    assert response.status_code == 400, response.content
    assert set(response.json()["errors"]) == {field}
    assert is_nothing_signed()


def test_forms_sign_like_json_and_nothing_but_post_does(sam: Client, flown_mission: FlightRecord) -> None:
    form = f"data[user_training_flight_id]={flown_mission.pk}&data[pass]={PASSWORD}"

    assert sam.get(SIGN).status_code == sam.head(SIGN).status_code == 405
    assert sam.post(SIGN, form, content_type="application/x-www-form-urlencoded").json() == {"update": True}
    assert Client().post(SIGN, {}).status_code == 401


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_signing_twice_at_the_same_moment_makes_one_signature() -> None:
    world = World()
    set_password(world.sam)
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    mission = make.FlightTemplateFactory(training=training)
    for _ in range(5):
        record = make.FlightRecordFactory(enrollment=enrollment, template=mission)
        start = threading.Barrier(3)
        outcomes: list[Any] = []

        def sign(record: FlightRecord = record, start: Any = start, outcomes: list[Any] = outcomes) -> None:
            start.wait()
            outcomes.append(sign_debriefing(record_id=record.pk, password=PASSWORD, by=world.sam))
            connection.close()

        threads = [threading.Thread(target=sign) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == [False, False, True]
        assert Signature.objects.about(record).count() == 1
    assert verify_company(world.alpine).findings == []
