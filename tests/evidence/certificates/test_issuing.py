"""Issuing certificates: by managers and by the command, each once, with numbers and codes of their own."""

import io
import re
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from core.exceptions import Conflict
from evidence.certificates.services import issue_certificates, revoke_certificate
from evidence.models import Certificate
from records.models import Event
from tests import factories as make
from tests.evidence.certificates.conftest import (
    build_address,
    get_certificate,
    issue_certificate,
)
from tests.world import World, create_client
from trainings.models import Enrollment


def test_numbers_count_within_a_school(world: World, finished_enrollment: Enrollment) -> None:
    other = make.EnrollmentFactory(training=finished_enrollment.training, user=world.sue, finished_at=timezone.now())
    training = make.TrainingFactory(company=world.baltic)
    foreign = make.EnrollmentFactory(training=training, user=world.olga, finished_at=timezone.now())

    for row in (finished_enrollment, other, foreign):
        issue_certificate(row)

    assert get_certificate(create_client(world.sam), finished_enrollment)["number"] == "2026-00001"
    assert get_certificate(create_client(world.sue), other)["number"] == "2026-00002"
    assert get_certificate(create_client(world.olga), foreign)["number"] == "2026-00001"


@pytest.mark.parametrize("kind", ["json", "pdf"])
@pytest.mark.parametrize("way", ["get", "head"])
def test_reading_never_issues_one(
    world: World, finished_enrollment: Enrollment, way: str, kind: str, queries_of: Any
) -> None:
    client = create_client(world.sam)
    body = {"message": "No certificate has been issued yet. A training manager can issue it."}

    queries = queries_of(lambda: getattr(client, way)(build_address(finished_enrollment, kind)))

    assert [sql for sql in queries if not sql.startswith("SELECT")] == []
    response = client.get(build_address(finished_enrollment, kind))
    assert (response.status_code, response.json()) == (404, body)
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
    assert Certificate.objects.unrevoked().get().enrollment == finished_enrollment
    event = Event.objects.get(action="certificate.issued", object_id=str(Certificate.objects.unrevoked().get().pk))
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


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_issue_at_once_issue_one_each() -> None:
    world = World()
    training = make.TrainingFactory(company=world.alpine)
    enrollments = [
        make.EnrollmentFactory(training=training, user=user, finished_at=timezone.now())
        for user in make.UserFactory.create_batch(4, company=world.alpine)
    ]
    start = threading.Barrier(8)
    issued: list[int] = []

    def issue(enrollment: Enrollment) -> None:
        start.wait()
        issued.append(
            issue_certificates(enrollment_ids=[enrollment.pk], company_id=enrollment.company_id, by=world.maria)
        )
        connection.close()

    threads = [threading.Thread(target=issue, args=(enrollment,)) for enrollment in enrollments for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(issued) == [0, 0, 0, 0, 1, 1, 1, 1]
    numbers = Certificate.objects.order_by("serial").values_list("number", flat=True)
    assert list(numbers) == [f"2026-0000{n}" for n in range(1, 5)]
