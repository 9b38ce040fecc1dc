"""The certificate of an enrollment, as JSON and as PDF, and its public check page (docs/api.md, section 9)."""

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
from tests.pdf_reading import read_pages
from tests.world import Client, World, create_client
from trainings.models import Enrollment

NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def finished_enrollment(world: World) -> Enrollment:
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
def issued_certificate(finished_enrollment: Enrollment) -> Certificate:
    return issue_certificate(finished_enrollment)


def issue_certificate(enrollment: Enrollment) -> Certificate:
    issue_certificates(enrollment_ids=[enrollment.pk], company_id=enrollment.company_id, by=None)
    return Certificate.objects.get(enrollment=enrollment)


def build_address(enrollment: Enrollment | str, kind: str = "json") -> str:
    return f"/trainings/trainings/certificate/{getattr(enrollment, 'pk', enrollment)}.{kind}"


def get_certificate(client: Client, enrollment: Enrollment) -> Any:
    response = client.get(build_address(enrollment))
    assert response.status_code == 200, response.content
    return response.json()["certificate"]


def test_it_says_who_finished_what_with_which_results(
    world: World, finished_enrollment: Enrollment, issued_certificate: Certificate
) -> None:
    law, weather = finished_enrollment.training.subjects.order_by("order")

    assert get_certificate(create_client(world.sam), finished_enrollment) == {
        "number": "2026-00001",
        "status": "valid",
        "TrainingsUser": {
            "id": str(finished_enrollment.pk), "finished": True, "finish_date": "2026-03-18", "validity": "2028-03-17",
        },
        "Training": {
            "id": str(finished_enrollment.training_id),
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
    world: World, finished_enrollment: Enrollment, issued_certificate: Certificate, frozen_clock: Any
) -> None:
    first = get_certificate(create_client(world.sam), finished_enrollment)
    world.sam.surname = "Married"
    world.sam.save()
    finished_enrollment.training.name = "Renamed"
    finished_enrollment.training.save()
    frozen_clock.shift(timedelta(days=3))

    assert get_certificate(create_client(world.maria), finished_enrollment) == first
    assert Certificate.objects.count() == 1
    assert Event.objects.filter(action="certificate.issued").count() == 1


def test_an_unfinished_training_has_none(world: World) -> None:
    go = make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)

    for kind in ("json", "pdf"):
        response = create_client(world.sam).get(build_address(go, kind))
        assert response.status_code == 404
        assert response.json() == {"message": "Training not finished yet"}
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("who", ["otto", "olga", "sue"])
def test_who_may_not_read_the_enrollment_gets_the_404_of_an_unknown_one(
    world: World, finished_enrollment: Enrollment, who: str
) -> None:
    client = create_client(getattr(world, who))

    response = client.get(build_address(finished_enrollment))
    assert response.status_code == 404
    assert response.content == client.get(build_address(NOBODY)).content


def test_numbers_count_within_a_school(world: World, finished_enrollment: Enrollment) -> None:
    other = make.EnrollmentFactory(training=finished_enrollment.training, user=world.sue, finished_at=timezone.now())
    training = make.TrainingFactory(company=world.baltic)
    foreign = make.EnrollmentFactory(training=training, user=world.olga, finished_at=timezone.now())

    for row in (finished_enrollment, other, foreign):
        issue_certificate(row)

    assert get_certificate(create_client(world.sam), finished_enrollment)["number"] == "2026-00001"
    assert get_certificate(create_client(world.sue), other)["number"] == "2026-00002"
    assert get_certificate(create_client(world.olga), foreign)["number"] == "2026-00001"


def test_reading_costs_the_same_for_one_subject_and_for_thirty(
    world: World, finished_enrollment: Enrollment, issued_certificate: Certificate, queries_of: Any
) -> None:
    other = make.EnrollmentFactory(training=finished_enrollment.training, user=world.sue, finished_at=timezone.now())
    make.SubjectFactory.create_batch(28, training=finished_enrollment.training)
    issue_certificate(other)
    small, large = create_client(world.sam), create_client(world.sue)

    few, many = (
        queries_of(lambda: get_certificate(small, finished_enrollment)),
        queries_of(lambda: get_certificate(large, other)),
    )
    assert len(few) == len(many) == 3  # token, enrollment, certificate


@pytest.mark.parametrize("kind", ["json", "pdf"])
@pytest.mark.parametrize("way", ["get", "head"])
def test_reading_never_issues_one(
    world: World, finished_enrollment: Enrollment, way: str, kind: str, queries_of: Any
) -> None:
    client = create_client(world.sam)
    said = {"message": "No certificate has been issued yet. A training manager can issue it."}

    queries = queries_of(lambda: getattr(client, way)(build_address(finished_enrollment, kind)))

    assert [sql for sql in queries if not sql.startswith("SELECT")] == []
    response = client.get(build_address(finished_enrollment, kind))
    assert (response.status_code, response.json()) == (404, said)
    assert not Certificate.objects.exists()


def test_a_manager_issues_what_is_missing_and_nothing_twice(world: World, finished_enrollment: Enrollment) -> None:
    revoked, open_one = (
        make.EnrollmentFactory(training=finished_enrollment.training, user=world.sue, finished_at=timezone.now()),
        make.EnrollmentFactory(training=finished_enrollment.training, user=world.sue),
    )
    revoke_certificate(certificate=issue_certificate(revoked), reason="Issued in error", by=world.maria)
    browser = Browser()
    browser.force_login(world.maria)
    chosen = {"action": "issue_certificates", "_selected_action": [finished_enrollment.pk, revoked.pk, open_one.pk]}

    page = browser.post("/admin/trainings/enrollment/", chosen, follow=True)

    assert "Issued 1 of 3; the others are not finished or already had a certificate." in page.content.decode()
    assert Certificate.objects.standing().get().enrollment == finished_enrollment
    event = Event.objects.get(action="certificate.issued", object_id=str(Certificate.objects.standing().get().pk))
    assert event.actor == world.maria
    browser.post("/admin/trainings/enrollment/", chosen)
    assert Certificate.objects.count() == 2


