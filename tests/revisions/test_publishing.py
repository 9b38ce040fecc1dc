"""Publishing freezes a training as revision 1, signed; verify_records guards its syllabus from then on."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from exams.models import Exam
from records.models import Signature
from records.verification.run import verify_company
from revisions.lifecycle.acts import Approval
from revisions.lifecycle.publishing import publish_training
from revisions.models import Revision
from tests import factories as make
from tests.revisions.conftest import Course, assert_records_are_clean, list_actions
from trainings.models import LearningObjective, Lesson, Slide, Subject, Training


def test_a_training_that_nobody_published_is_no_revision(course: Course) -> None:
    assert course.training.revision_state is None
    assert str(course.training) == "Meteorology course"


def test_a_published_training_is_revision_one_with_its_students(course: Course) -> None:
    enrollment = course.enroll_sam()

    revision = course.publish(effective_on=date(2026, 3, 1))

    course.training.refresh_from_db()
    assert (course.training.revision, course.training.revision_state) == (1, "CURRENT")
    assert (revision.number, revision.approved_by, revision.effective_on) == (1, course.world.maria, date(2026, 3, 1))
    enrollment.refresh_from_db()
    assert enrollment.training_id == course.training.pk
    assert str(course.training) == "Meteorology course, revision 1"
    signature = Signature.objects.get()
    assert (signature.object_type, signature.object_id) == ("revisions.revision", str(revision.pk))
    assert list_actions(revision) == ["revision.approved"]
    assert_records_are_clean(course.world)


def test_it_holds_from_today_unless_the_manager_says_otherwise(course: Course) -> None:
    # 10:00 UTC on the 18th is 23:00 of that day in Auckland.
    assert course.publish().effective_on == date(2026, 3, 18)


ALTERATIONS = [
    lambda course: Lesson.objects.filter(pk=course.fronts.pk).update(duration_minutes=15),
    lambda course: Lesson.objects.filter(pk=course.fronts.pk).update(is_mandatory=False),
    lambda course: Lesson.objects.filter(pk=course.wind.pk).delete(),
    lambda course: Subject.objects.filter(pk=course.subject.pk).update(name="Weather"),
    lambda course: Slide.objects.update(content="<p>Something else</p>"),
    lambda course: LearningObjective.objects.update(name="Knows a warm front"),
    lambda course: Exam.objects.filter(pk=course.exam.pk).update(pass_percent=10),
    lambda course: course.exam.questions.remove(course.exam.questions.first()),
    lambda course: make.LessonFactory(subject=course.subject),
    lambda course: make.FlightTemplateFactory(training=course.training),
    lambda course: Training.objects.filter(pk=course.training.pk).update(validity_days=9),
]


@pytest.mark.parametrize("alter", ALTERATIONS)
def test_an_altered_syllabus_is_a_finding(published: Course, alter: Any) -> None:
    alter(published)

    (finding,) = verify_company(published.world.alpine).findings
    assert finding.what == "it differs from what was signed: syllabus"


def test_thawing_it_behind_the_servers_back_is_a_finding(published: Course) -> None:
    Training.objects.update(published_at=None)

    (finding,) = verify_company(published.world.alpine).findings
    assert finding.what == "it differs from what was signed: is_published"


def test_what_says_nothing_of_the_syllabus_may_change(published: Course) -> None:
    world = published.world
    Training.objects.update(color="#123456", announcement="News", description="All about weather", manager=world.maria)
    Subject.objects.update(teacher=world.tom)
    question = published.exam.questions.first()
    assert question is not None
    question.text = "A better question?"
    question.save()

    assert_records_are_clean(world)


def test_it_is_published_once(published: Course) -> None:
    with pytest.raises(Conflict, match="It has revisions already"):
        published.publish()


def test_a_training_without_anything_to_do_is_not_published(course: Course) -> None:
    empty = make.TrainingFactory(company=course.world.alpine)

    with pytest.raises(Conflict, match="nothing to publish"):
        publish_training(training_id=empty.pk, approval=Approval("All"), password=make.PASSWORD, by=course.world.maria)


def test_what_the_manager_has_not_seen_is_not_published(course: Course) -> None:
    with pytest.raises(Conflict, match="has been changed since"):
        course.publish(seen="another digest")
    assert not Revision.objects.exists()


@pytest.mark.parametrize("person", ["charles", "ines", "sam"])
def test_only_managers_publish(course: Course, person: str) -> None:
    by = getattr(course.world, person)
    with pytest.raises(Forbidden):
        publish_training(training_id=course.training.pk, approval=Approval("All"), password=make.PASSWORD, by=by)


def test_another_schools_training_is_not_found(course: Course) -> None:
    with pytest.raises(NotFound):
        publish_training(
            training_id=course.training.pk, approval=Approval("All"), password=make.PASSWORD, by=course.world.otto
        )


def test_a_wrong_password_publishes_nothing(course: Course) -> None:
    with pytest.raises(Forbidden):
        publish_training(
            training_id=course.training.pk, approval=Approval("All"), password="wrong", by=course.world.maria
        )
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("approval", "field"),
    [
        (Approval(" "), "summary"),
        (Approval("x" * 2001), "summary"),
        (Approval("All", date(2026, 3, 20)), "effective_on"),
    ],
)
def test_bad_input_is_named(course: Course, approval: Approval, field: str) -> None:
    with pytest.raises(InvalidInput) as error:
        publish_training(
            training_id=course.training.pk, approval=approval, password=make.PASSWORD, by=course.world.maria
        )
    assert list(error.value.errors) == [field]


@pytest.mark.parametrize(
    "columns",
    [
        {"revision": 2},
        {"course_id": None},
        {"superseded_at": "2026-03-18T00:00Z", "published_at": None},
        {"is_template": True},
    ],
)
def test_the_database_keeps_the_columns_of_a_revision_in_order(published: Course, columns: dict[str, Any]) -> None:
    other = make.TrainingFactory(company=published.world.alpine)
    if columns == {"revision": 2}:
        columns = {"revision": 1, "course_id": published.training.course_id, "published_at": "2026-03-18T00:00Z"}
        rows = Training.objects.filter(pk=other.pk)
    else:
        rows = Training.objects.filter(pk=published.training.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**columns)
