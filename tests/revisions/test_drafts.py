"""A draft revision: a copy that is edited like any training, compared with the current one, approved or discarded."""

from typing import Any

import pytest

from core.exceptions import Conflict, Forbidden, NotFound
from exams.models import Exam
from hours.models import RequiredHours
from missions.models import FlightTemplate
from office.revisions.words import list_change_sentences
from revisions.lifecycle.approving import preview_approval
from revisions.lifecycle.drafting import discard_draft, start_revision
from revisions.models import ItemOrigin, Revision
from tests import factories as make
from tests.revisions.conftest import Course, assert_records_are_clean, find_copy, list_actions
from tests.trainings.training_templates.conftest import describe_syllabus
from trainings.endpoints.training_templates.services import copy_training
from trainings.models import Lesson, Subject, Training


def test_a_draft_is_a_copy_that_nobody_is_enrolled_in(published: Course) -> None:
    draft = published.start()

    assert describe_syllabus(draft) == describe_syllabus(published.training)
    assert (draft.revision, draft.revision_state, draft.is_active) == (2, "DRAFT", False)
    assert draft.course_id == published.training.pk
    assert list_actions(Revision.objects.get(training=draft)) == ["revision.started"]
    assert_records_are_clean(published.world)


def test_its_exams_draw_from_the_same_questions(published: Course) -> None:
    draft = published.start()

    exam = find_copy(Exam, published.exam, draft)
    assert set(exam.questions.all()) == set(published.exam.questions.all())


def test_teachers_keep_their_subjects_and_do_not_see_the_draft_among_them(published: Course) -> None:
    draft = published.start()

    assert find_copy(Subject, published.subject, draft).teacher == published.world.ines
    taught = Subject.objects.taught_by(published.world.ines)
    assert [row.training_id for row in taught] == [published.training.pk]


def test_there_is_one_draft_at_a_time(published: Course) -> None:
    published.start()

    with pytest.raises(Conflict, match="Revision 2 has been started already"):
        published.start()


def test_a_training_that_is_not_published_has_no_revisions(course: Course) -> None:
    with pytest.raises(Conflict, match="not published"):
        course.start()


@pytest.mark.parametrize("person", ["charles", "ines", "sam"])
def test_only_managers_start_revisions(published: Course, person: str) -> None:
    with pytest.raises(Forbidden):
        start_revision(training_id=published.training.pk, by=getattr(published.world, person))


def test_another_school_does_not_find_it(published: Course) -> None:
    for act in (start_revision, discard_draft, preview_approval):
        with pytest.raises(NotFound):
            act(training_id=published.training.pk, by=published.world.otto)


def change_everything(draft: Training, course: Course) -> None:
    fronts, clouds, wind = (find_copy(Lesson, row, draft) for row in (course.fronts, course.clouds, course.wind))
    Lesson.objects.filter(pk=fronts.pk).update(duration_minutes=90)
    fronts.slides.update(content="<p>New</p>")
    Lesson.objects.filter(pk=wind.pk).update(deleted_at="2026-03-18T00:00Z")
    make.LessonFactory(subject=clouds.subject, name="Ice", order=9)
    exam = find_copy(Exam, course.exam, draft)
    Exam.objects.filter(pk=exam.pk).update(pass_percent=80)
    exam.questions.remove(exam.questions.first())
    Training.objects.filter(pk=draft.pk).update(validity_days=365)
    FlightTemplate.objects.filter(training=draft).update(hours="2.50")


def test_what_changed_is_said_in_words(published: Course) -> None:
    draft = published.start()
    change_everything(draft, published)

    preview = preview_approval(training_id=draft.pk, by=published.world.maria)

    assert list_change_sentences(change.to_json() for change in preview.changes) == [
        "Changed: training “Meteorology course”: valid for days from — to 365",
        "Removed: lesson “Wind” (061 Navigation)",
        "Added: lesson “Ice” (050 Meteorology)",
        "Changed: lesson “Fronts” (050 Meteorology): minutes from 60 to 90, slides",
        "Changed: exam “Final” (050 Meteorology): pass mark in % from 75 to 80, questions",
        "Changed: mission “Circuits”: hours from 1.00 to 2.50",
    ]


def test_a_new_order_is_said_once_and_a_new_item_is_none(published: Course) -> None:
    draft = published.start()
    Lesson.objects.filter(pk=find_copy(Lesson, published.fronts, draft).pk).update(order=7)

    preview = preview_approval(training_id=draft.pk, by=published.world.maria)

    assert list_change_sentences(change.to_json() for change in preview.changes) == [
        "The order of the lessons is different."
    ]


