"""Progress, by hand-computed cases (docs/api.md, section 3, Ground-school progress and Flight progress)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from exams.models import Exam
from tests import factories as make
from tests.world import World
from trainings.endpoints.subjects.reads import subjects_of
from trainings.enrollments.progress import Progress, get_flight_progress, get_ground_school_progress, with_progress
from trainings.models import Enrollment, Lesson, Subject, Training


class TrainingUnderTest:
    """A training under construction and Sam's go at it, in words short enough for a table."""

    def __init__(self, world: World, type: str) -> None:
        self.world = world
        self.training: Training = make.TrainingFactory(company=world.alpine, type=type)
        self.subject: Subject = make.SubjectFactory(training=self.training)
        self.go: Enrollment = make.EnrollmentFactory(training=self.training, user=world.sam)

    def lesson(self, **fields: Any) -> Lesson:
        return make.LessonFactory(subject=self.subject, **fields)

    def exam(self, lesson: Lesson | None = None, **fields: Any) -> Exam:
        return make.ExamFactory(subject=self.subject, lesson=lesson, **fields)

    def studied(self, *lessons: Lesson) -> None:
        for lesson in lessons:
            make.LessonStudyFactory(enrollment=self.go, lesson=lesson)

    def add_attempt(self, exam: Exam, *, passed: bool) -> None:
        make.AttemptFactory(enrollment=self.go, exam=exam, is_passed=passed, score=80 if passed else 40)

    def add_attendance(
        self, item: Lesson | Exam, *, present: bool | None = True, starts_in: float = -1, **fields: Any
    ) -> Any:
        what = {"lesson": item} if isinstance(item, Lesson) else {"exam": item}
        held = make.ClassSessionFactory(subject=self.subject, starts_in=starts_in, **what)
        return make.AttendanceFactory(class_session=held, enrollment=self.go, is_present=present, **fields)


def nothing(school: TrainingUnderTest) -> None:
    pass


def lessons_without_gate(school: TrainingUnderTest) -> None:
    school.studied(school.lesson())
    school.lesson()


def gate_not_taken(school: TrainingUnderTest) -> None:
    lesson = school.lesson()
    school.exam(lesson)
    school.studied(lesson)


def gate_failed(school: TrainingUnderTest) -> None:
    lesson = school.lesson()
    school.studied(lesson)
    school.add_attempt(school.exam(lesson), passed=False)


def gate_passed_after_failing(school: TrainingUnderTest) -> None:
    lesson = school.lesson()
    gate = school.exam(lesson)
    school.studied(lesson)
    school.add_attempt(gate, passed=False)
    school.add_attempt(gate, passed=True)


def gate_passed_without_slides(school: TrainingUnderTest) -> None:
    lesson = school.lesson()
    school.add_attempt(school.exam(lesson), passed=True)


def one_of_two_gates(school: TrainingUnderTest) -> None:
    lesson = school.lesson()
    school.studied(lesson)
    school.add_attempt(school.exam(lesson), passed=True)
    school.exam(lesson)


def optional_and_deleted_gates_do_not_hold_back(school: TrainingUnderTest) -> None:
    lesson = school.lesson()
    school.studied(lesson)
    school.exam(lesson, is_mandatory=False)
    school.exam(lesson, deleted_at=timezone.now())
    school.exam(lesson, type="ONSITE")


def optional_lesson_is_no_item(school: TrainingUnderTest) -> None:
    school.studied(school.lesson(is_mandatory=False), school.lesson())


def deleted_lesson_is_no_item(school: TrainingUnderTest) -> None:
    school.studied(school.lesson(deleted_at=timezone.now()))
    school.lesson()


def deleted_subject_has_no_items(school: TrainingUnderTest) -> None:
    school.studied(school.lesson())
    school.subject.deleted_at = timezone.now()
    school.subject.save()


def subject_exams(school: TrainingUnderTest) -> None:
    school.add_attempt(school.exam(), passed=True)
    school.add_attempt(school.exam(), passed=False)
    school.exam(is_mandatory=False)
    school.exam(deleted_at=timezone.now())


