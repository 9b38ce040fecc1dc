"""What hangs on a record from other rooms: dossiers of other schools, and the looks of inspectors."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from dossiers.crediting import credit_from_dossier
from dossiers.models import Dossier, DossierCredit
from dossiers.receiving import confirm_person
from records.models import Event
from records.redactions import REDACTED_PAYLOAD
from retention.deleting.accounts import is_forgotten
from retention.deleting.services import delete_enrollment_records
from retention.models import DataRequest
from retention.requests.erasure_plan import plan_erasure
from retention.requests.opening import open_request
from retention.requests.services import erase, hand_out_data
from tests.dossiers.two_schools import TwoSchools
from tests.factories import PASSWORD
from tests.inspections.visit import Visit
from tests.retention.conftest import pass_retention
from trainings.enrollment_acts.withdrawing import withdraw_enrollments
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment


@pytest.fixture
def schools(world: Any, monkeypatch: pytest.MonkeyPatch) -> TwoSchools:
    """Sam brought a dossier to Baltic, and one mission was credited because of it."""
    printed = b"%PDF-1.7 A record"
    monkeypatch.setattr("evidence.student_record.rendering.pdf.render_record", lambda record, watermark="": printed)
    schools = TwoSchools(world)
    schools.train()
    return schools


def credit(schools: TwoSchools) -> Dossier:
    dossier = schools.receive()
    confirm_person(dossier_id=dossier.pk, reason="Passport seen", by=schools.world.otto)
    credit_from_dossier(
        dossier_id=dossier.pk,
        enrollment_id=schools.enrollment.pk,
        item_ids=[schools.here.solo.pk],
        reason="Flown there",
        password=PASSWORD,
        by=schools.world.otto,
    )
    return dossier


def end_training(schools: TwoSchools, *rows: Enrollment) -> None:
    ids = [row.pk for row in rows or [schools.enrollment]]
    withdraw_enrollments(enrollment_ids=ids, reason="Moved away", by=schools.world.otto)


def delete(schools: TwoSchools, *rows: Enrollment, by: User | None = None) -> None:
    ids = [row.pk for row in rows or [schools.enrollment]]
    outcome = delete_enrollment_records(enrollment_ids=ids, password=PASSWORD, by=by or schools.world.otto)
    assert outcome.refused == {}


def test_credits_that_rest_on_a_dossier_go_with_the_record_and_the_dossier_stays(
    schools: TwoSchools, frozen_clock: Any
) -> None:
    dossier = credit(schools)
    end_training(schools)
    pass_retention(frozen_clock)
    delete(schools)

    assert not DossierCredit.objects.exists()
    assert Dossier.objects.get() == dossier
    deleted = json.loads(Event.objects.get(action="record.deleted").payload)
    assert deleted["counts"]["dossier_credits"] == 1
    credited = Event.objects.get(action="dossier.credited")
    assert json.loads(credited.payload)["credits"] == []
    assert str(schools.enrollment.pk) not in credited.payload
    received = Event.objects.get(action="dossier.received")
    assert "Sam Student" in received.payload
    schools.assert_clean()


def test_a_dossier_is_deleted_with_the_account_of_a_person_of_whom_nothing_is_left(
    schools: TwoSchools, frozen_clock: Any
) -> None:
    dossier = credit(schools)
    path = Path(dossier.file.path)
    end_training(schools)
    User.objects.filter(pk=schools.sam_here.pk).update(is_active=False)
    pass_retention(frozen_clock)
    delete(schools)

    schools.sam_here.refresh_from_db()
    assert is_forgotten(schools.sam_here)
    assert not Dossier.objects.exists()
    about = Event.objects.filter(object_id=str(dossier.pk))
    assert {row.payload for row in about} == {REDACTED_PAYLOAD}
    assert {row.state for row in about} == {""}
    schools.assert_clean()
    assert path.exists()  # until the transaction of the test would commit


def test_the_file_of_a_dossier_is_deleted_after_the_commit(
    schools: TwoSchools, frozen_clock: Any, django_capture_on_commit_callbacks: Any
) -> None:
    dossier = credit(schools)
    path = Path(dossier.file.path)
    end_training(schools)
    User.objects.filter(pk=schools.sam_here.pk).update(is_active=False)
    pass_retention(frozen_clock)
    with django_capture_on_commit_callbacks(execute=True):
        delete(schools)
    assert not path.exists()


def test_an_erasure_names_the_dossiers_that_go(schools: TwoSchools, frozen_clock: Any) -> None:
    schools.receive()
    end_training(schools)
    otto = schools.world.otto
    request = open_request(user_id=schools.sam_here.pk, kind="ERASURE", by=otto)
    assert plan_erasure(schools.sam_here).dossiers == []
    pass_retention(frozen_clock)
    plan = plan_erasure(schools.sam_here)
    assert (plan.account_obstacle, len(plan.dossiers)) == ("", 1)

    erase(request_id=request.pk, password=PASSWORD, by=otto)
    answer = DataRequest.objects.get().answer
    assert f"Deleted: the dossier of {schools.world.alpine.name} about PPL(A)." in answer
    assert "Your account was emptied" in answer
    assert not Dossier.objects.exists()
    schools.assert_clean()


def test_a_dossier_stays_whole_for_the_training_that_goes_on(schools: TwoSchools, frozen_clock: Any) -> None:
    """The dossier is that of the person: what was credited to the one training goes, and everything else stays."""
    dossier = credit(schools)
    end_training(schools)
    frozen_clock.shift(timedelta(days=2 * 366))
    again = enroll_students(
        training=schools.here.training, user_ids=[schools.sam_here.pk], group_ids=[], by=schools.world.otto
    ).enrolled[schools.sam_here.pk]
    credit_from_dossier(
        dossier_id=dossier.pk,
        enrollment_id=again.pk,
        item_ids=[schools.here.solo.pk],
        reason="Flown there",
        password=PASSWORD,
        by=schools.world.otto,
    )
    frozen_clock.shift(timedelta(days=366 + 2))
    delete(schools)
    assert DossierCredit.objects.get().credit.enrollment == again
    schools.assert_clean()


def test_the_looks_of_inspectors_at_others_and_the_life_of_the_training_stay(
    schools: TwoSchools, frozen_clock: Any
) -> None:
    """A sample names the enrollments that it drew: the record's own goes from it, and no other event of the training
    loses a word, as that of the look at its list."""
    world, training = schools.world, schools.there.training
    sam = schools.enrollment_there
    sue = enroll_students(training=training, user_ids=[world.sue.pk], group_ids=[], by=world.maria).enrolled[
        world.sue.pk
    ]
    visit = Visit(world.maria, training)
    visit.enter()
    assert visit.get(f"trainings/{training.pk}/").status_code == 200
    assert visit.get(f"trainings/{training.pk}/sample/", seed="da46938d").status_code == 200
    before = {
        row.seq: row.payload
        for row in Event.objects.filter(object_id=str(training.pk)).exclude(action="inspection.sampled")
    }
    assert before
    withdraw_enrollments(enrollment_ids=[sam.pk], reason="Moved away", by=world.maria)
    pass_retention(frozen_clock)
    delete(schools, sam, by=world.maria)

    sampled = json.loads(Event.objects.get(action="inspection.sampled").payload)
    assert sampled["drawn"] == [str(sue.pk)]
    after = {row.seq: row.payload for row in Event.objects.filter(seq__in=before, object_id=str(training.pk))}
    assert after == before
    schools.assert_clean()


def test_a_copy_of_a_persons_data_has_the_dossiers(schools: TwoSchools) -> None:
    dossier = schools.receive()
    request = open_request(user_id=schools.sam_here.pk, kind="ACCESS", by=schools.world.otto)
    handed = hand_out_data(request_id=request.pk, by=schools.world.otto)
    archive = zipfile.ZipFile(io.BytesIO(handed.content))
    (row,) = json.loads(archive.read("account.json"))["dossiers"]
    assert row["name_there"] == "Sam Student"
    assert hashlib.sha256(archive.read(row["file"])).hexdigest() == row["sha256"] == dossier.digest
