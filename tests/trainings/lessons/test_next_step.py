"""`next` of `POST /trainings/lessons/complete.json` (contract section 4)."""

from typing import Any

from tests import factories as make
from tests.trainings.lessons.conftest import Course, pass_exam
from tests.world import World
from trainings.models import Enrollment, Lesson, Training


def test_completing_a_lesson_leads_to_its_own_gate_first(course: Course, enrollment: Enrollment, complete: Any) -> None:
    assert complete(course.first, timeSpent=300).json() == {
        "result": True,
        "finished": False,
        "trainingId": str(course.training.pk),
        "next": {
            "title": "Airspace gate", "action": "exam", "id": str(course.gate.pk), "enrollmentId": str(enrollment.pk),
        },
    }  # fmt: skip


def test_then_lessons_in_order_and_the_subjects_exams_after_its_lessons(
    course: Course, enrollment: Enrollment, complete: Any
) -> None:
    def following(lesson: Lesson) -> tuple[str, str]:
        step = complete(lesson).json()["next"]
        return step["action"], step["title"]

    pass_exam(enrollment, course.gate)
    assert following(course.first) == ("lesson", "Licences")
    assert following(course.second) == ("exam", "Air Law final")
    pass_exam(enrollment, course.final)
    assert following(course.second) == ("lesson", "Fronts")
    assert complete(course.last).json()["next"] is None


def test_after_the_last_item_the_first_unfinished_one_is_next(course: Course, complete: Any) -> None:
    assert complete(course.last).json()["next"]["title"] == "Airspace"


def test_what_is_optional_or_held_in_class_is_no_next_step(
    world: World, course: Course, enrollment: Enrollment, complete: Any
) -> None:
    optional = make.LessonFactory(subject=course.law, order=0, is_mandatory=False)
    gate = make.ExamFactory(subject=course.law, lesson=optional, name="Extra gate")
    make.ExamFactory(subject=course.weather, is_mandatory=False)
    make.ExamFactory(subject=course.weather, type="ONSITE")

    assert complete(optional).json()["next"]["id"] == str(gate.pk)  # its own gate, because it was just read
    pass_exam(enrollment, course.gate, course.final)
    assert complete(course.last).json()["next"]["title"] == "Airspace"


def test_in_a_classroom_training_what_was_read_waits_for_its_class(
    course: Course, enrollment: Enrollment, complete: Any
) -> None:
    Training.objects.update(type="ONSITE")
    course.gate.delete()

    assert complete(course.first).json()["next"]["title"] == "Licences"
    assert complete(course.second).json()["next"]["title"] == "Air Law final"
    pass_exam(enrollment, course.final)
    assert complete(course.last).json() | {"trainingId": ""} == {
        "result": True, "finished": False, "trainingId": "", "next": None,
    }  # fmt: skip
