"""Sam's finished training, with one of everything that can be on record."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evidence.certificates.services import issue_certificates
from records.services import EventDraft, record_events
from records.signing import revoke_signature, sign_object
from tests import factories as make
from tests.world import World
from trainings.models import Enrollment

RELATED = ("user", "company", "training", "supervisor")


def sign_as(world: World, obj: Any, content: dict[str, Any]) -> EventDraft:
    _, draft = sign_object(obj=obj, company_id=world.alpine.pk, meaning="It is so.", content=content, by=world.ines)
    return draft


@pytest.fixture
def finished_enrollment(world: World) -> Enrollment:
    """Sam's finished enrollment, with one of everything that can be on record, signed twice."""
    now = timezone.now()
    training = make.TrainingFactory(company=world.alpine, name="PPL(A)")
    subject = make.SubjectFactory(training=training, code="010", name="Air Law")
    lesson = make.LessonFactory(subject=subject, name="Right of way")
    enrollment = make.EnrollmentFactory(
        training=training, user=world.sam, created_at=now - timedelta(days=30), finished_at=now, supervisor=world.ines
    )
    study = make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
    for days in (20, 19):
        study.sessions.create(seconds=1800, ended_at=now - timedelta(days=days))
    held = make.ClassSessionFactory(subject=subject, lesson=lesson, starts_in=-10, teacher=world.ines)
    row = make.AttendanceFactory(
        class_session=held, enrollment=enrollment, is_present=True, seconds=3900, remarks="=cmd", measures="Revise ICAO"
    )
    row.objective_ratings.create(objective=lesson.objectives.create(name="Gives way"), rating="STD")
    make.AttemptFactory(enrollment=enrollment, exam=make.ExamFactory(subject=subject, name="Law exam"), score=80)
    template = make.FlightTemplateFactory(training=training, name="First solo")
    flight = make.FlightRecordFactory(enrollment=enrollment, template=template, instructor=world.ines, flight_id="L-77")
    flight.grades.create(objective=template.objectives.create(name="Landing"), grade="+")
    drafts = [sign_as(world, held, {"present": True})]
    drafts.append(revoke_signature(obj=held, company_id=world.alpine.pk, reason="a slip", by=world.maria))
    drafts.append(sign_as(world, held, {"present": True, "remarks": "x"}))
    record_events(*drafts, EventDraft("class.signed", held), company_id=world.alpine.pk, by=world.ines)
    issue_certificates(enrollment_ids=[enrollment.pk], company_id=world.alpine.pk, by=world.maria)
    return Enrollment.objects.select_related(*RELATED).get(pk=enrollment.pk)
