"""`POST /trainings/missions/sign.json` (contract section 11)."""

import json
import threading
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import Company
from missions.admin import FlightRecordAdmin
from missions.debriefing import MEANING, flights_today
from missions.models import FlightRecord
from missions.services import sign_debriefing
from office.base.site import site
from records.models import Event, Signature
from records.signables import SIGNABLES
from records.verification.run import verify
from tests import factories as make
from tests.factories import PASSWORD
from tests.missions.conftest import NOBODY, with_password
from tests.world import Client, World, api_client_of, client_of
from trainings.models import Training

ADDRESS = "/trainings/missions/sign.json"
WRONG = "not-my-password"


def sign(client: Client, record: Any, password: str = PASSWORD) -> Any:
    return client.post(ADDRESS, {"user_training_flight_id": str(getattr(record, "pk", record)), "pass": password})


def nothing_is_signed() -> bool:
    return not Signature.objects.exists() and not FlightRecord.objects.filter(signed_at__isnull=False).exists()


def test_the_student_signs_and_what_was_signed_is_frozen(world: World, sam: Client, flown: FlightRecord) -> None:
    answer = sign(sam, flown)

    assert answer.json() == {"update": True}
    signature = Signature.objects.get()
    assert (signature.signer, signature.signer_name, signature.version) == (world.sam, "Sam Student", 1)
    assert signature.meaning == MEANING
    assert json.loads(signature.content) == {
        "enrollment": str(flown.enrollment_id),
        "student": str(world.sam.pk),
        "training": str(flown.template.training_id),
        "mission": str(flown.template_id),
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
    flown.refresh_from_db()
    assert flown.signed_at == signature.signed_at == timezone.now()
    assert [event.action for event in Event.objects.order_by("seq")] == ["signature.added", "mission.signed"]


def test_it_is_gone_from_the_unsigned_ones_and_signed_in_the_view(sam: Client, flown: FlightRecord) -> None:
    sign(sam, flown)

    assert sam.get("/trainings/missions/unsigned.json").json() == {"missions": []}
    view = sam.get(f"/trainings/trainings/view/{flown.enrollment_id}.json").json()
    assert view["performedFlightTrainings"][0]["UserTrainingFlight"]["signed"] is True


def test_signing_twice_updates_nothing_and_asks_for_no_password(sam: Client, flown: FlightRecord) -> None:
    sign(sam, flown)

    for _ in range(7):
        assert sign(sam, flown, WRONG).json() == {"update": False}
    assert Signature.objects.count() == 1


def test_a_signed_flight_answers_so_even_when_the_training_is_over(
    sam: Client, flown: FlightRecord, frozen_clock: Any
) -> None:
    sign(sam, flown)
    Training.objects.update(is_active=False)

    assert sign(sam, flown).json() == {"update": False}


def test_a_training_that_requires_no_signature_can_be_signed_too(sam: Client, flown: FlightRecord) -> None:
    Training.objects.update(requires_debriefing_signature=False)

    assert sign(sam, flown).json() == {"update": True}


def test_nobody_signs_for_somebody_else(world: World, flown: FlightRecord) -> None:
    make.EnrollmentFactory(training=flown.template.training, user=world.sue)
    flown.enrollment.supervisor = world.tom
    flown.enrollment.save()

    for who in (world.maria, world.charles, world.tom):
        assert sign(client_of(with_password(who)), flown).status_code == 403
    assert nothing_is_signed()


def test_a_flight_one_does_not_see_is_as_unknown_as_none(world: World, flown: FlightRecord) -> None:
    for who in (world.sue, world.olga, world.otto):
        client = client_of(with_password(who))
        unseen, unknown = sign(client, flown), sign(client, NOBODY)
        assert unseen.status_code == 400
        assert "user_training_flight_id" in unseen.json()["errors"]
        assert unseen.content == unknown.content
    assert nothing_is_signed()


def test_an_api_key_never_signs(world: World, flown: FlightRecord) -> None:
    with_password(world.sam)

    key = api_client_of(world.sam)

    assert sign(key, flown).status_code == 403
    flown.signed_at = timezone.now()
    flown.save()
    assert sign(key, flown).status_code == 403


def test_a_wrong_password_signs_nothing_and_is_counted(sam: Client, flown: FlightRecord) -> None:
    for _ in range(5):
        assert sign(sam, flown, WRONG).status_code == 403
    right_but_too_late = sign(sam, flown)

    assert right_but_too_late.status_code == 429
    assert int(right_but_too_late["Retry-After"]) > 0
    assert nothing_is_signed()
    assert Event.objects.filter(action="signature.refused").count() == 5


def test_an_inactive_training_is_not_signed(sam: Client, flown: FlightRecord) -> None:
    Training.objects.update(is_active=False)

    assert sign(sam, flown).status_code == 403
    assert nothing_is_signed()


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
    sam: Client, flown: FlightRecord, starts_on: date | None, ends_on: date | None, status: int
) -> None:
    Training.objects.update(starts_on=starts_on, ends_on=ends_on)

    assert sign(sam, flown).status_code == status
    assert nothing_is_signed() is (status != 200)


