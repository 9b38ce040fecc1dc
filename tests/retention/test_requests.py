"""What people ask about their data: a copy, and erasure."""

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import Notification, User
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from instructors.services import QualificationInput, add_qualification
from records.canonical import sha256
from records.models import Event
from retention.holds import place_hold, release_hold
from retention.models import DataRequest, LegalHold
from retention.requests.erasure_plan import plan_erasure
from retention.requests.opening import ask, open_request
from retention.requests.services import erase, hand_out_data
from tests.factories import PASSWORD, TrainingFactory
from tests.retention.conftest import find_alterations, pass_retention
from tests.retention.school import FormerSchool
from tests.world import World
from trainings.enrollment_acts.withdrawing import withdraw_enrollments


def ask_for_erasure(school: FormerSchool, person: User) -> DataRequest:
    request = open_request(user_id=person.pk, kind="ERASURE", by=school.world.maria)
    return erase(request_id=request.pk, password=PASSWORD, by=school.world.maria)


def test_a_copy_has_the_account_and_every_record_and_is_on_record(world: World, school: FormerSchool) -> None:
    (sam, _sue) = school.train(world.sam, world.sue)
    request = ask(kind="ACCESS", by=world.sam)
    handed = hand_out_data(request_id=request.pk, by=world.maria)

    archive = zipfile.ZipFile(io.BytesIO(handed.content))
    names = archive.namelist()
    assert {"account.json", "manifest.json", f"{sam.pk}/record.json", f"{sam.pk}/record.pdf"} <= set(names)
    assert any(name.startswith(f"{sam.pk}/credit-") for name in names)
    account = json.loads(archive.read("account.json"))
    assert account["profile"]["email"] == "sam@alpine.example"
    assert [message["subject"] for message in account["messages"]]
    everything = b"".join(archive.read(name) for name in names if name.endswith(".json")).decode()
    assert "A flight of Sam" in everything
    assert "About Sue" not in everything
    manifest = archive.read("manifest.json").decode()
    assert set(json.loads(manifest)["files"]) == set(names) - {"manifest.json"}
    event = Event.objects.get(action="data_request.handed_out")
    assert json.loads(event.payload)["digest"] == sha256(manifest)
    assert Event.objects.filter(action="record.exported", object_id=str(sam.pk)).exists()
    request.refresh_from_db()
    assert request.answered_by == world.maria
    assert sha256(manifest) in request.answer
    hand_out_data(request_id=request.pk, by=world.maria)
    assert find_alterations(world) == []


