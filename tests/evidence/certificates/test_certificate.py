"""The certificate of an enrollment, as JSON and as PDF, and its public check page (docs/api.md, section 9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evidence.certificates import pdf
from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from records.models import Event
from tests import factories as make
from tests.evidence.certificates.conftest import NOBODY, build_address, get_certificate, issue_certificate
from tests.pdf_reading import read_pages
from tests.world import World, create_client
from trainings.models import Enrollment


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
        "check_url": f"http://testserver/certificates/{issued_certificate.code}",
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
    enrollment = make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)

    for kind in ("json", "pdf"):
        response = create_client(world.sam).get(build_address(enrollment, kind))
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
    certificate = get_certificate(sam, finished_enrollment)
    assert (certificate["status"], certificate["revoked"], certificate["reason"]) == (
        "revoked",
        "2028-03-18 00:00:00",
        "Issued in error",
    )


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
    assert "REVOKED 18 Mar 2026" in page
    assert "Revoked on 18 Mar 2026: Issued in error" in page


def test_what_is_printed_leads_to_the_public_address(
    world: World, finished_enrollment: Enrollment, issued_certificate: Certificate, settings: Any, monkeypatch: Any
) -> None:
    settings.PUBLIC_URL = "https://training.alpine.example"
    urls: list[str] = []

    def render(certificate: Any, url: str, zone: Any, revoked: Any) -> bytes:
        urls.append(url)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "render_certificate", render)
    create_client(world.sam).get(build_address(finished_enrollment, "pdf"))

    assert urls == [f"https://training.alpine.example/certificates/{Certificate.objects.get().code}"]
