"""A change of a syllabus that leaves a student nothing to do finishes the enrollment (docs/api.md, section 9)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from evidence.models import Certificate
from exams.models import Exam
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser
from tests.office.population import build_address
from tests.world import World
from trainings.models import Enrollment, Lesson, Subject, Training

KINDS = ["DISTANCE", "ONSITE"]


class UnfinishedStudent:
    """Sam, who has completed the only lesson of `training`; what a test adds is left to do."""

    def __init__(self, world: World, browser: Browser, kind: str) -> None:
        self.browser = browser
        self.training: Training = make.TrainingFactory(company=world.alpine, type=kind)
        self.subject: Subject = make.SubjectFactory(training=self.training)
        self.done: Lesson = make.LessonFactory(subject=self.subject)
        self.sams: Enrollment = make.EnrollmentFactory(training=self.training, user=world.sam)
        if kind == "DISTANCE":
            make.LessonStudyFactory(enrollment=self.sams, lesson=self.done)
        else:
            held = make.ClassSessionFactory(subject=self.subject, lesson=self.done)
            make.AttendanceFactory(class_session=held, enrollment=self.sams, is_present=True)

    def delete(self, row: Any) -> None:
        assert self.browser.post(build_address(type(row), "delete", row.pk), {"post": "yes"}).status_code == 302

    def delete_in_list(self, *rows: Any) -> None:
        data = {"action": "delete_selected", "_selected_action": [str(row.pk) for row in rows], "post": "yes"}
        assert self.browser.post(build_address(type(rows[0])), data).status_code == 302

    def change(self, row: Any, **fields: Any) -> None:
        """Saves the page of the row as a browser would after `fields` were changed; None: an unticked checkbox."""
        address = build_address(type(row), "change", row.pk)
        context = self.browser.get(address).context
        data: dict[str, Any] = {}
        for form in (context["adminform"].form, *(f.formset.management_form for f in context["inline_admin_formsets"])):
            data |= {form.add_prefix(name): form[name].value() for name in form.fields}
        for inline in context["inline_admin_formsets"]:
            for form in inline.formset.initial_forms:
                data |= {form.add_prefix(name): form[name].value() for name in form.fields}
        data |= fields
        filled_in = {name: value for name, value in data.items() if value is not None and value is not False}
        response = self.browser.post(address, filled_in)
        assert response.status_code == 302, response.context["errors"]


@pytest.fixture(params=KINDS)
def unfinished(request: Any, world: World, browser: Browser) -> UnfinishedStudent:
    return UnfinishedStudent(world, browser, request.param)


def leave_lesson(student: UnfinishedStudent) -> Any:
    return make.LessonFactory(subject=student.subject)


def leave_exam(student: UnfinishedStudent) -> Any:
    return make.ExamFactory(subject=student.subject, type=Exam.Type.ONLINE if is_online(student) else Exam.Type.ONSITE)


def leave_subject(student: UnfinishedStudent) -> Any:
    return make.LessonFactory(subject=make.SubjectFactory(training=student.training)).subject


def leave_mission(student: UnfinishedStudent) -> Any:
    """One mission flown, another one left."""
    Training.objects.filter(pk=student.training.pk).update(has_flights=True)
    flown, left = make.FlightTemplateFactory.create_batch(2, training=student.training)
    make.FlightRecordFactory(enrollment=student.sams, template=flown)
    return left


def is_online(student: UnfinishedStudent) -> bool:
    return student.training.type == "DISTANCE"


def check_finished(student: UnfinishedStudent) -> None:
    """Finished, by the manager who changed the syllabus, with its certificate, after the page's own event."""
    student.sams.refresh_from_db()
    assert student.sams.is_finished
    assert Certificate.objects.get(enrollment=student.sams).issued_at == student.sams.finished_at
    *_, act, finished, issued = Event.objects.filter(company=student.training.company).order_by("seq")
    assert (act.action.partition(".")[0], finished.action, issued.action) == (
        "admin", "enrollment.finished", "certificate.issued",
    )  # fmt: skip
    assert finished.actor_name == "Maria Manager"


@pytest.mark.parametrize("left", [leave_lesson, leave_exam, leave_subject, leave_mission])
@pytest.mark.parametrize("deletion", [UnfinishedStudent.delete, UnfinishedStudent.delete_in_list])
def test_deleting_the_last_open_part(
    unfinished: UnfinishedStudent, left: Callable[[UnfinishedStudent], Any], deletion: Any
) -> None:
    deletion(unfinished, left(unfinished))
    check_finished(unfinished)


