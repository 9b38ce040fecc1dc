"""A manager records, corrects and deletes flights on behalf of their instructors, and takes signatures back."""

from datetime import date
from typing import Any

import pytest

from core.exceptions import Forbidden, NotFound
from mail.models import Mail
from missions.corrections import delete_flight, unsign_debriefing
from missions.models import FlightRecord, FlightTemplate
from missions.services import FlightInput, correct_flight, record_flight, sign_debriefing
from records.models import Event, Revocation, Signature
from records.verification.run import verify_company
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.on_behalf.conftest import read_forms, read_text
from tests.office.population import build_address
from tests.world import World
from trainings.models import Enrollment

ADD = build_address(FlightRecord, "add")


@pytest.fixture
def enrollment(world: World) -> Enrollment:
    world.sam.set_password(make.PASSWORD)
    world.sam.save()
    training = make.TrainingFactory(
        company=world.alpine, name="PPL(A)", has_theory=False, has_flights=True, requires_debriefing_signature=True
    )
    return make.EnrollmentFactory(training=training, user=world.sam, supervisor=world.ines)


@pytest.fixture
def mission(enrollment: Enrollment) -> FlightTemplate:
    return make.FlightTemplateFactory(training=enrollment.training, name="Circuits", hours="1.5")


@pytest.fixture
def flight(world: World, enrollment: Enrollment, mission: FlightTemplate) -> FlightRecord:
    """Which finishes the training."""
    flown = FlightInput(True, 5400, date(2026, 3, 17), "L-1", world.ines.pk, "Good")
    return record_flight(enrollment_id=enrollment.pk, template_id=mission.pk, flight=flown, by=world.ines)


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def get_address(row: FlightRecord, page: str = "correct") -> str:
    return build_address(FlightRecord, page, row.pk)


def send(browser: Browser, address: str, *, shown: Any = None, **typed: Any) -> Any:
    sent = shown if shown is not None else read_forms(browser.get(address).context["form"])
    return browser.post(address, sent | typed, follow=True)


def test_a_flight_is_recorded_on_behalf_of_its_instructor(
    browser: Browser, world: World, enrollment: Enrollment, mission: FlightTemplate
) -> None:
    objective = mission.objectives.create(name="Landing")
    assert "Student and training" in read_text(browser.get(ADD))
    assert "Circuits" in read_text(browser.get(f"{ADD}?enrollment={enrollment.pk}"))
    address = f"{ADD}?enrollment={enrollment.pk}&mission={mission.pk}"
    assert "Planned: 1 h 30 min or more." in read_text(browser.get(address))

    grade = {f"objectives.{objective.pk}": "STD"}
    typed: dict[str, Any] = {
        "completed": "on",
        "seconds": "1:20",
        "date": "2026-03-17",
        "instructor": world.ines.pk,
        **grade,
    }
    shown = read_text(send(browser, address, remarks="Gusty", **typed))

    row = FlightRecord.objects.get()
    assert (row.seconds, row.flown_on, row.instructor, row.remarks) == (4800, date(2026, 3, 17), world.ines, "Gusty")
    assert [grade.grade for grade in row.grades.all()] == ["STD"]
    assert "The flight is on record. Finished by this: 1." in shown
    history = read_text(browser.get(get_address(row, "history")))
    assert "Maria Manager recorded the flight Circuits of 17 Mar 2026 (Sam Student) on behalf of Ines Instructor." in (
        history
    )
    assert verify_company(world.alpine).findings == []


def test_what_the_instructor_changed_meanwhile_is_said_and_nothing_is_stored(
    browser: Browser, world: World, flight: FlightRecord
) -> None:
    shown = read_forms(browser.get(get_address(flight)).context["form"])
    flown = FlightInput(True, 3600, date(2026, 3, 17), "L-1", world.ines.pk, "Better")
    correct_flight(record_id=flight.pk, flight=flown, by=world.maria)
    before = Event.objects.count()

    page = send(browser, get_address(flight), shown=shown, flight_id="L-2")

    text = read_text(page)
    assert "Somebody else has changed this since you opened the page. Nothing was stored." in text
    assert "Remarks: Better" in text
    assert "Time flown: 1 h" in text
    assert Event.objects.count() == before
    again = read_forms(page.context["form"])
    assert (again["flight_id"], again["remarks"]) == ("L-2", "Better")

    send(browser, get_address(flight), shown=again)
    flight.refresh_from_db()
    assert (flight.flight_id, flight.seconds, flight.remarks) == ("L-2", 3600, "Better")
    assert "Maria Manager corrected the flight Circuits of 17 Mar 2026 (Sam Student) on behalf of Ines Instructor." in (
        read_text(browser.get(get_address(flight)))
    )


