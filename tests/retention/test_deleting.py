"""A record is deleted as a whole, and nothing else: others' records, signatures and exports stay right."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from accounts.models import Notification, User
from core.exceptions import Forbidden
from core.origin import Channel, use_origin
from evidence.certificates.services import take_next_serial
from evidence.models import Certificate
from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from evidence.student_record.handing_over import hand_over_record
from mail.models import Mail
from onsite.models import Attendance
from records.models import Event, Signature
from records.redactions import REDACTED_PAYLOAD
from retention.deleting.services import delete_each, delete_enrollment_records
from retention.holds import place_hold, release_hold
from tests.factories import PASSWORD, TrainingFactory
from tests.retention.conftest import find_alterations, pass_retention
from tests.retention.school import FormerSchool
from tests.world import World
from trainings.enrollment_acts.withdrawing import withdraw_enrollments
from trainings.models import Credit, Enrollment


def delete(school: FormerSchool, *rows: Enrollment) -> Any:
    outcome = delete_enrollment_records(
        enrollment_ids=[row.pk for row in rows], password=PASSWORD, by=school.world.maria
    )
    assert outcome.refused == {}
    return outcome


def export(enrollment: Enrollment) -> Any:
    fresh = Enrollment.objects.for_student_record().get(pk=enrollment.pk)
    return json.loads(build_record_files(gather_record(fresh))["record.json"])


def dump_ledger(world: World) -> str:
    """Everything that the ledger says, without the seals."""
    events = Event.objects.filter(company=world.alpine).values_list("payload", "actor_name", "state")
    signatures = Signature.objects.filter(company=world.alpine).values_list("content", "signer_name")
    return json.dumps([list(events), list(signatures)], ensure_ascii=False)


def test_one_of_three_in_a_class_is_deleted_and_the_others_stay_as_they_were(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    sam, sue, sid = school.train(world.sam, world.sue, school.sid)
    assert find_alterations(world) == []
    before = export(sue)
    User.objects.filter(pk=world.sam.pk).update(is_active=False)
    pass_retention(frozen_clock)

    delete(school, sam)

    assert find_alterations(world) == []
    assert not Enrollment.objects.filter(pk=sam.pk).exists()
    assert Attendance.objects.filter(enrollment__in=[sue, sid]).count() == 2
    left = dump_ledger(world)
    assert "Sam" not in left
    assert "Sue did well" in left
    after = export(sue)
    kept = [event for event in after["events"] if event["action"] != "attendance.deleted"]
    assert [event["payload"] for event in kept] == [event["payload"] for event in before["events"]]
    assert [event["mac"] for event in kept] == [event["mac"] for event in before["events"]]
    assert after["signatures"] == before["signatures"]
    assert after["entries"] == before["entries"]

    delete(school, sue, sid)
    assert find_alterations(world) == []
    assert Attendance.objects.count() == 0


def test_the_event_proves_what_was_deleted_by_which_rule_and_leads_to_nobody(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    (sam,) = school.train(world.sam)
    hand_over_record(enrollment_id=sam.pk, format="zip", by=world.maria)
    manifest = json.loads(Event.objects.get(action="record.exported").payload)["digest"]
    pass_retention(frozen_clock)
    delete(school, sam)

    event = Event.objects.get(action="record.deleted")
    facts = json.loads(event.payload)
    assert (facts["paragraph"], facts["years"], facts["rules"]) == ("ORA.ATO.120", 3, "EASA")
    assert (facts["ended_on"], facts["kept_until"]) == ("2026-03-18", "2029-03-18")
    assert facts["manifest"] == manifest
    counts = {name: facts["counts"][name] for name in ("attendances", "flights", "credits", "certificates")}
    assert counts == {"attendances": 1, "flights": 1, "credits": 1, "certificates": 1}
    assert event.object_id == str(sam.pk)
    assert event.state == "null"
    for word in ("Sam", f'"{world.sam.pk}"', "sam@"):
        assert word not in event.payload
    listed = {seq: (mac, digest) for seq, mac, digest in facts["redacted"]["events"]}
    redacted = Event.objects.filter(payload=REDACTED_PAYLOAD)
    assert redacted.exists()
    assert {row.seq for row in redacted} <= set(listed)
    assert all(listed[row.seq][0] == row.mac for row in redacted)


def test_messages_mails_log_and_documents_go_too(
    world: World, school: FormerSchool, frozen_clock: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    (sam,) = school.train(world.sam)
    LogEntry.objects.create(user=world.maria, object_id=str(sam.pk), object_repr="Sam Student in PPL(A)", action_flag=2)
    document = Credit.objects.get().document
    assert document.storage.exists(str(document.name))
    assert Notification.objects.filter(recipient=world.sam).exists()
    assert Mail.objects.filter(recipient=world.sam).exists()
    pass_retention(frozen_clock)

    with django_capture_on_commit_callbacks(execute=True):
        delete(school, sam)

    assert not document.storage.exists(str(document.name))
    assert not LogEntry.objects.filter(object_id=str(sam.pk)).exists()
    assert not Notification.objects.filter(recipient=world.sam).exists()
    assert not Mail.objects.filter(recipient=world.sam, facts__icontains="PPL").exists()


def test_of_two_trainings_only_the_one_that_is_due_goes(world: World, school: FormerSchool, frozen_clock: Any) -> None:
    (first,) = school.train(world.sam)
    pass_retention(frozen_clock)
    school.mission.training.refresh_from_db()
    second, third = (
        school.enroll(world.sam)[0],
        school.enroll(world.sam, training=TrainingFactory(company=world.alpine, name="IR"))[0],
    )
    school.fly(second)
    withdraw_enrollments(enrollment_ids=[third.pk], reason="Moved", by=world.maria)

    outcome = delete_enrollment_records(
        enrollment_ids=[first.pk, second.pk, third.pk], password=PASSWORD, by=world.maria
    )

    assert outcome.deleted == [first.pk]
    assert outcome.refused[second.pk] == "The training has not ended, so nothing of it is due for deletion."
    assert outcome.refused[third.pk].startswith("It must be kept until ")
    assert "(ORA.ATO.120)" in outcome.refused[third.pk]
    assert find_alterations(world) == []
    assert second.flight_records.count() == 1
    assert "A flight of Sam" in dump_ledger(world)
    world.sam.refresh_from_db()
    assert world.sam.name == "Sam"


def test_a_hold_keeps_a_record_until_it_is_released(world: World, school: FormerSchool, frozen_clock: Any) -> None:
    sam, sue = school.train(world.sam, world.sue)
    of_record = place_hold(enrollment_id=sam.pk, reason="An accident is investigated", by=world.maria)
    of_person = place_hold(user_id=world.sue.pk, reason="In court", by=world.maria)
    pass_retention(frozen_clock)

    outcome = delete_enrollment_records(enrollment_ids=[sam.pk, sue.pk], password=PASSWORD, by=world.maria)
    assert outcome.deleted == []
    assert "An accident is investigated" in outcome.refused[sam.pk]
    assert "In court" in outcome.refused[sue.pk]

    release_hold(hold_id=of_record.pk, reason="Closed", by=world.maria)
    release_hold(hold_id=of_person.pk, reason="Settled", by=world.maria)
    assert len(delete(school, sam, sue).deleted) == 2
    assert "An accident" not in dump_ledger(world)
    assert find_alterations(world) == []


def test_the_last_record_of_somebody_who_cannot_log_in_takes_the_person_along(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    sam, sue = school.train(world.sam, world.sue)
    User.objects.filter(pk=world.sam.pk).update(is_active=False, phone="+64 1", date_of_birth="2000-01-01")
    pass_retention(frozen_clock)

    assert delete(school, sam).forgotten == 1
    assert delete(school, sue).forgotten == 0

    forgotten, kept = User.objects.get(pk=world.sam.pk), User.objects.get(pk=world.sue.pk)
    assert (str(forgotten), forgotten.phone, forgotten.date_of_birth) == ("Deleted person", "", None)
    assert forgotten.email == f"deleted-{forgotten.pk}@downwind.invalid"
    assert forgotten.deleted_at is not None
    assert not forgotten.has_usable_password()
    assert str(kept) == "Sue Student"
    assert "Sam" not in dump_ledger(world)
    assert find_alterations(world) == []


def test_somebody_who_teaches_others_stays_in_their_records(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    (own,) = school.train(world.sam)
    (ines,) = school.enroll(world.ines, training=TrainingFactory(company=world.alpine, name="FI refresher"))
    withdraw_enrollments(enrollment_ids=[ines.pk], reason="Done elsewhere", by=world.maria)
    User.objects.filter(pk=world.ines.pk).update(is_active=False)
    pass_retention(frozen_clock)

    assert delete(school, ines).forgotten == 0
    world.ines.refresh_from_db()
    assert str(world.ines) == "Ines Instructor"
    assert own.attendances.exists()
    assert find_alterations(world) == []


def test_a_serial_is_never_given_twice(world: World, school: FormerSchool, frozen_clock: Any) -> None:
    sam, sue = school.train(world.sam, world.sue)
    last = max(Certificate.objects.values_list("serial", flat=True))
    pass_retention(frozen_clock)
    delete(school, sam, sue)

    assert not Certificate.objects.exists()
    assert take_next_serial(world.alpine) == last + 1


def test_only_a_manager_with_the_password_deletes_and_never_an_api_key(
    world: World, school: FormerSchool, frozen_clock: Any
) -> None:
    (sam,) = school.train(world.sam)
    pass_retention(frozen_clock)
    ids = [sam.pk]

    for person in (world.ines, world.sam, world.charles):
        with pytest.raises(Forbidden):
            delete_enrollment_records(enrollment_ids=ids, password=PASSWORD, by=person)
    with pytest.raises(Forbidden):
        delete_enrollment_records(enrollment_ids=ids, password="wrong", by=world.maria)
    with use_origin(Channel.KEY, ""), pytest.raises(Forbidden):
        delete_enrollment_records(enrollment_ids=ids, password=PASSWORD, by=world.maria)
    other = delete_enrollment_records(enrollment_ids=ids, password=PASSWORD, by=world.otto)
    assert (other.deleted, list(other.refused.values())) == ([], ["The record is deleted already."])
    assert Enrollment.objects.filter(pk=sam.pk).exists()


def test_a_record_is_deleted_once(world: World, school: FormerSchool, frozen_clock: Any) -> None:
    (sam,) = school.train(world.sam)
    frozen_clock.shift(timedelta(days=1))
    assert delete_each([sam.pk], world.alpine, None).deleted == []
    pass_retention(frozen_clock)
    assert delete_each([sam.pk], world.alpine, None).deleted == [sam.pk]
    assert delete_each([sam.pk], world.alpine, None).refused == {sam.pk: "The record is deleted already."}
    assert Event.objects.filter(action="record.deleted").count() == 1
