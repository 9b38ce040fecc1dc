"""The certificate of Sam, who has finished a training at Alpine."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from evidence.certificates.services import issue_certificates
from evidence.models import Certificate
from tests import factories as make
from tests.world import Client, World
from trainings.models import Enrollment

NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def finished_enrollment(world: World) -> Enrollment:
    """Sam's finished enrollment in a training of two subjects, one with exams, and three flights of two missions."""
    training = make.TrainingFactory(
        company=world.alpine, name="PPL(A) <theory>", has_flights=True, manager=world.maria, description="Part-FCL"
    )
    law = make.SubjectFactory(training=training, code="010", name="Air Law", hours=14, order=1)
    make.SubjectFactory(training=training, code="050", name="Meteorology", hours="7.50", order=2)
    enrollment: Enrollment = make.EnrollmentFactory(
        training=training, user=world.sam, finished_at=timezone.now(), valid_until_on=date(2028, 3, 17)
    )
    one, two = make.ExamFactory.create_batch(2, subject=law)
    for exam, score, passed in ((one, 60, False), (one, 80, True), (one, 90, True), (two, 75, True)):
        make.AttemptFactory(enrollment=enrollment, exam=exam, score=score, is_passed=passed)
    make.AttemptFactory(
        enrollment=enrollment, exam=make.ExamFactory(subject=law, lesson=make.LessonFactory(subject=law)), score=100
    )
    dual, solo = make.FlightTemplateFactory.create_batch(2, training=training)
    for template in (dual, dual, solo):
        make.FlightRecordFactory(enrollment=enrollment, template=template, seconds=3600)
    return enrollment


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


def get_check_page(code: str, kind: str = ".json") -> Any:
    return Client().get(f"/certificates/{code}{kind}")
