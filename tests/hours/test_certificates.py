"""Certificates state the hours that were required and those that are missing, or are refused while any are."""

import io
import json
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Company
from core import clock
from core.exceptions import Conflict
from evidence.certificates.pdf import render_certificate
from evidence.certificates.reads import build_issued_view
from evidence.certificates.reissuing import reissue_certificate
from evidence.certificates.services import issue_certificates
from evidence.models import Certificate
from evidence.readiness.enrollments import finished_with_missing_hours, hours_out_of_reach
from hours.models import RequiredHours
from missions.models import FlightTemplate
from missions.services import FlightInput, record_flight
from records.verification.run import verify_company
from tests import factories as make
from tests.hours.conftest import DEADLINE, hold_class, require
from tests.hours.test_flights import fly
from tests.hours.test_ground import give_credit
from tests.office.browser import open_browser
from tests.pdf_reading import read_pages
from tests.world import World, create_client
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Subject, Training


@pytest.fixture
def refusing(world: World) -> None:
    Company.objects.update(hours_policy="REFUSE")


@pytest.fixture
def flying(world: World) -> Training:
    """One mission of an hour, and twice as much dual time."""
    training: Training = make.TrainingFactory(
        company=world.alpine, name="Aerobatics", has_theory=False, has_flights=True
    )
    require(training, "DUAL", 2)
    return training


@pytest.fixture
def loop(flying: Training) -> FlightTemplate:
    return make.FlightTemplateFactory(training=flying, name="Loop")


@pytest.fixture
def flyer(world: World, flying: Training, loop: FlightTemplate) -> Enrollment:
    outcome = enroll_students(training=flying, user_ids=[world.sam.pk], group_ids=[], by=world.maria)
    return outcome.enrolled[world.sam.pk]


def record(enrollment: Enrollment, mission: FlightTemplate, minutes: int, by: Any, **fields: Any) -> Any:
    flight = FlightInput(is_completed=True, seconds=60 * minutes, **fields)
    return record_flight(enrollment_id=enrollment.pk, template_id=mission.pk, flight=flight, by=by)


def issue(enrollment: Enrollment, by: Any) -> int:
    return issue_certificates(enrollment_ids=[enrollment.pk], company_id=enrollment.company_id, by=by)


def read_pdf(certificate: Certificate) -> str:
    (page,) = read_pages(render_certificate(build_issued_view(certificate), "https://alpine.example/c", UTC))
    return " ".join(page.split())


def test_a_certificate_states_what_was_required_recorded_and_is_missing(
    world: World, flyer: Enrollment, loop: FlightTemplate
) -> None:
    RequiredHours.objects.update(note="FCL.810(f)")

    record(flyer, loop, 75, world.maria)

    shown = create_client(world.sam).get(f"/trainings/trainings/certificate/{flyer.pk}.json").json()["certificate"]
    assert shown["Hours"] == [
        {
            "kind": "DUAL", "subject_id": None, "subject": None, "note": "FCL.810(f)",
            "required": 120, "done": 75, "credited": 0, "missing": 45,
        }
    ]  # fmt: skip
    text = read_pdf(Certificate.objects.get())
    assert "Hours required and recorded: Dual 2 h (FCL.810(f)): 1 h 15 min, 45 min missing" in text
    assert verify_company(world.alpine).findings == []


def test_a_certificate_says_what_was_credited(world: World, flying: Training, loop: FlightTemplate) -> None:
    row = make.EnrollmentFactory(training=flying, user=world.sam, finished_at=clock.now())
    give_credit(row, loop, "MISSION", world.maria)
    fly(row, make.FlightTemplateFactory(training=flying))
    issue(row, world.maria)

    assert "Hours required and recorded: Dual 2 h: 1 h and 1 h credited" in read_pdf(Certificate.objects.get())


def test_without_required_hours_a_certificate_is_what_it_was(
    world: World, flyer: Enrollment, loop: FlightTemplate
) -> None:
    RequiredHours.objects.all().delete()

    record(flyer, loop, 60, world.maria)

    certificate = Certificate.objects.get()
    assert "Hours" not in json.loads(certificate.content)
    assert "Hours required" not in read_pdf(certificate)


def test_a_certificate_keeps_the_hours_of_its_day(world: World, flyer: Enrollment, loop: FlightTemplate) -> None:
    record(flyer, loop, 75, world.maria)
    record(flyer, loop, 75, world.maria)

    assert json.loads(Certificate.objects.get().content)["Hours"][0]["done"] == 75


@pytest.mark.usefixtures("refusing")
def test_a_finish_is_not_blocked_but_its_certificate_is_withheld(
    world: World, flyer: Enrollment, loop: FlightTemplate
) -> None:
    record(flyer, loop, 75, world.maria)

    flyer.refresh_from_db()
    assert flyer.is_finished
    assert not Certificate.objects.exists()
    assert list(finished_with_missing_hours(world.alpine, clock.now())) == [flyer]
    with pytest.raises(Conflict) as caught:
        issue(flyer, world.maria)
    assert caught.value.message == (
        "Sam Student in Aerobatics gets no certificate while required hours are missing (Dual: 45 min of 2 h missing)."
    )

    record(flyer, loop, 45, world.maria)
    assert list(finished_with_missing_hours(world.alpine, clock.now())) == []
    assert issue(flyer, world.maria) == 1
    assert verify_company(world.alpine).findings == []