def test_a_signed_flight_is_corrected_after_its_signature_was_taken_back_with_a_reason(
    browser: Browser, world: World, flight: FlightRecord
) -> None:
    shown = read_forms(browser.get(get_address(flight)).context["form"])
    sign_debriefing(record_id=flight.pk, password=make.PASSWORD, by=world.sam)
    for page in ("correct", "remove"):
        refused = read_text(
            send(browser, get_address(flight, page), shown={**shown, "asked": "1", "reason": "Mistake"})
        )
        assert "The debriefing of this flight has been signed, so the flight can no longer be changed." in refused
    mails = Mail.objects.count()

    text = read_text(browser.get(get_address(flight, "unsign")))
    assert "This concerns 1 finished enrollment. 1 certificate of a finish is valid." in text
    assert "This field is required." in read_text(send(browser, get_address(flight, "unsign"), shown={"asked": "1"}))
    done = send(browser, get_address(flight, "unsign"), shown={"asked": "1", "reason": "Wrong day"})

    assert "The signature is taken back. Sam Student can sign again." in read_text(done)
    assert Revocation.objects.get().reason == "Wrong day"
    assert Mail.objects.count() == mails + 1
    assert (
        "Maria Manager took back the signature under the debriefing of the flight Circuits of 17 Mar 2026 (Sam "
        "Student): Wrong day"
    ) in read_text(browser.get(get_address(flight, "history")))
    send(browser, get_address(flight), date="2026-03-16")
    assert sign_debriefing(record_id=flight.pk, password=make.PASSWORD, by=world.sam)
    assert [row.version for row in Signature.objects.order_by("version")] == [1, 2]
    assert verify_company(world.alpine).findings == []


def test_a_flight_recorded_by_mistake_is_deleted_and_the_ledger_keeps_what_it_was(
    browser: Browser, world: World, enrollment: Enrollment, flight: FlightRecord
) -> None:
    sign_debriefing(record_id=flight.pk, password=make.PASSWORD, by=world.sam)
    unsign_debriefing(record_id=flight.pk, reason="Wrong student", by=world.maria)
    shown = read_forms(browser.get(get_address(flight, "remove")).context["form"]) | {"asked": "1"}
    text = read_text(browser.get(get_address(flight, "remove")))
    assert "The ledger keeps what it was, and your reason." in text

    stale = FlightInput(True, 60, date(2026, 3, 17))
    correct_flight(record_id=flight.pk, flight=stale, by=world.maria)
    assert "This has been changed since you opened the page." in read_text(
        send(browser, get_address(flight, "remove"), shown={**shown, "reason": "Was Sue"})
    )
    assert FlightRecord.objects.exists()
    shown = read_forms(browser.get(get_address(flight, "remove")).context["form"]) | {"asked": "1"}
    done = send(browser, get_address(flight, "remove"), shown={**shown, "reason": "Was Sue"})

    assert "The flight is deleted. Finishes taken back: 1. Certificates revoked: 1." in read_text(done)
    assert not FlightRecord.objects.exists()
    enrollment.refresh_from_db()
    assert not enrollment.is_finished
    event = Event.objects.get(action="mission.deleted")
    told = read_text(browser.get(build_address(Event, "change", event.pk)))
    assert "Maria Manager deleted the flight Circuits of 17 Mar 2026 (Sam Student) (no longer exists): Was Sue" in told
    assert "Time 1 min" in told  # as corrected last
    assert verify_company(world.alpine).findings == []


def test_a_deletion_is_refused_while_a_certificate_is_relied_on(
    world: World, enrollment: Enrollment, flight: FlightRecord, frozen_clock: Any
) -> None:
    frozen_clock.shift(4 * 86400)
    browser = open_browser(world.maria)
    shown = read_forms(browser.get(get_address(flight, "remove")).context["form"])

    page = send(browser, get_address(flight, "remove"), shown={**shown, "asked": "1", "reason": "Mistake"})

    assert read_text(page).count("A manager must revoke it first.") == 2  # before the act, and as its refusal
    assert FlightRecord.objects.exists()


def test_the_pages_of_flights_cost_the_same_with_thirty_times_the_rows(
    browser: Browser, world: World, mission: FlightTemplate, flight: FlightRecord, queries_of: Any
) -> None:
    pages = [get_address(flight), get_address(flight, "remove"), build_address(FlightRecord)]

    def count() -> list[int]:
        return [len(queries_of(lambda page=page: browser.get(page))) for page in pages]

    mission.objectives.create(name="Landing")
    one = count()
    for number in range(29):
        mission.objectives.create(name=f"Objective {number}")
        row = make.EnrollmentFactory(training=mission.training, user__company=world.alpine)
        make.FlightRecordFactory(enrollment=row, template=mission, instructor=world.ines)
    assert count() == one


def test_services_refuse_whoever_is_no_manager(world: World, flight: FlightRecord) -> None:
    for person in (world.charles, world.ines, world.sam):
        for act in (unsign_debriefing, delete_flight):
            with pytest.raises(Forbidden):
                act(record_id=flight.pk, reason="Mistake", by=person)
    for act in (unsign_debriefing, delete_flight):
        with pytest.raises(NotFound):
            act(record_id=flight.pk, reason="Mistake", by=world.otto)
