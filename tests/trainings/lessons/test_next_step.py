"""`next` of `POST /trainings/lessons/complete.json` (docs/api.md, section 4)."""

from typing import Any

from tests import factories as make
from tests.trainings.lessons.conftest import SampleLessons, pass_exam
from tests.world import World
from trainings.models import Enrollment, Lesson, Training


def test_completing_a_lesson_leads_to_its_own_gate_first(
    sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any
) -> None:
    assert complete(sample_lessons.first, timeSpent=300).json() == {
        "result": True,
        "finished": False,
        "trainingId": str(sample_lessons.training.pk),
        "next": {
            "title": "Airspace gate", "action": "exam", "id": str(sample_lessons.gate.pk),
            "enrollmentId": str(enrollment.pk),
        },
    }  # fmt: skip


def test_then_lessons_in_order_and_the_subjects_exams_after_its_lessons(
    sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any
) -> None:
    def following(lesson: Lesson) -> tuple[str, str]:
        step = complete(lesson).json()["next"]
        return step["action"], step["title"]

    pass_exam(enrollment, sample_lessons.gate)
    assert following(sample_lessons.first) == ("lesson", "Licences")
    assert following(sample_lessons.second) == ("exam", "Air Law final")
    pass_exam(enrollment, sample_lessons.final)
    assert following(sample_lessons.second) == ("lesson", "Fronts")
    assert complete(sample_lessons.last).json()["next"] is None


def test_an_exam_between_two_lessons_is_next_there(
    sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any
) -> None:
    order: list[Any] = [sample_lessons.first, sample_lessons.final, sample_lessons.second]
    for place, activity in enumerate(order, start=1):
        activity.order = place
        activity.save()
    pass_exam(enrollment, sample_lessons.gate)

    assert complete(sample_lessons.first).json()["next"]["title"] == "Air Law final"
    pass_exam(enrollment, sample_lessons.final)
    assert complete(sample_lessons.first).json()["next"]["title"] == "Licences"


def test_after_the_last_item_the_first_unfinished_one_is_next(sample_lessons: SampleLessons, complete: Any) -> None:
    assert complete(sample_lessons.last).json()["next"]["title"] == "Airspace"


def test_what_is_optional_or_held_in_class_is_no_next_step(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any
) -> None:
    optional = make.LessonFactory(subject=sample_lessons.law, order=0, is_mandatory=False)
    gate = make.ExamFactory(subject=sample_lessons.law, lesson=optional, name="Extra gate")
    make.ExamFactory(subject=sample_lessons.weather, is_mandatory=False)
    make.ExamFactory(subject=sample_lessons.weather, type="ONSITE")

    assert complete(optional).json()["next"]["id"] == str(gate.pk)  # its own gate, because it was just read
    pass_exam(enrollment, sample_lessons.gate, sample_lessons.final)
    assert complete(sample_lessons.last).json()["next"]["title"] == "Airspace"


def test_in_a_classroom_training_what_was_read_waits_for_its_class(
    sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any
) -> None:
    Training.objects.update(type="ONSITE")
    sample_lessons.gate.delete()

    assert complete(sample_lessons.first).json()["next"]["title"] == "Licences"
    assert complete(sample_lessons.second).json()["next"]["title"] == "Air Law final"
    pass_exam(enrollment, sample_lessons.final)
    assert complete(sample_lessons.last).json() | {"trainingId": ""} == {
        "result": True, "finished": False, "trainingId": "", "next": None,
    }  # fmt: skip
