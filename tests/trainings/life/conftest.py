"""The life of an enrollment: Sam and Sue study online at Alpine, supervised by Ines; Maria manages them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from records.models import Event
from records.verification.run import verify_company
from tests import factories as make
from tests.world import World
from trainings.credits.giving import CreditInput, give_credits
from trainings.enrollments.services import enroll_students
from trainings.models import Credit, Enrollment, Lesson, Subject, Training

REASON = "Moved to another town"


@dataclass
class School:
    """A training with two lessons, an exam and a mission."""

    world: World
    training: Training
    subject: Subject
    lessons: list[Lesson]
    exam: Any
    mission: Any

    def enroll(self, *users: Any, training: Training | None = None, **fields: Any) -> list[Enrollment]:
        outcome = enroll_students(
            training=training or self.training,
            user_ids=[user.pk for user in users],
            group_ids=[],
            by=self.world.maria,
            supervisor=self.world.ines,
            **fields,
        )
        return [outcome.enrolled[user.pk] for user in users]

    def enroll_sam(self, **fields: Any) -> Enrollment:
        (row,) = self.enroll(self.world.sam, **fields)
        return row

    def credit(self, enrollment: Enrollment, items: Iterable[Any], **more: Any) -> list[Credit]:
        given = CreditInput([item.pk for item in items], "PPL of another school", **more)
        return give_credits(enrollment_id=enrollment.pk, credit=given, password=make.PASSWORD, by=self.world.maria)

    @property
    def items(self) -> list[Any]:
        return [*self.lessons, self.exam, self.mission]


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def school(world: World) -> School:
    return create_school(world)


def create_school(world: World) -> School:
    for person in (world.maria, world.charles, world.ines, world.sam, world.otto):
        person.set_password(make.PASSWORD)
        person.save()
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    subject = make.SubjectFactory(training=training, code="050", name="Meteorology")
    return School(
        world,
        training,
        subject,
        make.LessonFactory.create_batch(2, subject=subject),
        make.ExamFactory(subject=subject),
        make.FlightTemplateFactory(training=training),
    )


def list_actions(row: Any) -> list[str]:
    """The actions of the ledger about an object, oldest first."""
    return list(Event.objects.filter(object_id=str(row.pk)).order_by("seq").values_list("action", flat=True))


def assert_records_are_clean(world: World) -> None:
    report = verify_company(world.alpine)
    assert (report.findings, report.unverifiable) == ([], 0)


def get_moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