def open_attempt(school: TrainingUnderTest) -> None:
    make.AttemptFactory(enrollment=school.go, exam=school.exam(), finished_at=None, score=None, is_passed=None)


def classes_count_for_nothing(school: TrainingUnderTest) -> None:
    school.add_attendance(school.lesson())


def everything_done(school: TrainingUnderTest) -> None:
    school.studied(school.lesson(), school.lesson())
    school.add_attempt(school.exam(), passed=True)


def present_and_absent(school: TrainingUnderTest) -> None:
    school.add_attendance(school.lesson())
    school.add_attendance(school.lesson(), present=False)
    school.add_attendance(school.lesson(), present=None)


def class_in_the_future(school: TrainingUnderTest) -> None:
    school.add_attendance(school.lesson(), starts_in=0.1)


def class_that_starts_this_moment(school: TrainingUnderTest) -> None:
    school.add_attendance(school.lesson(), starts_in=0)


def attended_twice_counts_once(school: TrainingUnderTest) -> None:
    lesson = school.lesson()
    school.add_attendance(lesson, starts_in=-2)
    school.add_attendance(lesson, starts_in=-1)


def slides_count_for_nothing(school: TrainingUnderTest) -> None:
    school.studied(school.lesson())


def exam_classes(school: TrainingUnderTest) -> None:
    school.add_attendance(school.exam(type="ONSITE"))
    school.add_attendance(school.exam(type="ONSITE"), is_passed=True)
    school.add_attendance(school.exam(type="ONSITE"), is_passed=False)


def online_attempts_count_for_nothing(school: TrainingUnderTest) -> None:
    school.add_attempt(school.exam(), passed=True)


def deleted_class(school: TrainingUnderTest) -> None:
    lesson = school.lesson()
    held = make.ClassSessionFactory(subject=school.subject, lesson=lesson, deleted_at=timezone.now(), is_cancelled=True)
    make.AttendanceFactory(class_session=held, enrollment=school.go, is_present=True)


def class_of_no_lesson(school: TrainingUnderTest) -> None:
    school.lesson()
    held = make.ClassSessionFactory(subject=school.subject)
    make.AttendanceFactory(class_session=held, enrollment=school.go, is_present=True)


def gates_do_not_matter_in_class(school: TrainingUnderTest) -> None:
    lesson = school.lesson()
    school.exam(lesson)
    school.add_attendance(lesson)


DISTANCE_CASES = [
    (nothing, 0, 0),
    (lessons_without_gate, 2, 1),
    (gate_not_taken, 1, 0),
    (gate_failed, 1, 0),
    (gate_passed_after_failing, 1, 1),
    (gate_passed_without_slides, 1, 0),
    (one_of_two_gates, 1, 0),
    (optional_and_deleted_gates_do_not_hold_back, 1, 1),
    (optional_lesson_is_no_item, 1, 1),
    (deleted_lesson_is_no_item, 1, 0),
    (deleted_subject_has_no_items, 0, 0),
    (subject_exams, 2, 1),
    (open_attempt, 1, 0),
    (classes_count_for_nothing, 1, 0),
    (everything_done, 3, 3),
]
CLASS_CASES = [
    (nothing, 0, 0),
    (present_and_absent, 3, 1),
    (class_in_the_future, 1, 0),
    (class_that_starts_this_moment, 1, 0),
    (attended_twice_counts_once, 1, 1),
    (slides_count_for_nothing, 1, 0),
    (exam_classes, 3, 2),
    (online_attempts_count_for_nothing, 1, 0),
    (deleted_class, 1, 0),
    (class_of_no_lesson, 1, 0),
    (gates_do_not_matter_in_class, 1, 1),
    (deleted_lesson_is_no_item, 1, 0),
]
CASES = [("DISTANCE", *case) for case in DISTANCE_CASES]
CASES += [(type, *case) for type in ("ONSITE", "REMOTE") for case in CLASS_CASES]


def count_progress(enrollment: Enrollment) -> Enrollment:
    return with_progress(Enrollment.objects.all(), timezone.now()).get(pk=enrollment.pk)