def test_a_manager_issues_none_of_another_school(world: World, finished_enrollment: Enrollment) -> None:
    browser = Browser()
    browser.force_login(world.otto)
    browser.post(
        "/admin/trainings/enrollment/", {"action": "issue_certificates", "_selected_action": [finished_enrollment.pk]}
    )

    assert not Certificate.objects.exists()


def test_the_command_issues_what_is_missing_in_every_school(world: World, finished_enrollment: Enrollment) -> None:
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


def get_check_page(code: str, kind: str = ".json") -> Any:
    return Client().get(f"/certificates/{code}{kind}")


def test_anybody_with_the_code_can_check_it_and_learns_no_more_than_that(
    finished_enrollment: Enrollment, issued_certificate: Certificate
) -> None:
    code = issued_certificate.code

    assert get_check_page(code).json() == {
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
    page = get_check_page(code, "").content.decode()
    assert "PPL(A) &lt;theory&gt;" in page
    assert "Sam Student" in page
    assert str(finished_enrollment.pk) not in page
    assert "Alpine" not in page


@pytest.mark.parametrize("code", ["x" * 24, "x", "A" * 23, "%00" * 24, "é" * 24])
@pytest.mark.parametrize("kind", [".json", ""])
def test_an_unknown_code_is_a_404(world: World, code: str, kind: str) -> None:
    assert get_check_page(code, kind).status_code == 404


def test_it_expires_after_its_last_day_and_can_be_revoked(
    world: World, issued_certificate: Certificate, frozen_clock: Any
) -> None:
    frozen_clock.move_to("2028-03-17T10:59:00+00:00")
    assert get_check_page(issued_certificate.code).json()["certificate"]["status"] == "valid"
    frozen_clock.move_to("2028-03-17T11:00:00+00:00")
    assert get_check_page(issued_certificate.code).json()["certificate"]["status"] == "expired"
    revoke_certificate(certificate=issued_certificate, reason="Issued in error", by=world.maria)
    assert get_check_page(issued_certificate.code).json()["certificate"]["status"] == "revoked"
    assert "Issued in error" not in get_check_page(issued_certificate.code, "").content.decode()


def test_the_json_tells_whether_it_still_counts(
    world: World, finished_enrollment: Enrollment, issued_certificate: Certificate, frozen_clock: Any
) -> None:
    sam = create_client(world.sam)
    assert get_certificate(sam, finished_enrollment)["status"] == "valid"
    assert not {"revoked", "reason"} & set(get_certificate(sam, finished_enrollment))

    frozen_clock.move_to("2028-03-18T00:00:00+00:00")
    sam = create_client(world.sam)
    assert get_certificate(sam, finished_enrollment)["status"] == "expired"

    revoke_certificate(certificate=Certificate.objects.get(), reason="Issued in error", by=world.maria)
    told = get_certificate(sam, finished_enrollment)
    assert (told["status"], told["revoked"], told["reason"]) == ("revoked", "2028-03-18 00:00:00", "Issued in error")


def test_a_name_that_cannot_be_printed_is_refused_before_a_number_is_given(
    world: World, finished_enrollment: Enrollment
) -> None:
    world.sam.name = "Sam \U00013000"
    world.sam.save()
    finished_enrollment.refresh_from_db()

    with pytest.raises(Conflict, match=r"student: Cannot be printed: U\+13000 EGYPTIAN HIEROGLYPH A001"):
        issue_certificate(finished_enrollment)
    assert not Certificate.objects.exists()


def test_codes_cannot_be_guessed(world: World, finished_enrollment: Enrollment) -> None:
    other = make.EnrollmentFactory(training=finished_enrollment.training, user=world.sue, finished_at=timezone.now())
    codes = [issue_certificate(row).code for row in (finished_enrollment, other)]

    assert len(set(codes)) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", code) for code in codes)


def test_the_pdf_is_a_pdf_named_after_the_certificate(
    world: World, finished_enrollment: Enrollment, issued_certificate: Certificate
) -> None:
    response = create_client(world.sam).get(build_address(finished_enrollment, "pdf"))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="certificate-2026-00001.pdf"'
    assert response.content.startswith(b"%PDF-")


def test_the_pdf_of_a_revoked_certificate_says_so(
    world: World, finished_enrollment: Enrollment, issued_certificate: Certificate
) -> None:
    sam = create_client(world.sam)
    assert "REVOKED" not in read_pages(sam.get(build_address(finished_enrollment, "pdf")).content)[0]

    revoke_certificate(certificate=Certificate.objects.get(), reason="Issued in error", by=world.maria)
    (page,) = read_pages(sam.get(build_address(finished_enrollment, "pdf")).content)
    assert "REVOKED 2026-03-18" in page
    assert "Revoked on 2026-03-18: Issued in error" in page


def test_what_is_printed_leads_to_the_public_address(
    world: World, finished_enrollment: Enrollment, issued_certificate: Certificate, settings: Any, monkeypatch: Any
) -> None:
    settings.PUBLIC_URL = "https://training.alpine.example"
    led: list[str] = []

    def printed(certificate: Any, url: str, zone: Any, revoked: Any) -> bytes:
        led.append(url)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "render_certificate", printed)
    create_client(world.sam).get(build_address(finished_enrollment, "pdf"))

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
