"""The certificate of an enrollment, as JSON and as PDF, and its public check page (contract section 9)."""

import re
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from reportlab.pdfgen.canvas import Canvas

from records.models import Event
from tests import factories as make
from tests.world import Client, World, client_of
from trainings.certificate import pdf
from trainings.certificate.models import Certificate
from trainings.certificate.services import issued_certificate, revoke_certificate
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


def address(enrollment: Enrollment | str, kind: str = "json") -> str:
    return f"/trainings/trainings/certificate/{getattr(enrollment, 'pk', enrollment)}.{kind}"


def certificate(client: Client, enrollment: Enrollment) -> Any:
    answer = client.get(address(enrollment))
    assert answer.status_code == 200, answer.content
    return answer.json()["certificate"]


def test_it_says_who_finished_what_with_which_results(world: World, finished: Enrollment) -> None:
    law, weather = finished.training.subjects.order_by("order")

    assert certificate(client_of(world.sam), finished) == {
        "number": "2026-00001",
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


def test_once_issued_it_stays_as_it_was(world: World, finished: Enrollment, frozen_clock: Any) -> None:
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

    assert certificate(client_of(world.sam), finished)["number"] == "2026-00001"
    assert certificate(client_of(world.sue), other)["number"] == "2026-00002"
    assert certificate(client_of(world.olga), foreign)["number"] == "2026-00001"


def test_reading_an_issued_one_costs_the_same_for_one_subject_and_for_thirty(
    world: World, finished: Enrollment, queries_of: Any
) -> None:
    client = client_of(world.sam)
    certificate(client, finished)
    small = queries_of(lambda: certificate(client, finished))
    make.SubjectFactory.create_batch(28, training=finished.training)
    Certificate.objects.all().delete()
    issued = queries_of(lambda: certificate(client, finished))
    large = queries_of(lambda: certificate(client, finished))

    assert len(small) == len(large) == 3  # token, enrollment, certificate
    assert len(issued) <= 15, issued


def check(code: str, kind: str = ".json") -> Any:
    return Client().get(f"/certificates/{code}{kind}")


def test_anybody_with_the_code_can_check_it_and_learns_no_more_than_that(world: World, finished: Enrollment) -> None:
    code = issued_certificate(enrollment=finished, by=world.sam).code

    assert check(code).json() == {
        "certificate": {
            "name": "Sam Student",
            "course": "PPL(A) <theory>",
            "finished": "2026-03-18",
            "valid_until": "2028-03-17",
            "status": "valid",
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


def test_it_expires_after_its_last_day_and_can_be_revoked(
    world: World, finished: Enrollment, frozen_clock: Any
) -> None:
    issued = issued_certificate(enrollment=finished, by=world.sam)
    frozen_clock.move_to("2028-03-17T23:00:00+00:00")
    assert check(issued.code).json()["certificate"]["status"] == "valid"
    frozen_clock.move_to("2028-03-18T00:00:00+00:00")
    assert check(issued.code).json()["certificate"]["status"] == "expired"
    revoke_certificate(certificate=issued, reason="Issued in error", by=world.maria)
    assert check(issued.code).json()["certificate"]["status"] == "revoked"
    assert "Issued in error" not in check(issued.code, "").content.decode()


def test_codes_cannot_be_guessed(world: World, finished: Enrollment) -> None:
    other = make.EnrollmentFactory(training=finished.training, user=world.sue, finished_at=timezone.now())
    codes = [issued_certificate(enrollment=row, by=world.sam).code for row in (finished, other)]

    assert len(set(codes)) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", code) for code in codes)


def test_the_pdf_is_a_pdf_named_after_the_certificate(world: World, finished: Enrollment) -> None:
    answer = client_of(world.sam).get(address(finished, "pdf"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="certificate-2026-00001.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_the_pdf_of_a_revoked_certificate_says_so(world: World, finished: Enrollment, monkeypatch: Any) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(Canvas, "drawCentredString", lambda canvas, x, y, text: drawn.append(text))
    sam = client_of(world.sam)
    sam.get(address(finished, "pdf"))
    assert drawn == []

    revoke_certificate(certificate=Certificate.objects.get(), reason="Issued in error", by=world.maria)
    assert sam.get(address(finished, "pdf")).status_code == 200
    assert drawn == ["REVOKED 2026-03-18"]


def test_what_is_printed_leads_to_the_public_address(
    world: World, finished: Enrollment, settings: Any, monkeypatch: Any
) -> None:
    settings.PUBLIC_URL = "https://training.alpine.example"
    led: list[str] = []

    def printed(certificate: Any, url: str, revoked: Any) -> bytes:
        led.append(url)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "certificate_pdf", printed)
    client_of(world.sam).get(address(finished, "pdf"))

    assert led == [f"https://training.alpine.example/certificates/{Certificate.objects.get().code}"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same_certificate() -> None:
    world = World()
    training = make.TrainingFactory(company=world.alpine)
    goes = [
        make.EnrollmentFactory(training=training, user=user, finished_at=timezone.now())
        for user in make.UserFactory.create_batch(4, company=world.alpine)
    ]
    rows = Enrollment.objects.select_related("training__manager", "user", "company")
    start = threading.Barrier(8)
    numbers: list[tuple[Any, str]] = []

    def ask(go: Enrollment) -> None:
        mine = rows.get(pk=go.pk)
        start.wait()
        numbers.append((go.pk, issued_certificate(enrollment=mine, by=world.maria).number))
        connection.close()

    threads = [threading.Thread(target=ask, args=(go,)) for go in goes for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(numbers) == 8
    assert sorted({number for _, number in numbers}) == [f"2026-0000{n}" for n in range(1, 5)]
    assert len(set(numbers)) == 4
