"""The certificate of an enrollment, as JSON and as PDF, and its public check page (contract section 9)."""

import io
import re
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from core.exceptions import Conflict
from evidence.certificates import pdf
from evidence.certificates.services import issue_certificates, revoke_certificate
from evidence.models import Certificate
from records.models import Event
from tests import factories as make
from tests.pdf_reading import pages_of
from tests.world import Client, World, client_of
from trainings.models import Enrollment

NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def finished(world: World) -> Enrollment:
    """Sam's finished go at a training of two subjects, one of them examined, with three flights of two missions."""
    training = make.TrainingFactory(
        company=world.alpine, name="PPL(A) <theory>", has_flights=True, manager=world.maria, description="Part-FCL"
    )
    law = make.SubjectFactory(training=training, code="010", name="Air Law", hours=14, order=1)
    make.SubjectFactory(training=training, code="050", name="Meteorology", hours="7.50", order=2)
    go: Enrollment = make.EnrollmentFactory(
        training=training, user=world.sam, finished_at=timezone.now(), valid_until_on=date(2028, 3, 17)
    )
    one, two = make.ExamFactory.create_batch(2, subject=law)
    for exam, score, passed in ((one, 60, False), (one, 80, True), (one, 90, True), (two, 75, True)):
        make.AttemptFactory(enrollment=go, exam=exam, score=score, is_passed=passed)
    make.AttemptFactory(
        enrollment=go, exam=make.ExamFactory(subject=law, lesson=make.LessonFactory(subject=law)), score=100
    )
    dual, solo = make.FlightTemplateFactory.create_batch(2, training=training)
    for template in (dual, dual, solo):
        make.FlightRecordFactory(enrollment=go, template=template, seconds=3600)
    return go


@pytest.fixture
def issued(finished: Enrollment) -> Certificate:
    return issue(finished)


def issue(enrollment: Enrollment) -> Certificate:
    issue_certificates(enrollment_ids=[enrollment.pk], company_id=enrollment.company_id, by=None)
    return Certificate.objects.get(enrollment=enrollment)


def address(enrollment: Enrollment | str, kind: str = "json") -> str:
    return f"/trainings/trainings/certificate/{getattr(enrollment, 'pk', enrollment)}.{kind}"


def certificate(client: Client, enrollment: Enrollment) -> Any:
    answer = client.get(address(enrollment))
    assert answer.status_code == 200, answer.content
    return answer.json()["certificate"]


def test_it_says_who_finished_what_with_which_results(world: World, finished: Enrollment, issued: Certificate) -> None:
    law, weather = finished.training.subjects.order_by("order")

    assert certificate(client_of(world.sam), finished) == {
        "number": "2026-00001",
        "status": "valid",
        "TrainingsUser": {
            "id": str(finished.pk), "finished": True, "finish_date": "2026-03-18", "validity": "2028-03-17",
        },
        "Training": {
            "id": str(finished.training_id),
            "name": "PPL(A) <theory>",
            "type": "DISTANCE",
            "description": "Part-FCL",
            "Manager": {
                "id": str(world.maria.pk),
                "UserDetail": {"id": str(world.maria.pk), "name": "Maria", "surname": "Manager", "photo": None},
                "signature": "Maria Manager",
            },
        },
        "User": {
            "id": str(world.sam.pk),
            "UserDetail": {"id": str(world.sam.pk), "name": "Sam", "surname": "Student", "photo": None},
        },
        "Company": {"id": str(world.alpine.pk), "name": "Alpine Flight School"},
        "TrainingSubject": [
            {"id": str(law.pk), "code": "010", "name": "Air Law", "hours": 14.0, "score": 82.5},
            {"id": str(weather.pk), "code": "050", "name": "Meteorology", "hours": 7.5, "score": None},
        ],
        "Flights": {"missions": 2, "time": 10800},
        "issued": "2026-03-18 10:00:00",
    }  # fmt: skip


def test_once_issued_it_stays_as_it_was(
    world: World, finished: Enrollment, issued: Certificate, frozen_clock: Any
) -> None:
    first = certificate(client_of(world.sam), finished)
    world.sam.surname = "Married"
    world.sam.save()
    finished.training.name = "Renamed"
    finished.training.save()
    frozen_clock.shift(timedelta(days=3))

    assert certificate(client_of(world.maria), finished) == first
    assert Certificate.objects.count() == 1
    assert Event.objects.filter(action="certificate.issued").count() == 1


def test_an_unfinished_training_has_none(world: World) -> None:
    go = make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)

    for kind in ("json", "pdf"):
        answer = client_of(world.sam).get(address(go, kind))
        assert answer.status_code == 404
        assert answer.json() == {"message": "Training not finished yet"}
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("who", ["otto", "olga", "sue"])
def test_who_may_not_read_the_enrollment_gets_the_404_of_an_unknown_one(
    world: World, finished: Enrollment, who: str
) -> None:
    client = client_of(getattr(world, who))

    answer = client.get(address(finished))
    assert answer.status_code == 404
    assert answer.content == client.get(address(NOBODY)).content


