"""Cases of ground-school progress, computed by hand (docs/api.md, section 3, Ground-school progress)."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.utils import timezone

from exams.models import Exam
from tests import factories as make
from tests.world import World
from trainings.models import Enrollment, Lesson, Subject, Training


class SampleTraining:
    """A training to which a case adds lessons, exams and facts, and Sam's enrollment in it."""

    def __init__(self, world: World, type: str) -> None:
        self.world = world
        self.training: Training = make.TrainingFactory(company=world.alpine, type=type)
        self.subject: Subject = make.SubjectFactory(training=self.training)
        self.enrollment: Enrollment = make.EnrollmentFactory(training=self.training, user=world.sam)

    def add_lesson(self, **fields: Any) -> Lesson:
        return make.LessonFactory(subject=self.subject, **fields)

    def add_exam(self, lesson: Lesson | None = None, **fields: Any) -> Exam:
        return make.ExamFactory(subject=self.subject, lesson=lesson, **fields)

    def add_training_exam(self, **fields: Any) -> Exam:
        return make.ExamFactory(subject=None, training=self.training, **fields)

    def add_studies(self, *lessons: Lesson) -> None:
        for lesson in lessons:
            make.LessonStudyFactory(enrollment=self.enrollment, lesson=lesson)

    def add_attempt(self, exam: Exam, *, passed: bool) -> None:
        make.AttemptFactory(enrollment=self.enrollment, exam=exam, is_passed=passed, score=80 if passed else 40)

    def add_attendance(
        self, item: Lesson | Exam, *, present: bool | None = True, starts_in: float = -1, **fields: Any
    ) -> Any:
        item_field = {"lesson": item} if isinstance(item, Lesson) else {"exam": item}
        session = make.ClassSessionFactory(subject=self.subject, starts_in=starts_in, **item_field)
        return make.AttendanceFactory(class_session=session, enrollment=self.enrollment, is_present=present, **fields)


def nothing(sample: SampleTraining) -> None:
    pass


def lessons_without_gate(sample: SampleTraining) -> None:
    sample.add_studies(sample.add_lesson())
    sample.add_lesson()


def gate_not_taken(sample: SampleTraining) -> None:
    lesson = sample.add_lesson()
    sample.add_exam(lesson)
    sample.add_studies(lesson)


def gate_failed(sample: SampleTraining) -> None:
    lesson = sample.add_lesson()
    sample.add_studies(lesson)
    sample.add_attempt(sample.add_exam(lesson), passed=False)


def gate_passed_after_failing(sample: SampleTraining) -> None:
    lesson = sample.add_lesson()
    gate = sample.add_exam(lesson)
    sample.add_studies(lesson)
    sample.add_attempt(gate, passed=False)
    sample.add_attempt(gate, passed=True)


def gate_passed_without_slides(sample: SampleTraining) -> None:
    lesson = sample.add_lesson()
    sample.add_attempt(sample.add_exam(lesson), passed=True)


def one_of_two_gates(sample: SampleTraining) -> None:
    lesson = sample.add_lesson()
    sample.add_studies(lesson)
    sample.add_attempt(sample.add_exam(lesson), passed=True)
    sample.add_exam(lesson)


def optional_and_deleted_gates_do_not_hold_back(sample: SampleTraining) -> None:
    lesson = sample.add_lesson()
    sample.add_studies(lesson)
    sample.add_exam(lesson, is_mandatory=False)
    sample.add_exam(lesson, deleted_at=timezone.now())
    sample.add_exam(lesson, type="ONSITE")


def optional_lesson_is_no_item(sample: SampleTraining) -> None:
    sample.add_studies(sample.add_lesson(is_mandatory=False), sample.add_lesson())


def deleted_lesson_is_no_item(sample: SampleTraining) -> None:
    sample.add_studies(sample.add_lesson(deleted_at=timezone.now()))
    sample.add_lesson()


def deleted_subject_has_no_items(sample: SampleTraining) -> None:
    sample.add_studies(sample.add_lesson())
    sample.subject.deleted_at = timezone.now()
    sample.subject.save()


def subject_exams(sample: SampleTraining) -> None:
    sample.add_attempt(sample.add_exam(), passed=True)
    sample.add_attempt(sample.add_exam(), passed=False)
    sample.add_exam(is_mandatory=False)
    sample.add_exam(deleted_at=timezone.now())


def exams_of_the_training(sample: SampleTraining) -> None:
    sample.add_studies(sample.add_lesson())
    sample.add_attempt(sample.add_training_exam(), passed=True)
    sample.add_attempt(sample.add_training_exam(), passed=False)
    sample.add_attendance(sample.add_training_exam(type="ONSITE"))
    sample.add_training_exam(is_mandatory=False)
    sample.add_training_exam(deleted_at=timezone.now())
    make.ExamFactory(subject=None, training=make.TrainingFactory(company=sample.world.alpine))


