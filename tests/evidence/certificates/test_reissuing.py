"""A certificate issued again: a new number that names the old one, which does not count any more."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.exceptions import Conflict
from evidence.certificates.reissuing import reissue_certificate
from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from records.models import Event
from records.verification.run import verify_company
from tests import factories as make
from tests.evidence.certificates.conftest import issue_certificate
from tests.office.browser import open_browser
from tests.office.population import build_address
from tests.pdf_reading import read_pages
from tests.world import Client, World, create_client
from trainings.models import Enrollment

REASON = "The surname was mis-spelled"


@pytest.fixture
def issued_certificate(world: World) -> Certificate:
    """Sam's certificate, after whose issue the surname was corrected."""
    training = make.TrainingFactory(company=world.alpine, name="PPL(A)", manager=world.maria)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam, finished_at=timezone.now())
    certificate = issue_certificate(enrollment)
    world.sam.surname = "Studént"
    world.sam.save()
    return certificate


def get_certificate(world: World, certificate: Certificate, kind: str = "json") -> Any:
    return create_client(world.sam).get(f"/trainings/trainings/certificate/{certificate.enrollment_id}.{kind}")


def get_check_page(certificate: Certificate, kind: str = ".json") -> Any:
    return Client().get(f"/certificates/{certificate.code}{kind}")


def test_it_bears_what_is_on_record_now_under_a_new_number(world: World, issued_certificate: Certificate) -> None:
    new = reissue_certificate(certificate=issued_certificate, reason=REASON, by=world.maria)

    body = get_certificate(world, issued_certificate).json()["certificate"]
    assert (body["number"], body["replaces"], body["status"]) == ("2026-00002", "2026-00001", "valid")
    assert body["User"]["UserDetail"]["surname"] == "Studént"
    assert new.code != issued_certificate.code
    (paper,) = read_pages(get_certificate(world, issued_certificate, "pdf").content)
    assert "Sam Studént" in paper
    assert "Replaces certificate 2026-00001" in paper
    assert "REVOKED" not in paper


def test_the_old_one_is_revoked_and_its_check_page_names_the_new_one(
    world: World, issued_certificate: Certificate
) -> None:
    reissue_certificate(certificate=issued_certificate, reason=REASON, by=world.maria)

    body = get_check_page(issued_certificate).json()["certificate"]
    assert body["status"] == "revoked"
    assert (body["revoked"], body["replaced_by"], body["name"]) == ("2026-03-18", "2026-00002", "Sam Student")
    assert "Certificate 2026-00002" in get_check_page(issued_certificate, "").content.decode()
    new = Certificate.objects.get(replaces=issued_certificate)
    body = get_check_page(new).json()["certificate"]
    assert (body["status"], body["replaces"], body["replaced_by"]) == ("valid", "2026-00001", None)
    assert "Certificate 2026-00001, which was revoked" in get_check_page(new, "").content.decode()
    old = Certificate.objects.get(pk=issued_certificate.pk)
    assert (old.revocation_reason, old.content) == (REASON, issued_certificate.content)


def test_the_ledger_tells_both_and_stays_in_order(world: World, issued_certificate: Certificate) -> None:
    reissue_certificate(certificate=issued_certificate, reason=REASON, by=world.maria)

    revoked, again = Event.objects.filter(action__startswith="certificate.").order_by("seq")[1:]
    assert (revoked.action, revoked.object_id) == ("certificate.revoked", str(issued_certificate.pk))
    assert again.action == "certificate.issued"
    payload = json.loads(again.payload)
    assert (payload["number"], payload["replaces"], payload["reason"]) == ("2026-00002", "2026-00001", REASON)
    assert verify_company(world.alpine).findings == []


def test_a_revoked_one_can_be_issued_again_and_keeps_its_own_reason(
    world: World, issued_certificate: Certificate
) -> None:
    revoke_certificate(certificate=issued_certificate, reason="By mistake", by=world.maria)
    reissue_certificate(certificate=issued_certificate, reason="The revocation was wrong", by=world.maria)

    assert Certificate.objects.get(pk=issued_certificate.pk).revocation_reason == "By mistake"
    assert get_certificate(world, issued_certificate).json()["certificate"]["status"] == "valid"


