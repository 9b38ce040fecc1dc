"""The pages of retention in the admin: for managers of the school alone, with a fixed number of queries."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from records.models import Event
from retention.holds import place_hold
from retention.models import DataRequest, LegalHold
from retention.requests.opening import ask
from tests import factories as make
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.retention.conftest import find_alterations, pass_retention
from tests.retention.school import FormerSchool
from tests.world import World
from trainings.models import Enrollment

DUE, DELETION = "/admin/retention/legalhold/due/", "/admin/retention/legalhold/delete_due/"
HOLDS, REQUESTS = "/admin/retention/legalhold/", "/admin/retention/datarequest/"


def read(browser: Browser, address: str, status: int = 200) -> str:
    response = browser.get(address)
    assert response.status_code == status, response.content
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def read_messages(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def test_the_report_says_who_is_due_since_when_and_what_hangs_on_it(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    sam, _sue = school.train(world.sam, world.sue)
    place_hold(enrollment_id=sam.pk, reason="An accident", by=world.maria)
    assert "No record is due for deletion." in read(open_browser(world.maria), DUE)
    pass_retention(frozen_clock)
    school.enroll(school.sid)
    browser = open_browser(world.maria)

    text = read(browser, DUE)
    assert "Sam Student PPL(A) 18 Mar 2026 19 Mar 2029 1 class, 1 flight, 1 credit, 1 certificate A legal hold" in text
    assert "2 records are due." in text
    assert "Records are kept for 3 years after the end of the training (ORA.ATO.120)." in text
    assert "1 enrollment has not ended, so nothing of it is due." in text
    assert "Sam Student" not in read(browser, f"{DUE}?held=no")
    assert "Sue Student" not in read(browser, f"{DUE}?held=yes")
    export = browser.get("/admin/retention/legalhold/due.csv").content.decode("utf-8-sig")
    assert '"Sam Student","sam@alpine.example","PPL(A)","2026-03-18","2029-03-19","An accident"' in export
    assert "Sam" not in read(open_browser(world.otto), DUE)


def test_the_report_takes_a_fixed_number_of_queries(
    world: World, browser: Browser, queries_of: Callable[[Any], list[str]], frozen_clock: Any
) -> None:
    training = make.TrainingFactory(company=world.alpine)
    pass_retention(frozen_clock)
    browser = open_browser(world.maria)

    def add(count: int) -> None:
        for _ in range(count):
            row = make.EnrollmentFactory(
                training=training,
                user=make.UserFactory(company=world.alpine),
                finished_at="2020-01-01T00:00:00Z",
                created_at="2019-01-01T00:00:00Z",
            )
            LegalHold.objects.create(company=world.alpine, user=row.user, reason="x", placed_by=world.maria)

    add(1)
    read(browser, DUE)
    one = queries_of(lambda: read(browser, DUE))
    add(29)
    assert len(queries_of(lambda: read(browser, DUE))) == len(one)


def test_a_manager_deletes_what_is_chosen_with_the_password(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    sam, sue = school.train(world.sam, world.sue)
    place_hold(enrollment_id=sue.pk, reason="An accident", by=world.maria)
    pass_retention(frozen_clock)
    browser = open_browser(world.maria)
    page = read(browser, DELETION)
    assert "Sue Student in PPL(A): A legal hold of 18 Mar 2026 keeps it: An accident" in page
    form = {"asked": "1", "records": [str(sam.pk)], "password": "wrong"}

    assert b"The password is incorrect." in browser.post(DELETION, form).content
    held = browser.post(DELETION, {**form, "records": [str(sue.pk)], "password": PASSWORD})
    assert held.status_code == 200
    text = held.content.decode()
    assert "A record that you chose is deleted already, or kept by now." in text
    assert f"{sue.pk} is not one of" not in text
    assert Enrollment.objects.count() == 2
    done = browser.post(DELETION, {**form, "password": PASSWORD}, follow=True)
    assert read_messages(done) == "1 record is deleted."
    assert list(Enrollment.objects.all()) == [sue]
    assert find_alterations(world) == []
    event = Event.objects.get(action="record.deleted")
    story = read(browser, reverse("admin:records_event_change", args=[event.pk]))
    assert "deleted a student" in story
    assert "19 Mar 2029" not in story
    assert "ORA.ATO.120" in story
    redacted = Event.objects.filter(payload='{"redacted":true}')[0]
    assert "Deleted with a record" in read(browser, reverse("admin:records_event_change", args=[redacted.pk]))


def test_a_hold_is_placed_and_released_with_reasons(world: World, school: FormerSchool, browser: Browser) -> None:
    (row,) = school.enroll(world.sam)
    both = {"enrollment": str(row.pk), "user": str(world.sam.pk), "reason": "An accident"}
    assert b"Choose either an enrollment or a person." in browser.post(f"{HOLDS}add/", both).content
    placed = browser.post(f"{HOLDS}add/", {"enrollment": str(row.pk), "user": "", "reason": "An accident"})
    assert placed.status_code == 302, placed.content
    again = browser.post(f"{HOLDS}add/", {"enrollment": str(row.pk), "user": "", "reason": "Twice"})
    assert b"There is a legal hold already." in again.content
    hold = LegalHold.objects.get()

    assert "Sam Student in PPL(A)" in read(browser, HOLDS)
    assert "Release…" in read(browser, f"{HOLDS}{hold.pk}/change/")
    release = f"{HOLDS}{hold.pk}/release/"
    assert "Sam Student in PPL(A)" in read(browser, release)
    assert browser.post(release, {"asked": "1", "reason": "Closed"}).status_code == 302
    hold.refresh_from_db()
    assert (hold.release_reason, hold.released_by) == ("Closed", world.maria)
    assert {"hold.placed", "hold.released"} <= set(Event.objects.values_list("action", flat=True))


def test_a_request_is_entered_handed_out_and_answered(world: World, school: FormerSchool, frozen_clock: Any) -> None:
    school.train(world.sam)
    pass_retention(frozen_clock)
    browser = open_browser(world.maria)
    for kind in ("ACCESS", "ERASURE"):
        form = {"user": str(world.sam.pk), "kind": kind, "received_on": "2029-03-01"}
        added = browser.post(f"{REQUESTS}add/", form)
        assert added.status_code == 302, added.content
    assert "1 Apr 2029" in read(browser, REQUESTS)
    copy, erasure = DataRequest.objects.get(kind="ACCESS"), DataRequest.objects.get(kind="ERASURE")

    assert "Hand out the data…" in read(browser, f"{REQUESTS}{copy.pk}/change/")
    read(browser, f"{REQUESTS}{copy.pk}/hand_out/")
    handed = browser.post(f"{REQUESTS}{copy.pk}/hand_out/")
    assert (handed.headers["Content-Type"], handed.content[:2]) == ("application/zip", b"PK")

    page = read(browser, f"{REQUESTS}{erasure.pk}/erase/")
    assert "Deleted now: Sam Student in PPL(A)" in page
    assert "The account is emptied" in page
    answered = browser.post(f"{REQUESTS}{erasure.pk}/erase/", {"asked": "1", "password": PASSWORD})
    assert answered.status_code == 302, answered.content
    assert "Deleted: PPL(A)" in read(browser, f"{REQUESTS}{erasure.pk}/answer/")
    assert "This request is answered already." in read(browser, f"{REQUESTS}{erasure.pk}/erase/")
    assert "Deleted person" in read(browser, f"{REQUESTS}{erasure.pk}/change/")
    assert find_alterations(world) == []


def test_the_pages_are_for_managers_of_the_school_alone(world: World, school: FormerSchool) -> None:
    (row,) = school.enroll(world.sam)
    hold = place_hold(enrollment_id=row.pk, reason="An accident", by=world.maria)
    request = ask(kind="ERASURE", by=world.sam)
    own = [
        f"{HOLDS}{hold.pk}/release/",
        *(f"{REQUESTS}{request.pk}/{page}/" for page in ("hand_out", "erase", "answer")),
    ]
    general = [DUE, DELETION, HOLDS, REQUESTS, f"{HOLDS}add/", f"{REQUESTS}add/"]
    for person in (world.charles, world.ines, world.sam):
        browser = open_browser(person)
        assert {browser.get(address).status_code for address in [*own, *general]} == {302}
        assert {browser.post(address, {"asked": "1"}).status_code for address in [*own, *general]} == {302}
    browser = open_browser(world.otto)
    assert {browser.get(address).status_code for address in own} == {404}
    assert {browser.post(address, {"asked": "1", "password": PASSWORD}).status_code for address in own} == {404}
    assert {browser.get(address).status_code for address in general} == {200}
    assert DataRequest.objects.get().answered_at is None