@pytest.mark.parametrize(
    ("type", "case", "total", "completed"), CASES, ids=[f"{type}-{case.__name__}" for type, case, _, _ in CASES]
)
def test_ground_school_is_what_a_person_counts(
    world: World, type: str, case: Callable[[TrainingUnderTest], None], total: int, completed: int
) -> None:
    school = TrainingUnderTest(world, type)
    case(school)

    assert get_ground_school_progress(count_progress(school.go)) == Progress(total, completed)


@pytest.mark.parametrize(
    ("type", "case", "total", "completed"), CASES, ids=[f"{type}-{case.__name__}" for type, case, _, _ in CASES]
)
def test_item_by_item_and_counted_progress_agree(
    world: World, type: str, case: Callable[[TrainingUnderTest], None], total: int, completed: int
) -> None:
    school = TrainingUnderTest(world, type)
    case(school)

    parts = [subject.progress for subject in subjects_of(school.go, timezone.now())]

    assert sum(part.total for part in parts) == total
    assert sum(part.completed for part in parts) == completed


@pytest.mark.parametrize(
    ("total", "completed", "finished"), [(0, 0, False), (2, 1, False), (2, 2, True)], ids=["empty", "half", "all"]
)
def test_finished_means_there_was_something_and_all_of_it_is_done(total: int, completed: int, finished: bool) -> None:
    assert Progress(total, completed).finished is finished


@pytest.mark.parametrize("type", ["DISTANCE", "ONSITE"])
def test_a_retake_starts_from_zero(world: World, type: str) -> None:
    school = TrainingUnderTest(world, type)
    lesson = school.lesson()
    school.studied(lesson)
    school.add_attendance(lesson)
    mission = make.FlightTemplateFactory(training=school.training)
    make.FlightRecordFactory(enrollment=school.go, template=mission)
    Enrollment.objects.filter(pk=school.go.pk).update(finished_at=timezone.now())

    retake = count_progress(make.EnrollmentFactory(training=school.training, user=world.sam))

    assert get_ground_school_progress(retake) == Progress(1, 0)
    assert get_flight_progress(retake) == Progress(1, 0)
    assert get_ground_school_progress(count_progress(school.go)) == Progress(1, 1)


def test_another_students_work_does_not_count(world: World) -> None:
    school = TrainingUnderTest(world, "DISTANCE")
    lesson = school.lesson()
    sue = make.EnrollmentFactory(training=school.training, user=world.sue)
    make.LessonStudyFactory(enrollment=sue, lesson=lesson)

    assert get_ground_school_progress(count_progress(school.go)) == Progress(1, 0)


def test_the_same_mission_flown_five_times_counts_once(world: World) -> None:
    school = TrainingUnderTest(world, "ONSITE")
    circuits, navigation, _, deleted = make.FlightTemplateFactory.create_batch(4, training=school.training)
    make.FlightRecordFactory.create_batch(5, enrollment=school.go, template=circuits)
    make.FlightRecordFactory(enrollment=school.go, template=navigation, is_completed=False)
    make.FlightRecordFactory(enrollment=school.go, template=deleted)
    deleted.deleted_at = timezone.now()
    deleted.save()

    assert get_flight_progress(count_progress(school.go)) == Progress(3, 1)


def test_progress_moves_with_the_clock_when_a_class_begins(world: World, frozen_clock: Any) -> None:
    school = TrainingUnderTest(world, "ONSITE")
    school.add_attendance(school.lesson(), starts_in=0.5)
    assert get_ground_school_progress(count_progress(school.go)) == Progress(1, 0)

    frozen_clock.shift(timedelta(hours=12, seconds=1))

    assert get_ground_school_progress(count_progress(school.go)) == Progress(1, 1)


def test_many_enrollments_are_counted_in_one_statement(world: World, queries_of: Any) -> None:
    for type in ("DISTANCE", "ONSITE", "REMOTE"):
        school = TrainingUnderTest(world, type)
        school.studied(school.lesson())

    queries = queries_of(lambda: list(with_progress(Enrollment.objects.select_related("training"), timezone.now())))

    assert len(queries) == 1