def test_numbers_count_within_a_school(world: World, finished: Enrollment) -> None:
    other = make.EnrollmentFactory(training=finished.training, user=world.sue, finished_at=timezone.now())
    training = make.TrainingFactory(company=world.baltic)
    foreign = make.EnrollmentFactory(training=training, user=world.olga, finished_at=timezone.now())

    for row in (finished, other, foreign):
        issue(row)

    assert certificate(client_of(world.sam), finished)["number"] == "2026-00001"
    assert certificate(client_of(world.sue), other)["number"] == "2026-00002"
    assert certificate(client_of(world.olga), foreign)["number"] == "2026-00001"


def test_reading_costs_the_same_for_one_subject_and_for_thirty(
    world: World, finished: Enrollment, issued: Certificate, queries_of: Any
) -> None:
    other = make.EnrollmentFactory(training=finished.training, user=world.sue, finished_at=timezone.now())
    make.SubjectFactory.create_batch(28, training=finished.training)
    issue(other)
    small, large = client_of(world.sam), client_of(world.sue)

    few, many = queries_of(lambda: certificate(small, finished)), queries_of(lambda: certificate(large, other))
    assert len(few) == len(many) == 3  # token, enrollment, certificate


@pytest.mark.parametrize("kind", ["json", "pdf"])
@pytest.mark.parametrize("way", ["get", "head"])
def test_reading_never_issues_one(world: World, finished: Enrollment, way: str, kind: str, queries_of: Any) -> None:
    client = client_of(world.sam)
    said = {"message": "No certificate has been issued yet. A training manager can issue it."}

    queries = queries_of(lambda: getattr(client, way)(address(finished, kind)))

    assert [sql for sql in queries if not sql.startswith("SELECT")] == []
    answer = client.get(address(finished, kind))
    assert (answer.status_code, answer.json()) == (404, said)
    assert not Certificate.objects.exists()


def test_a_manager_issues_what_is_missing_and_nothing_twice(world: World, finished: Enrollment) -> None:
    revoked, open_one = (
        make.EnrollmentFactory(training=finished.training, user=world.sue, finished_at=timezone.now()),
        make.EnrollmentFactory(training=finished.training, user=world.sue),
    )
    revoke_certificate(certificate=issue(revoked), reason="Issued in error", by=world.maria)
    browser = Browser()
    browser.force_login(world.maria)
    chosen = {"action": "issue_certificates", "_selected_action": [finished.pk, revoked.pk, open_one.pk]}

    page = browser.post("/admin/trainings/enrollment/", chosen, follow=True)

    assert "Issued 1 of 3; the others are not finished, or had a certificate before." in page.content.decode()
    assert Certificate.objects.standing().get().enrollment == finished
    event = Event.objects.get(action="certificate.issued", object_id=str(Certificate.objects.standing().get().pk))
    assert event.actor == world.maria
    browser.post("/admin/trainings/enrollment/", chosen)
    assert Certificate.objects.count() == 2


def test_a_manager_issues_none_of_another_school(world: World, finished: Enrollment) -> None:
    browser = Browser()
    browser.force_login(world.otto)
    browser.post("/admin/trainings/enrollment/", {"action": "issue_certificates", "_selected_action": [finished.pk]})

    assert not Certificate.objects.exists()


def test_the_command_issues_what_is_missing_in_every_school(world: World, finished: Enrollment) -> None:
    training = make.TrainingFactory(company=world.baltic)
    make.EnrollmentFactory(training=training, user=world.olga, finished_at=timezone.now())

    def command(**options: Any) -> str:
        out = io.StringIO()
        call_command("issue_certificates", stdout=out, **options)
        return out.getvalue().strip()

    assert command(dry_run=True) == "Dry run: 2 certificates to be issued. None was."
    assert not Certificate.objects.exists()
    assert command() == "Issued 2 certificates."
    assert command() == "Issued 0 certificates."


def check(code: str, kind: str = ".json") -> Any:
    return Client().get(f"/certificates/{code}{kind}")


def test_anybody_with_the_code_can_check_it_and_learns_no_more_than_that(
    finished: Enrollment, issued: Certificate
) -> None:
    code = issued.code

    assert check(code).json() == {
        "certificate": {
            "name": "Sam Student",
            "course": "PPL(A) <theory>",
            "finished": "2026-03-18",
            "valid_until": "2028-03-17",
            "status": "valid",
            "revoked": None,
            "replaced_by": None,
        }
    }
    page = check(code, "").content.decode()
    assert "PPL(A) &lt;theory&gt;" in page
    assert "Sam Student" in page
    assert str(finished.pk) not in page
    assert "Alpine" not in page