@pytest.mark.usefixtures("refusing")
def test_the_flight_that_brings_the_last_hours_brings_the_certificate(
    world: World, flyer: Enrollment, loop: FlightTemplate
) -> None:
    record(flyer, loop, 120, world.maria, times={"DUAL": 7200})

    assert Certificate.objects.get().enrollment == flyer


@pytest.mark.usefixtures("refusing")
def test_one_of_many_without_hours_keeps_all_from_being_issued_and_a_command_leaves_it_out(
    world: World, flying: Training, loop: FlightTemplate
) -> None:
    short, complete = (
        make.EnrollmentFactory(training=flying, user=user, finished_at=clock.now()) for user in (world.sam, world.sue)
    )
    fly(complete, loop, 120)
    ids = [short.pk, complete.pk]

    with pytest.raises(Conflict, match="Dual: 2 h of 2 h missing"):
        issue_certificates(enrollment_ids=ids, company_id=world.alpine.pk, by=world.maria)
    assert not Certificate.objects.exists()

    out = io.StringIO()
    call_command("issue_certificates", stdout=out)
    assert out.getvalue().strip() == "Issued 1 certificate."
    assert Certificate.objects.get().enrollment == complete


def test_a_refusal_names_five_and_counts_the_others(world: World, flying: Training, refusing: None) -> None:
    rows = [make.EnrollmentFactory(training=flying, finished_at=clock.now()) for _ in range(7)]

    with pytest.raises(Conflict) as caught:
        issue_certificates(enrollment_ids=[row.pk for row in rows], company_id=world.alpine.pk, by=world.maria)

    assert caught.value.message.count("gets no certificate") == 5
    assert caught.value.message.endswith("And 2 more.")


def test_reissuing_is_refused_for_the_same_reason(world: World, flyer: Enrollment, loop: FlightTemplate) -> None:
    record(flyer, loop, 75, world.maria)
    Company.objects.update(hours_policy="REFUSE")

    with pytest.raises(Conflict, match="45 min of 2 h missing"):
        reissue_certificate(certificate=Certificate.objects.get(), reason="A new name", by=world.maria)
    assert Certificate.objects.get().revoked_at is None


@pytest.mark.usefixtures("refusing")
def test_the_file_shows_the_hours_and_the_page_of_issuing_says_what_is_missing(
    world: World, flyer: Enrollment, loop: FlightTemplate
) -> None:
    record(flyer, loop, 75, world.maria)
    browser = open_browser(world.maria)

    file = browser.get(f"/admin/trainings/enrollment/{flyer.pk}/file/").content.decode()
    page = browser.get(f"/admin/trainings/enrollment/{flyer.pk}/certificates/issue/").content.decode()
    Enrollment.objects.filter(pk=flyer.pk).update(finish_before_at=clock.now() - timedelta(days=1))
    late_file = browser.get(f"/admin/trainings/enrollment/{flyer.pk}/file/").content.decode()

    assert "cannot be reached any more by the deadline" in late_file
    assert "ORA.ATO.125(a)" in file
    assert "cannot be reached with what is left of the training" in file
    assert "Required hours are missing (Dual: 45 min of 2 h missing)." in page


@pytest.mark.usefixtures("refusing")
def test_the_list_of_enrollments_says_whose_hours_are_missing(world: World, flyer: Enrollment, loop: Any) -> None:
    record(flyer, loop, 75, world.maria)
    chosen = {"action": "issue_certificates", "_selected_action": [flyer.pk]}

    page = open_browser(world.maria).post("/admin/trainings/enrollment/", chosen, follow=True)

    assert "Dual: 45 min of 2 h missing" in page.content.decode()
    assert not Certificate.objects.exists()


# --- the readiness list


def test_hours_out_of_reach_are_those_of_ongoing_enrollments(
    world: World, training: Training, enrollment: Enrollment, subject: Subject, frozen_clock: Any
) -> None:
    require(training, "CLASSROOM", 1)
    hold_class(enrollment, None, subject, starts_at=DEADLINE.replace(hour=10), is_present=None)
    foreign = make.EnrollmentFactory(training=make.TrainingFactory(company=world.baltic), user=world.olga)
    require(foreign.training, "FLIGHT", 1)
    assert list(hours_out_of_reach(world.alpine, clock.now())) == []
    assert list(hours_out_of_reach(world.baltic, clock.now())) == [foreign]

    require(training, "CLASSROOM", 1.5)
    assert list(hours_out_of_reach(world.alpine, clock.now())) == [enrollment]
    reason = {"paused_on": clock.now().date(), "pause_reason": "Ill"}
    Enrollment.objects.filter(pk=enrollment.pk).update(paused_at=clock.now(), **reason)
    assert list(hours_out_of_reach(world.alpine, clock.now())) == []


@pytest.mark.parametrize("rule", [hours_out_of_reach, finished_with_missing_hours])
def test_a_rule_costs_the_same_for_one_and_for_thirty(
    world: World, training: Training, mission: FlightTemplate, rule: Any, queries_of: Any
) -> None:
    require(training, "DUAL", 100)

    def add(number: int) -> None:
        for user in make.UserFactory.create_batch(number, company=world.alpine):
            finished_at = clock.now() if rule is finished_with_missing_hours else None
            fly(make.EnrollmentFactory(training=training, user=user, finished_at=finished_at), mission)

    add(1)
    few = queries_of(lambda: list(rule(world.alpine, clock.now())))
    add(29)
    many = queries_of(lambda: list(rule(world.alpine, clock.now())))
    assert len(few) == len(many) == 10, many
    assert len(list(rule(world.alpine, clock.now()))) == 30