@pytest.mark.parametrize(("zone", "status"), [("Pacific/Auckland", 403), ("UTC", 200), ("America/Los_Angeles", 200)])
def test_the_day_is_the_schools_own(
    world: World, sam: Client, flown: FlightRecord, frozen_clock: Any, zone: str, status: int
) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id=zone)
    Training.objects.update(ends_on=date(2026, 3, 18))
    frozen_clock.move_to(datetime(2026, 3, 18, 20, 0, tzinfo=UTC))

    assert sign(sam, flown).status_code == status


def test_closed_trainings_cost_no_guess(sam: Client, flown: FlightRecord) -> None:
    Training.objects.update(is_active=False)
    for _ in range(6):
        sign(sam, flown, WRONG)
    Training.objects.update(is_active=True)

    assert sign(sam, flown).json() == {"update": True}


def test_what_was_not_completed_cannot_be_signed(sam: Client, flown: FlightRecord) -> None:
    FlightRecord.objects.update(is_completed=False)

    assert sign(sam, flown).status_code == 409
    assert nothing_is_signed()


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
def test_bad_input_names_the_field_and_signs_nothing(sam: Client, flown: FlightRecord, fields: Any, field: str) -> None:
    body = {"user_training_flight_id": str(flown.pk), "pass": PASSWORD, **fields}

    answer = sam.post(ADDRESS, body, format="json")

    assert answer.status_code == 400, answer.content
    assert set(answer.json()["errors"]) == {field}
    assert nothing_is_signed()


def test_forms_sign_like_json_and_nothing_but_post_does(sam: Client, flown: FlightRecord) -> None:
    form = f"data[user_training_flight_id]={flown.pk}&data[pass]={PASSWORD}"

    assert sam.get(ADDRESS).status_code == sam.head(ADDRESS).status_code == 405
    assert sam.post(ADDRESS, form, content_type="application/x-www-form-urlencoded").json() == {"update": True}
    assert Client().post(ADDRESS, {}).status_code == 401


# --- the record afterwards


def test_the_ledger_is_in_order_and_knows_this_kind_of_record(world: World, sam: Client, flown: FlightRecord) -> None:
    sign(sam, flown)

    report = verify(world.alpine)
    assert SIGNABLES["missions.flightrecord"].today_of is flights_today
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
def test_an_altered_record_is_found(world: World, sam: Client, flown: FlightRecord, change: Any, key: str) -> None:
    sign(sam, flown)
    FlightRecord.objects.update(**change)

    (finding,) = verify(world.alpine).findings
    assert finding.object == f"missions.flightrecord:{flown.pk}"
    assert key in finding.what


def test_a_new_name_is_no_alteration(world: World, sam: Client, flown: FlightRecord) -> None:
    sign(sam, flown)
    for person in (world.sam, world.ines):
        person.surname = "Married"
        person.save()
    flown.template.name = "Circuits and landings"
    flown.template.order = 9
    flown.template.save()
    Training.objects.update(name="PPL(A) 2026")

    assert verify(world.alpine).findings == []
    assert "Circuits and landings" not in Signature.objects.get().content


def test_a_record_that_is_gone_is_told_so(db: None) -> None:
    assert flights_today([uuid.UUID(NOBODY)]) == {}


def test_managers_read_flights_in_the_admin_and_change_none(world: World, flown: FlightRecord) -> None:
    request = RequestFactory().get("/")
    request.user = world.maria
    admin = FlightRecordAdmin(FlightRecord, site)
    assert list(admin.get_queryset(request)) == [flown]
    for allowed in (admin.has_add_permission, admin.has_change_permission, admin.has_delete_permission):
        assert allowed(request) is False


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_signing_twice_at_the_same_moment_makes_one_signature() -> None:
    world = World()
    with_password(world.sam)
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    mission = make.FlightTemplateFactory(training=training)
    for _ in range(5):
        record = make.FlightRecordFactory(enrollment=enrollment, template=mission)
        start = threading.Barrier(3)
        outcomes: list[Any] = []

        def put(record: FlightRecord = record, start: Any = start, outcomes: list[Any] = outcomes) -> None:
            start.wait()
            outcomes.append(sign_debriefing(record_id=record.pk, password=PASSWORD, by=world.sam))
            connection.close()

        threads = [threading.Thread(target=put) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == [False, False, True]
        assert Signature.objects.of(record).count() == 1
    assert verify(world.alpine).findings == []