def test_an_approved_draft_is_the_current_revision(published: Course) -> None:
    draft = published.start()
    change_everything(draft, published)

    revision = published.approve(draft)

    draft.refresh_from_db()
    published.training.refresh_from_db()
    assert (draft.revision_state, draft.is_active) == ("CURRENT", True)
    assert published.training.revision_state == "SUPERSEDED"
    assert (revision.approved_by, len(revision.changes)) == (published.world.maria, 6)
    assert list_actions(revision) == ["revision.started", "revision.approved"]
    assert_records_are_clean(published.world)


def test_a_draft_that_changes_nothing_is_not_approved(published: Course) -> None:
    with pytest.raises(Conflict, match="changes nothing"):
        published.approve(published.start())


def test_a_draft_that_was_edited_meanwhile_is_not_approved(published: Course) -> None:
    draft = published.start()
    make.LessonFactory(subject=find_copy(Subject, published.subject, draft))
    seen = preview_approval(training_id=draft.pk, by=published.world.maria).seen
    make.LessonFactory(subject=find_copy(Subject, published.subject, draft))

    with pytest.raises(Conflict, match="has been changed since"):
        published.approve(draft, seen=seen)


def test_it_is_approved_once(published: Course) -> None:
    draft = published.revise(lambda draft: change_everything(draft, published))

    with pytest.raises(Conflict, match="no draft"):
        published.approve(draft)


def test_items_correspond_over_several_revisions(published: Course) -> None:
    published.revise(lambda draft: change_everything(draft, published))
    third = published.revise(lambda draft: make.LessonFactory(subject=draft.subjects.first()))

    assert third.revision == 3
    assert find_copy(Lesson, published.fronts, third).name == "Fronts"


def test_a_discarded_draft_is_gone_with_its_syllabus(published: Course) -> None:
    models: tuple[type[Any], ...] = (Training, Subject, Lesson, Exam, FlightTemplate, RequiredHours)
    before = {model: model.objects.count() for model in models}
    questions = published.exam.questions.count()
    draft = published.start()
    change_everything(draft, published)
    make.ExamFactory(subject=None, training=draft, name="Test of the whole training")
    subject = find_copy(Subject, published.subject, draft)
    RequiredHours.objects.create(training=draft, subject=subject, kind="GROUND", minutes=60)
    RequiredHours.objects.create(training=draft, kind="FLIGHT", minutes=60)

    discard_draft(training_id=draft.pk, by=published.world.maria)

    assert {model: model.objects.count() for model in before} == before
    assert published.exam.questions.count() == questions
    assert not ItemOrigin.objects.exists()
    assert_records_are_clean(published.world)
    assert published.start().revision == 2


def test_only_a_draft_is_discarded(published: Course) -> None:
    with pytest.raises(Conflict, match="no draft"):
        discard_draft(training_id=published.training.pk, by=published.world.maria)


def test_a_draft_with_a_class_stays(published: Course) -> None:
    draft = published.start()
    make.ClassSessionFactory(subject=find_copy(Subject, published.subject, draft), teacher=published.world.ines)

    with pytest.raises(Conflict, match="has to stay"):
        discard_draft(training_id=draft.pk, by=published.world.maria)
    assert Lesson.objects.filter(subject__training=draft).exists()


def test_a_copy_of_a_published_training_is_no_revision(published: Course) -> None:
    copy = copy_training(
        original_id=published.training.pk, name="Copy", type="ONSITE", is_template=False, by=published.world.maria
    )

    assert (copy.revision_state, copy.course_id) == (None, None)


def test_comparing_takes_as_many_queries_for_thirty_lessons(published: Course, queries_of: Any) -> None:
    draft = published.start()
    subject = find_copy(Subject, published.subject, draft)

    def read() -> None:
        preview_approval(training_id=draft.pk, by=published.world.maria)

    one = queries_of(read)
    for lesson in make.LessonFactory.create_batch(30, subject=subject):
        make.SlideFactory(lesson=lesson)
    assert len(queries_of(read)) == len(one)


def test_who_approves_reads_which_required_hours_changed(course: Course) -> None:
    for kind, subject in (("DUAL", None), ("NIGHT", None), ("SOLO", None), ("GROUND", course.subject)):
        RequiredHours.objects.create(training=course.training, subject=subject, kind=kind, minutes=600, note="A")
    course.publish()
    draft = course.start()
    rows = RequiredHours.objects.filter(training=draft)
    rows.filter(kind="DUAL").update(minutes=630)
    rows.filter(kind="NIGHT").delete()
    rows.filter(kind="SOLO").update(note="B")
    rows.filter(kind="GROUND").update(minutes=660)

    changes = preview_approval(training_id=draft.pk, by=course.world.maria).changes

    assert set(list_change_sentences(change.to_json() for change in changes)) == {
        "Changed: training “Meteorology course”: required hours “Dual” from 10 h to 10 h 30 min, "
        "required hours “Night” from 10 h to —, paragraph of the required hours “Solo”",
        "Changed: subject “050 Meteorology”: required hours “Ground school” from 10 h to 11 h",
    }