def exams_of_a_training_without_subjects(sample: SampleTraining) -> None:
    sample.subject.delete()
    sample.add_attempt(sample.add_training_exam(), passed=True)


def open_attempt(sample: SampleTraining) -> None:
    make.AttemptFactory(
        enrollment=sample.enrollment, exam=sample.add_exam(), finished_at=None, score=None, is_passed=None
    )


def classes_count_for_nothing(sample: SampleTraining) -> None:
    sample.add_attendance(sample.add_lesson())


def everything_done(sample: SampleTraining) -> None:
    sample.add_studies(sample.add_lesson(), sample.add_lesson())
    sample.add_attempt(sample.add_exam(), passed=True)


def present_and_absent(sample: SampleTraining) -> None:
    sample.add_attendance(sample.add_lesson())
    sample.add_attendance(sample.add_lesson(), present=False)
    sample.add_attendance(sample.add_lesson(), present=None)


def class_in_the_future(sample: SampleTraining) -> None:
    sample.add_attendance(sample.add_lesson(), starts_in=0.1)


def class_that_starts_this_moment(sample: SampleTraining) -> None:
    sample.add_attendance(sample.add_lesson(), starts_in=0)


def attended_twice_counts_once(sample: SampleTraining) -> None:
    lesson = sample.add_lesson()
    sample.add_attendance(lesson, starts_in=-2)
    sample.add_attendance(lesson, starts_in=-1)


def slides_count_for_nothing(sample: SampleTraining) -> None:
    sample.add_studies(sample.add_lesson())


def exam_classes(sample: SampleTraining) -> None:
    sample.add_attendance(sample.add_exam(type="ONSITE"))
    sample.add_attendance(sample.add_exam(type="ONSITE"), is_passed=True)
    sample.add_attendance(sample.add_exam(type="ONSITE"), is_passed=False)


def classes_of_exams_of_the_training(sample: SampleTraining) -> None:
    sample.add_attendance(sample.add_training_exam(type="ONSITE"), is_passed=True)
    sample.add_attendance(sample.add_training_exam(access_mode="SCHEDULED"), is_passed=False)
    sample.add_attempt(sample.add_training_exam(), passed=True)
    sample.add_training_exam(is_mandatory=False)
    sample.add_training_exam(deleted_at=timezone.now())


def online_attempts_count_for_nothing(sample: SampleTraining) -> None:
    sample.add_attempt(sample.add_exam(), passed=True)


def deleted_class(sample: SampleTraining) -> None:
    lesson = sample.add_lesson()
    session = make.ClassSessionFactory(
        subject=sample.subject, lesson=lesson, deleted_at=timezone.now(), is_cancelled=True
    )
    make.AttendanceFactory(class_session=session, enrollment=sample.enrollment, is_present=True)


def class_of_no_lesson(sample: SampleTraining) -> None:
    sample.add_lesson()
    session = make.ClassSessionFactory(subject=sample.subject)
    make.AttendanceFactory(class_session=session, enrollment=sample.enrollment, is_present=True)


def gates_do_not_matter_in_class(sample: SampleTraining) -> None:
    lesson = sample.add_lesson()
    sample.add_exam(lesson)
    sample.add_attendance(lesson)


Case: TypeAlias = Callable[[SampleTraining], None]

# Each case with the total number of items, and how many of them are completed.
DISTANCE_CASES: list[tuple[Case, int, int]] = [
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
    (exams_of_the_training, 4, 2),
    (exams_of_a_training_without_subjects, 1, 1),
    (open_attempt, 1, 0),
    (classes_count_for_nothing, 1, 0),
    (everything_done, 3, 3),
]
CLASS_CASES: list[tuple[Case, int, int]] = [
    (nothing, 0, 0),
    (present_and_absent, 3, 1),
    (class_in_the_future, 1, 0),
    (class_that_starts_this_moment, 1, 0),
    (attended_twice_counts_once, 1, 1),
    (slides_count_for_nothing, 1, 0),
    (exam_classes, 3, 2),
    (classes_of_exams_of_the_training, 3, 1),
    (online_attempts_count_for_nothing, 1, 0),
    (deleted_class, 1, 0),
    (class_of_no_lesson, 1, 0),
    (gates_do_not_matter_in_class, 1, 1),
    (deleted_lesson_is_no_item, 1, 0),
]
CASES = [("DISTANCE", *case) for case in DISTANCE_CASES]
CASES += [(type, *case) for type in ("ONSITE", "REMOTE") for case in CLASS_CASES]