def test_one_that_another_has_followed_is_not_issued_again(world: World, issued_certificate: Certificate) -> None:
    reissue_certificate(certificate=issued_certificate, reason=REASON, by=world.maria)

    with pytest.raises(Conflict, match="replaced by 2026-00002"):
        reissue_certificate(certificate=issued_certificate, reason=REASON, by=world.maria)
    assert Certificate.objects.count() == 2


def test_a_training_that_is_not_finished_any_more_gets_none(world: World, issued_certificate: Certificate) -> None:
    Enrollment.objects.update(finished_at=None)

    with pytest.raises(Conflict, match="not finished"):
        reissue_certificate(certificate=issued_certificate, reason=REASON, by=world.maria)
    assert Certificate.objects.get().revoked_at is None


def test_what_cannot_be_printed_leaves_the_old_one_as_it_is(world: World, issued_certificate: Certificate) -> None:
    world.sam.surname = "\U00013000"
    world.sam.save()

    with pytest.raises(Conflict, match="EGYPTIAN"):
        reissue_certificate(certificate=issued_certificate, reason=REASON, by=world.maria)
    assert Certificate.objects.get().revoked_at is None


def test_the_database_holds_one_that_counts_per_enrollment(issued_certificate: Certificate) -> None:
    twin = Certificate(
        **{name: getattr(issued_certificate, name) for name in ("company", "enrollment", "content", "digest")}
    )
    twin.serial, twin.number, twin.code = 7, "2026-00007", "x" * 24

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_the_exported_record_shows_both_and_which_one_counts(
    world: World, issued_certificate: Certificate, frozen_clock: Any
) -> None:
    frozen_clock.shift(timedelta(hours=1))
    reissue_certificate(certificate=issued_certificate, reason=REASON, by=world.maria)
    enrollment = Enrollment.objects.select_related("user", "company", "training", "supervisor").get(
        pk=issued_certificate.enrollment_id
    )
    files = build_record_files(gather_record(enrollment))
    record = json.loads(files["record.json"])

    assert (record["certificate"]["number"], record["certificate"]["status"]) == ("2026-00002", "valid")
    earlier, latest = record["certificates"]
    assert latest["number"] == "2026-00002"
    assert (earlier["status"], earlier["reason"], earlier["replaced_by"]) == ("revoked", REASON, "2026-00002")
    paper = "\n".join(read_pages(files["record.pdf"]))
    assert "certificate 2026-00001 revoked" in paper.replace("\n", " ")
    assert "certificate.revoked" in [event["action"] for event in record["events"]]


def test_its_page_in_the_admin_says_which_replaced_it_and_leads_to_what_can_be_done(
    world: World, issued_certificate: Certificate
) -> None:
    browser = open_browser(world.maria)
    address = build_address(Certificate, "change", issued_certificate.pk)
    assert "Issue again…" in browser.get(address).content.decode()

    reissue_certificate(certificate=issued_certificate, reason=REASON, by=world.maria)

    rows = browser.get(build_address(Certificate)).content.decode()
    assert "revoked" in rows
    assert "valid" in rows
    old = browser.get(address).content.decode()
    assert "2026-00002" in old
    assert REASON in old
    assert "Issue again…" not in old
    assert open_browser(world.otto).get(address).status_code == 302


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_managers_at_once_one_issues_it_again() -> None:
    world = World()
    training = make.TrainingFactory(company=world.alpine)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam, finished_at=timezone.now())
    certificate = issue_certificate(enrollment)
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def reissue() -> None:
        start.wait()
        try:
            outcomes.append(reissue_certificate(certificate=certificate, reason=REASON, by=world.maria).number)
        except Conflict as error:
            outcomes.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=reissue) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["2026-00002", *["This certificate has already been replaced by 2026-00002."] * 3]
    assert Certificate.objects.filter(revoked_at=None).count() == 1
