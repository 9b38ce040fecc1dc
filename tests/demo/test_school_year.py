"""A school's year, and the years after it, on the demo data: what managers do to a course, to records and to people.

After each act the ledgers of both schools are in order.
"""

from datetime import datetime, time
from typing import Any

import time_machine

from accounts.models import Company, User
from demo.scenarios.people import PASSWORD
from demo.scenarios.scenario import SchoolScenario
from dossiers.crediting import build_reason, credit_from_dossier, propose_credits
from dossiers.receiving import confirm_person, receive_dossier
from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from evidence.student_record.handing_over import ZIP, hand_over_record
from exams.authoring.adding import add_exam
from hours.kinds import HourKind
from hours.requiring import HoursInput, set_required_hours
from records.models import Event
from records.verification.run import verify_company
from retention.clock import get_due_day
from retention.deleting.services import delete_enrollment_records
from revisions.lifecycle.acts import Approval
from revisions.lifecycle.approving import approve_revision
from revisions.lifecycle.drafting import start_revision
from revisions.lifecycle.publishing import publish_training
from revisions.moving.moving import MoveOrder, move_to_current_revision, preview_move
from tests.inspections.visit import Visit
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Subject, Training

Schools = dict[str, SchoolScenario]


def check_ledgers() -> None:
    for company in Company.objects.all():
        assert verify_company(company).findings == [], company


def find_enrollment(school: SchoolScenario, login: str) -> Enrollment:
    rows = Enrollment.objects.filter(user=school.people[login], training__name__startswith="PPL")
    return rows.filter(training__type=Training.Type.DISTANCE).get()


def revise(training: Training, manager: User) -> Training:
    """Publishes the training, and puts a revision with one more exam in force."""
    approval = Approval("As taught so far")
    publish_training(training_id=training.pk, approval=approval, password=PASSWORD, by=manager)
    check_ledgers()
    draft = start_revision(training_id=training.pk, by=manager).training
    subject = Subject.objects.live().filter(training=draft).first()
    assert subject is not None
    add_exam(subject_id=subject.pk, lesson_id=None, fields={"name": "Rules of the new year"}, by=manager)
    approval = Approval("An exam of the rules that are new this year")
    approve_revision(training_id=draft.pk, approval=approval, password=PASSWORD, by=manager)
    check_ledgers()
    draft.refresh_from_db()
    return draft


def test_a_course_is_revised_and_its_students_are_moved_with_all_they_have_done(schools: Schools) -> None:
    demo = schools["demo"]
    manager, row = demo.people["manager"], find_enrollment(demo, "sophie.wagner")
    hours = [HoursInput(HourKind.SELF_STUDY, 600, note="FCL.210")]
    set_required_hours(training_id=row.training_id, rows=hours, by=manager)
    check_ledgers()
    before = Enrollment.objects.with_progress(demo.now).get(pk=row.pk)

    current = revise(row.training, manager)
    order: dict[str, Any] = {"training_id": row.training_id, "enrollment_ids": [row.pk]}
    seen = preview_move(order=MoveOrder(**order), by=manager).seen
    move_to_current_revision(order=MoveOrder(**order, seen=seen), password=PASSWORD, by=manager)
    check_ledgers()

    after = Enrollment.objects.with_progress(demo.now).get(pk=row.pk)
    assert (after.training_id, after.training.revision) == (current.pk, 2)
    assert (after.items_total, after.items_done) == (before.items_total + 1, before.items_done)
    record = gather_record(Enrollment.objects.for_student_record().get(pk=row.pk))
    assert {entry.revision for entry in record.entries if entry.kind == "study"} == {1}
    assert [entry.revision for entry in record.entries if entry.kind == "moved to revision"] == [2]


def test_an_inspector_looks_at_the_records_of_the_year(schools: Schools) -> None:
    demo = schools["demo"]
    row = find_enrollment(demo, "sophie.wagner")
    today = demo.company.local_date(demo.now)
    visit = Visit(demo.people["manager"], row.training, records_until=today, opens_on=today, closes_on=today)

    assert visit.enter().status_code == 302
    page = visit.get()
    assert page.status_code == 200
    check_ledgers()

    looks = Event.objects.filter(company=demo.company, action__startswith="inspection.")
    assert {"inspection.opened", "inspection.entered"} <= set(looks.values_list("action", flat=True))
    assert "Pat Inspector" in looks.get(action="inspection.entered").actor_name


def test_records_whose_time_is_over_are_deleted_and_the_ledger_proves_it(schools: Schools) -> None:
    demo = schools["demo"]
    manager, row = demo.people["manager"], find_enrollment(demo, "max.bauer")
    due = get_due_day(row)
    assert due is not None
    early = delete_enrollment_records(enrollment_ids=[row.pk], password=PASSWORD, by=manager)
    assert list(early.refused) == [row.pk]

    with time_machine.travel(datetime.combine(due, time(12), demo.company.zone), tick=False):
        late = delete_enrollment_records(enrollment_ids=[row.pk], password=PASSWORD, by=manager)
        check_ledgers()

    assert (late.deleted, late.refused) == ([row.pk], {})
    assert not Enrollment.objects.filter(pk=row.pk).exists()
    event = Event.objects.get(action="record.deleted")
    student = demo.people["max.bauer"]
    assert student.surname not in event.payload
    assert str(student.email) not in event.payload


def test_a_student_takes_the_dossier_to_the_other_school(schools: Schools, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    demo, other = schools["demo"], schools["other"]
    row = find_enrollment(demo, "sophie.wagner")
    exported = hand_over_record(enrollment_id=row.pk, format=ZIP, by=demo.people["manager"])
    check_ledgers()

    manager, student = other.people["manager"], other.people["student"]
    dossier = receive_dossier(user_id=student.pk, data=exported.content, by=manager).dossier
    confirm_person(dossier_id=dossier.pk, reason="Showed her passport", by=manager)
    check_ledgers()

    there = Training.objects.filter(company=other.company, is_template=False).first()
    assert there is not None
    known = Enrollment.objects.unfinished().filter(user=student).first()
    here = (
        known or enroll_students(training=there, user_ids=[student.pk], group_ids=[], by=manager).enrolled[student.pk]
    )
    proposal = propose_credits(dossier.pk, here.pk, manager)
    chosen = [item.id for item in proposal.items if not item.is_done][:2]
    credits = credit_from_dossier(
        dossier_id=dossier.pk,
        enrollment_id=here.pk,
        item_ids=chosen,
        reason=build_reason(dossier),
        password=PASSWORD,
        by=manager,
    )
    check_ledgers()

    assert {credit.item_id for credit in credits} == set(chosen)
    files = build_record_files(gather_record(Enrollment.objects.for_student_record().get(pk=here.pk)))
    assert b"Dossier of" in files["record.csv"]