def test_an_erasure_says_what_goes_and_what_stays_until_when_and_why(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    school.train(world.sam)
    pass_retention(frozen_clock)
    (second,) = school.enroll(world.sam, training=TrainingFactory(company=world.alpine, name="Night rating"))
    withdraw_enrollments(enrollment_ids=[second.pk], reason="Moved", by=world.maria)

    request = ask_for_erasure(school, world.sam)

    lines = request.answer.splitlines()
    assert lines[0].startswith("You asked on ")
    assert "Deleted: PPL(A), begun on 18 Mar 2026." in lines
    (stays,) = [line for line in lines if line.startswith("Stays: ")]
    assert stays.startswith("Stays: Night rating, begun on ")
    assert stays.endswith("It must be kept until 22 Mar 2032 (ORA.ATO.120).")
    assert any("Article 17(3)(b)" in line for line in lines)
    assert any(line.startswith("The account stays as long as a record does") for line in lines)
    assert "Sam" not in request.answer
    world.sam.refresh_from_db()
    assert world.sam.name == "Sam"
    assert find_alterations(world) == []


def test_the_answer_is_in_the_language_of_the_school(world: World, school: FormerSchool) -> None:
    world.alpine.language = "de"
    world.alpine.save()
    school.enroll(world.sam)
    plan = plan_erasure(world.sam)
    assert [stays.why for stays in plan.stays] == ["The training has not ended, so nothing of it is due for deletion."]
    assert ask_for_erasure(school, world.sam).answer


def test_when_nothing_needs_the_name_an_erasure_empties_an_account_that_could_log_in(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    school.train(world.sam)
    pass_retention(frozen_clock)
    request = ask_for_erasure(school, world.sam)

    world.sam.refresh_from_db()
    assert str(world.sam) == "Deleted person"
    assert not world.sam.may_log_in
    assert "Your account was emptied" in request.answer
    assert not Notification.objects.filter(recipient=world.sam).exists()
    assert find_alterations(world) == []


def test_somebody_without_any_record_is_emptied_too(world: World, school: FormerSchool) -> None:
    request = ask_for_erasure(school, world.sue)
    world.sue.refresh_from_db()
    assert str(world.sue) == "Deleted person"
    assert "Your account was emptied" in request.answer
    assert Event.objects.filter(action="account.anonymised").count() == 1
    assert find_alterations(world) == []


def test_a_hold_and_the_records_of_others_keep_an_account(world: World, school: FormerSchool) -> None:
    place_hold(user_id=world.sue.pk, reason="In court", by=world.maria)
    assert "A legal hold keeps the account." in ask_for_erasure(school, world.sue).answer
    assert "Instructors and managers stay" in ask_for_erasure(school, world.ines).answer
    world.sue.refresh_from_db()
    assert world.sue.name == "Sue"


def test_a_request_is_open_once_and_answered_once(world: World, school: FormerSchool) -> None:
    request = ask(kind="ERASURE", by=world.sam)
    with pytest.raises(Conflict):
        ask(kind="ERASURE", by=world.sam)
    ask(kind="ACCESS", by=world.sam)
    school.enroll(world.sam)
    erase(request_id=request.pk, password=PASSWORD, by=world.maria)
    with pytest.raises(Conflict):
        erase(request_id=request.pk, password=PASSWORD, by=world.maria)
    assert ask(kind="ERASURE", by=world.sam).pk != request.pk


def test_the_managers_get_a_message_in_which_the_last_day_is(world: World) -> None:
    request = ask(kind="ERASURE", by=world.sam)
    (message,) = Notification.objects.filter(recipient=world.maria)
    assert message.subject == "Sam Student asks for the erasure of the data. Answer until 2026-04-18."
    assert str(request.pk) in message.url
    assert (request.received_on, request.answer_due_on) == (date(2026, 3, 18), date(2026, 4, 18))


def test_requests_are_for_managers_of_the_school_with_their_password(world: World, school: FormerSchool) -> None:
    request = ask(kind="ERASURE", by=world.sam)
    copy = ask(kind="ACCESS", by=world.sam)
    for person in (world.sam, world.ines, world.charles):
        with pytest.raises(Forbidden):
            open_request(user_id=world.sue.pk, kind="ACCESS", by=person)
        with pytest.raises(Forbidden):
            erase(request_id=request.pk, password=PASSWORD, by=person)
        with pytest.raises(Forbidden):
            hand_out_data(request_id=copy.pk, by=person)
    with pytest.raises(NotFound):
        hand_out_data(request_id=copy.pk, by=world.otto)
    with pytest.raises(NotFound):
        open_request(user_id=world.olga.pk, kind="ACCESS", by=world.maria)
    with pytest.raises(Forbidden):
        erase(request_id=request.pk, password="wrong", by=world.maria)
    with pytest.raises(Conflict):
        hand_out_data(request_id=request.pk, by=world.maria)
    with pytest.raises(Conflict):
        erase(request_id=copy.pk, password=PASSWORD, by=world.maria)
    tomorrow = world.alpine.local_date(request.created_at) + timedelta(days=1)
    with pytest.raises(InvalidInput) as refused:
        open_request(user_id=world.sue.pk, kind="ACCESS", received_on=tomorrow, by=world.maria)
    assert list(refused.value.errors) == ["received_on"]
    with pytest.raises(InvalidInput):
        open_request(user_id=world.sue.pk, kind="OTHER", by=world.maria)


def test_the_person_is_not_told_why_a_legal_hold_stands_but_where_to_complain(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    """The reason is the school's own, and the answer outlives the name (GDPR, Article 12(4) for the complaint)."""
    (sam,) = school.train(world.sam)
    pass_retention(frozen_clock)
    place_hold(enrollment_id=sam.pk, reason="Sam Student's accident", by=world.maria)
    assert "Sam Student's accident" in plan_erasure(world.sam).stays[0].why

    answer = ask_for_erasure(school, world.sam).answer
    assert "A legal hold of 22 Mar 2029 keeps it." in answer
    assert "Sam" not in answer
    assert "(GDPR, Article 12(4))" in answer
    assert "Backups" not in answer  # nothing was deleted


def test_who_is_erased_wholly_is_told_of_backups_and_of_no_complaint(world: World, school: FormerSchool) -> None:
    answer = ask_for_erasure(school, world.sue).answer
    assert "Backups" in answer
    assert "complain" not in answer


def test_a_copy_has_the_papers_of_an_instructor(world: World, school: FormerSchool) -> None:
    document = ContentFile(b"%PDF-1.7", "licence.pdf")
    add_qualification(
        user_id=world.ines.pk, paper=QualificationInput("RATING", "FI(A)"), document=document, by=world.maria
    )
    request = ask(kind="ACCESS", by=world.ines)
    archive = zipfile.ZipFile(io.BytesIO(hand_out_data(request_id=request.pk, by=world.maria).content))
    (row,) = json.loads(archive.read("account.json"))["papers"]
    assert row["name"] == "FI(A)"
    assert archive.read(row["file"]) == b"%PDF-1.7"
    assert row["file"] in json.loads(archive.read("manifest.json"))["files"]


def test_released_holds_on_a_person_go_with_the_account(world: World, school: FormerSchool) -> None:
    hold = place_hold(user_id=world.sue.pk, reason="Sue Student hurt her hand", by=world.maria)
    release_hold(hold_id=hold.pk, reason="Sue is well again", by=world.maria)
    ask_for_erasure(school, world.sue)
    assert not LegalHold.objects.exists()
    assert not Event.objects.filter(payload__contains="Sue").exists()
    assert find_alterations(world) == []