@pytest.mark.parametrize("code", ["x" * 24, "x", "A" * 23, "%00" * 24, "é" * 24])
@pytest.mark.parametrize("kind", [".json", ""])
def test_an_unknown_code_is_a_404(world: World, code: str, kind: str) -> None:
    assert check(code, kind).status_code == 404


def test_it_expires_after_its_last_day_and_can_be_revoked(world: World, issued: Certificate, frozen_clock: Any) -> None:
    frozen_clock.move_to("2028-03-17T10:59:00+00:00")
    assert check(issued.code).json()["certificate"]["status"] == "valid"
    frozen_clock.move_to("2028-03-17T11:00:00+00:00")
    assert check(issued.code).json()["certificate"]["status"] == "expired"
    revoke_certificate(certificate=issued, reason="Issued in error", by=world.maria)
    assert check(issued.code).json()["certificate"]["status"] == "revoked"
    assert "Issued in error" not in check(issued.code, "").content.decode()


def test_the_json_tells_whether_it_still_counts(
    world: World, finished: Enrollment, issued: Certificate, frozen_clock: Any
) -> None:
    sam = client_of(world.sam)
    assert certificate(sam, finished)["status"] == "valid"
    assert not {"revoked", "reason"} & set(certificate(sam, finished))

    frozen_clock.move_to("2028-03-18T00:00:00+00:00")
    sam = client_of(world.sam)
    assert certificate(sam, finished)["status"] == "expired"

    revoke_certificate(certificate=Certificate.objects.get(), reason="Issued in error", by=world.maria)
    told = certificate(sam, finished)
    assert (told["status"], told["revoked"], told["reason"]) == ("revoked", "2028-03-18 00:00:00", "Issued in error")


def test_a_name_that_cannot_be_printed_is_refused_before_a_number_is_given(world: World, finished: Enrollment) -> None:
    world.sam.name = "Sam \U00013000"
    world.sam.save()
    finished.refresh_from_db()

    with pytest.raises(Conflict, match=r"student: Cannot be printed: U\+13000 EGYPTIAN HIEROGLYPH A001"):
        issue(finished)
    assert not Certificate.objects.exists()


def test_codes_cannot_be_guessed(world: World, finished: Enrollment) -> None:
    other = make.EnrollmentFactory(training=finished.training, user=world.sue, finished_at=timezone.now())
    codes = [issue(row).code for row in (finished, other)]

    assert len(set(codes)) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", code) for code in codes)


def test_the_pdf_is_a_pdf_named_after_the_certificate(world: World, finished: Enrollment, issued: Certificate) -> None:
    answer = client_of(world.sam).get(address(finished, "pdf"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="certificate-2026-00001.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_the_pdf_of_a_revoked_certificate_says_so(world: World, finished: Enrollment, issued: Certificate) -> None:
    sam = client_of(world.sam)
    assert "REVOKED" not in pages_of(sam.get(address(finished, "pdf")).content)[0]

    revoke_certificate(certificate=Certificate.objects.get(), reason="Issued in error", by=world.maria)
    (page,) = pages_of(sam.get(address(finished, "pdf")).content)
    assert "REVOKED 2026-03-18" in page
    assert "Revoked on 2026-03-18: Issued in error" in page


def test_what_is_printed_leads_to_the_public_address(
    world: World, finished: Enrollment, issued: Certificate, settings: Any, monkeypatch: Any
) -> None:
    settings.PUBLIC_URL = "https://training.alpine.example"
    led: list[str] = []

    def printed(certificate: Any, url: str, zone: Any, revoked: Any) -> bytes:
        led.append(url)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "certificate_pdf", printed)
    client_of(world.sam).get(address(finished, "pdf"))

    assert led == [f"https://training.alpine.example/certificates/{Certificate.objects.get().code}"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_issue_at_once_issue_one_each() -> None:
    world = World()
    training = make.TrainingFactory(company=world.alpine)
    goes = [
        make.EnrollmentFactory(training=training, user=user, finished_at=timezone.now())
        for user in make.UserFactory.create_batch(4, company=world.alpine)
    ]
    start = threading.Barrier(8)
    issued: list[int] = []

    def ask(go: Enrollment) -> None:
        start.wait()
        issued.append(issue_certificates(enrollment_ids=[go.pk], company_id=go.company_id, by=world.maria))
        connection.close()

    threads = [threading.Thread(target=ask, args=(go,)) for go in goes for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(issued) == [0, 0, 0, 0, 1, 1, 1, 1]
    numbers = Certificate.objects.order_by("serial").values_list("number", flat=True)
    assert list(numbers) == [f"2026-0000{n}" for n in range(1, 5)]