def test_deleting_something_else_finishes_nobody(unfinished: UnfinishedStudent) -> None:
    first, _ = leave_lesson(unfinished), leave_lesson(unfinished)
    unfinished.delete(first)

    unfinished.sams.refresh_from_db()
    assert not unfinished.sams.is_finished


@pytest.mark.parametrize("left", [leave_lesson, leave_exam])
def test_no_longer_mandatory(unfinished: UnfinishedStudent, left: Callable[[UnfinishedStudent], Any]) -> None:
    unfinished.change(left(unfinished), is_mandatory=None)
    check_finished(unfinished)


def test_no_longer_mandatory_on_the_page_of_the_subject(unfinished: UnfinishedStudent) -> None:
    leave_lesson(unfinished)
    unfinished.change(unfinished.subject, **{"lessons-1-is_mandatory": None})
    check_finished(unfinished)


def test_a_subject_level_exam_that_becomes_the_gate_of_an_optional_lesson(unfinished: UnfinishedStudent) -> None:
    optional = make.LessonFactory(subject=unfinished.subject, is_mandatory=False)
    unfinished.change(leave_exam(unfinished), lesson=str(optional.pk))
    check_finished(unfinished)


@pytest.mark.parametrize("fields", [{"type": "ONSITE"}, {"is_mandatory": None}])
def test_a_gate_that_is_open_now(world: World, browser: Browser, fields: dict[str, Any]) -> None:
    student = UnfinishedStudent(world, browser, "DISTANCE")
    student.change(make.ExamFactory(subject=student.subject, lesson=student.done), **fields)
    check_finished(student)


@pytest.mark.parametrize(
    ("before", "fields"),
    [
        ({"has_flights": True}, {"has_flights": None}),
        ({"auto_finish": False}, {"auto_finish": "on"}),
        ({"ends_on": "2026-03-17"}, {"ends_on": "2026-03-18"}),
        ({"starts_on": "2026-03-19"}, {"starts_on": None}),
    ],
)
def test_the_training_itself_is_changed(
    unfinished: UnfinishedStudent, before: dict[str, Any], fields: dict[str, Any]
) -> None:
    Training.objects.filter(pk=unfinished.training.pk).update(**before)
    unfinished.change(unfinished.training, **fields)
    check_finished(unfinished)


def test_a_training_without_theory_from_now_on(unfinished: UnfinishedStudent) -> None:
    leave_lesson(unfinished)
    unfinished.delete(leave_mission(unfinished))
    unfinished.change(unfinished.training, has_theory=None)
    check_finished(unfinished)


def test_a_training_that_is_taught_in_class_from_now_on(world: World, browser: Browser) -> None:
    student = UnfinishedStudent(world, browser, "ONSITE")
    Training.objects.filter(pk=student.training.pk).update(type="DISTANCE")
    student.change(student.training, type="ONSITE")
    check_finished(student)


def test_who_is_finished_stays_finished_when_the_training_grows(unfinished: UnfinishedStudent) -> None:
    unfinished.delete(leave_lesson(unfinished))
    grown = make.LessonFactory(subject=unfinished.subject)
    unfinished.change(grown, name="Added later")

    unfinished.sams.refresh_from_db()
    assert unfinished.sams.is_finished


def test_the_nightly_command_finishes_what_was_missed(unfinished: UnfinishedStudent) -> None:
    out = io.StringIO()
    call_command("finish_enrollments", stdout=out)

    unfinished.sams.refresh_from_db()
    assert (out.getvalue().strip(), unfinished.sams.is_finished) == ("Finished 1 enrollment.", True)
    assert Certificate.objects.filter(enrollment=unfinished.sams).exists()


def test_thirty_students_cost_what_one_costs(unfinished: UnfinishedStudent, queries_of: Any) -> None:
    def cost(students: int) -> int:
        for user in make.UserFactory.create_batch(students, company=unfinished.training.company):
            enrollment = make.EnrollmentFactory(training=unfinished.training, user=user)
            if is_online(unfinished):
                make.LessonStudyFactory(enrollment=enrollment, lesson=unfinished.done)
            else:
                make.AttendanceFactory(
                    class_session=unfinished.done.classes.get(), enrollment=enrollment, is_present=True
                )
        left = leave_lesson(unfinished)
        return len(queries_of(lambda: unfinished.delete(left)))

    cost(1)  # Django looks some things up only once
    assert cost(1) == cost(30)
    assert not Enrollment.objects.unfinished().exists()
