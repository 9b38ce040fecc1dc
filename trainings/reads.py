"""What the screens of students and teachers show, gathered in a constant number of queries."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    Expression,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import ExtractIsoYear, ExtractWeek

from accounts.models import User
from exams.models import Attempt, Exam
from missions.models import FlightRecord, FlightTemplate
from onsite.models import Attendance
from trainings import progress
from trainings.models import Enrollment, Lesson, LessonStudy, StudySession, Subject, Training
from trainings.progress import Progress
from trainings.querysets import count_of, teaches


def my_enrollments(user: User, now: datetime) -> QuerySet[Enrollment, Any]:
    """The rows of My Trainings, newest first, each with its training, `subjects_count` and progress."""
    subjects = Subject.objects.live().filter(training=OuterRef("training"))
    rows = Enrollment.objects.filter(user=user, company_id=user.company_id).select_related("training")
    rows = rows.annotate(subjects_count=count_of(subjects, "training")).newest_first()
    return progress.with_progress(rows, now)


def managed_trainings(manager: User) -> QuerySet[Training, Any]:
    """The school's trainings by name, with `students_count` (every enrollment), `subjects_count`, `flights_count`."""
    outer = OuterRef("pk")
    courses = Training.objects.visible_to(manager).courses().select_related("company")
    return courses.annotate(
        students_count=count_of(Enrollment.objects.filter(training=outer), "training"),
        subjects_count=count_of(Subject.objects.live().filter(training=outer), "training"),
        flights_count=count_of(FlightTemplate.objects.live().filter(training=outer), "training"),
    ).order_by("name", "id")


@dataclass
class SubjectRead:
    """A subject of the syllabus as one enrollment stands in it, or (without an enrollment) as managers see it."""

    subject: Subject
    lessons: list[Lesson]
    exams: list[Exam]

    @property
    def progress(self) -> Progress:
        rows: list[Any] = [*self.lessons, *self.exams]
        items = [row for row in rows if row.is_mandatory]
        return Progress(total=len(items), completed=sum(row.is_done for row in items))

    @property
    def done_by_lesson(self) -> dict[str, bool]:
        return {str(lesson.pk): lesson.is_done for lesson in self.lessons}  # type: ignore[attr-defined]

    @property
    def total_minutes(self) -> int:
        return sum(lesson.duration_minutes for lesson in self.lessons if lesson.is_mandatory)


@dataclass
class FlightTypeRead:
    """The missions of one kind: how many there are, how many are completed, and the seconds flown in them."""

    missions: int = 0
    completed: int = 0
    seconds: int = 0


@dataclass
class TrainingRead:
    """The training view of one enrollment, or (without one) of the training itself."""

    training: Training
    enrollment: Enrollment | None
    function: str
    subjects: list[SubjectRead]
    flights: list[FlightTemplate]
    flown: list[FlightRecord] = field(default_factory=list)
    weeks: list[dict[str, Any]] = field(default_factory=list)
    shows_notes: bool = False
    flight_types: dict[str, FlightTypeRead] = field(init=False)

    def __post_init__(self) -> None:
        self.flight_types = by_flight_type(self.flights, self.flown)

    @property
    def progress(self) -> Progress:
        parts = [subject.progress for subject in self.subjects]
        return Progress(total=sum(p.total for p in parts), completed=sum(p.completed for p in parts))


def find_enrollment(user: User, id: uuid.UUID) -> Enrollment | None:
    """The enrollment with this id; or, `id` being a training's, the caller's newest enrollment in it."""
    rows = Enrollment.objects.visible_to(user).filter(Q(pk=id) | Q(training_id=id, user=user))
    rows = rows.annotate(is_taught_by_caller=teaches(user, "training"))
    return rows.select_related("training__manager", "user", "supervisor", "company").newest_first().first()


def find_training(user: User, id: uuid.UUID) -> Training | None:
    """The training with this id, for staff who see it without being enrolled in it."""
    rows = Training.objects.visible_to(user).courses().annotate(is_taught_by_caller=teaches(user, "pk"))
    return rows.select_related("manager").filter(pk=id).first() if user.is_staff else None


def training_view(enrollment: Enrollment, *, viewer: User, now: datetime) -> TrainingRead:
    """Everything the training view shows of an enrollment from `find_enrollment`, in seven queries."""
    return TrainingRead(
        training=enrollment.training,
        enrollment=enrollment,
        function=function_of(viewer, enrollment),
        subjects=subjects_of(enrollment, now),
        flights=flights_of(enrollment.training, progress.flight_is_done(enrollment)),
        flown=list(enrollment.flight_records.select_related("template").order_by("flown_on", "id")),
        weeks=weekly_time(enrollment),
        shows_notes=viewer.is_manager and enrollment.user_id != viewer.pk,
    )


def training_view_without_student(training: Training) -> TrainingRead:
    """The same of a training from `find_training`, in four queries: nothing is completed, for nobody studies."""
    nothing = Value(False, BooleanField())
    return TrainingRead(
        training=training,
        enrollment=None,
        function="teacher" if training.is_taught_by_caller else "manager",  # type: ignore[attr-defined]
        subjects=syllabus(training, lesson_is_done=nothing, exam_is_done=nothing),
        flights=flights_of(training, nothing),
    )


def function_of(viewer: User, enrollment: Enrollment) -> str:
    """The part the viewer has in the enrollment, the nearest first."""
    if enrollment.user_id == viewer.pk:
        return "student"
    if enrollment.supervisor_id == viewer.pk:
        return "supervisor"
    return "teacher" if enrollment.is_taught_by_caller else "manager"  # type: ignore[attr-defined]


def subjects_of(enrollment: Enrollment, now: datetime) -> list[SubjectRead]:
    """The live subjects of the enrollment's training, each lesson and subject-level exam with `is_done`."""
    training = enrollment.training
    return syllabus(
        training,
        lesson_is_done=progress.lesson_is_done(enrollment, training, now),
        exam_is_done=progress.exam_is_done(enrollment, training, now),
    )


def syllabus(training: Training, *, lesson_is_done: Expression, exam_is_done: Expression) -> list[SubjectRead]:
    """The live subjects of a training, each lesson and subject-level exam with `is_done` as the expressions tell it."""
    subjects = Subject.objects.live().filter(training=training).order_by("order", "code", "id")
    lessons = Lesson.objects.live().filter(subject__training=training)
    exams = Exam.objects.live().filter(subject__training=training, lesson__isnull=True)
    return grouped(
        subjects,
        lessons.annotate(is_done=lesson_is_done),
        exams.annotate(is_done=exam_is_done),
    )


def flights_of(training: Training, is_done: Expression) -> list[FlightTemplate]:
    """The live missions of a training in order, with `is_done`."""
    rows = FlightTemplate.objects.live().filter(training=training).annotate(is_done=is_done)
    return list(rows.order_by("order", "id"))


def grouped(subjects: Iterable[Subject], lessons: Iterable[Lesson], exams: Iterable[Exam]) -> list[SubjectRead]:
    reads = {subject.pk: SubjectRead(subject, [], []) for subject in subjects}
    for lesson in lessons:
        reads[lesson.subject_id].lessons.append(lesson)
    for exam in exams:
        reads[exam.subject_id].exams.append(exam)
    return list(reads.values())


def by_flight_type(flights: Iterable[FlightTemplate], flown: Iterable[FlightRecord]) -> dict[str, FlightTypeRead]:
    types: dict[str, FlightTypeRead] = defaultdict(FlightTypeRead)
    for template in flights:
        types[template.flight_type].missions += 1
        types[template.flight_type].completed += template.is_done  # type: ignore[attr-defined]
    for record in flown:
        types[record.template.flight_type].seconds += record.seconds
    return dict(types)


def weekly_time(enrollment: Enrollment) -> list[dict[str, Any]]:
    """Seconds studied online per ISO week of the school, oldest first: `[{"year", "week", "seconds"}]`."""
    zone = enrollment.company.zone
    sessions = StudySession.objects.filter(study__enrollment=enrollment)
    weeks = sessions.annotate(
        year=ExtractIsoYear("ended_at", tzinfo=zone), week=ExtractWeek("ended_at", tzinfo=zone)
    ).values("year", "week")
    return list(weeks.annotate(seconds=Sum("seconds")).order_by("year", "week"))


def my_subjects(user: User) -> list[Training]:
    """The active trainings the user is enrolled in, each once, with `live_subjects`."""
    enrolled = Enrollment.objects.filter(user=user, training=OuterRef("pk"))
    live = Subject.objects.live().order_by("order", "code", "id")
    rows = Training.objects.filter(Exists(enrolled), company_id=user.company_id, is_active=True)
    return list(rows.order_by("name", "id").prefetch_related(Prefetch("subjects", live, to_attr="live_subjects")))


@dataclass
class SubjectView:
    """A subject with its lessons, their gate exams and its own exams; `enrollment` is None for managers."""

    read: SubjectRead
    training: Training
    gates: dict[uuid.UUID, list[Exam]]
    enrollment: Enrollment | None = None
    attendance: dict[uuid.UUID, list[Attendance | LessonStudy]] = field(default_factory=dict)


def subject_of(enrollment: Enrollment, subject_id: uuid.UUID) -> Subject | None:
    """The live subject of the enrollment's training with this id."""
    rows = Subject.objects.live().filter(pk=subject_id, training_id=enrollment.training_id)
    return rows.select_related("training", "teacher").first()


def subject_view(subject: Subject, enrollment: Enrollment, now: datetime) -> SubjectView:
    """The student's subject view, in four queries."""
    training = subject.training
    lessons = Lesson.objects.live().filter(subject=subject).with_slide_count()
    exams = exams_with_results(subject, enrollment, now)
    read = SubjectRead(
        subject,
        list(lessons.annotate(is_done=progress.lesson_is_done(enrollment, training, now))),
        [exam for exam in exams if exam.lesson_id is None],
    )
    return SubjectView(read, training, gates_among(exams), enrollment, attendance_by_lesson(subject, enrollment))


def subject_view_for_managers(subject: Subject) -> SubjectView:
    """The same without a student, in two queries."""
    exams = list(Exam.objects.live().filter(subject=subject).order_by("name", "id"))
    lessons = list(Lesson.objects.live().filter(subject=subject).with_slide_count())
    read = SubjectRead(subject, lessons, [exam for exam in exams if exam.lesson_id is None])
    return SubjectView(read, subject.training, gates_among(exams))


def exams_with_results(subject: Subject, enrollment: Enrollment, now: datetime) -> list[Exam]:
    """The live exams of a subject with `is_done`, `is_passed_online` and `attempts_used`."""
    attempts = Attempt.objects.filter(exam=OuterRef("pk"), enrollment=enrollment)
    rows = (
        Exam.objects.live()
        .filter(subject=subject)
        .annotate(
            is_done=progress.exam_is_done(enrollment, subject.training, now),
            is_passed_online=progress.exam_is_passed_online(enrollment),
            attempts_used=count_of(attempts, "exam"),
        )
    )
    return list(rows.order_by("name", "id"))


def gates_among(exams: Iterable[Exam]) -> dict[uuid.UUID, list[Exam]]:
    gates: dict[uuid.UUID, list[Exam]] = defaultdict(list)
    for exam in exams:
        if exam.lesson_id:
            gates[exam.lesson_id].append(exam)
    return gates


def attendance_by_lesson(subject: Subject, enrollment: Enrollment) -> dict[uuid.UUID, list[Attendance | LessonStudy]]:
    """What the enrollment did for each lesson of the subject: studied online, and attended, oldest class first."""
    done: dict[uuid.UUID, list[Attendance | LessonStudy]] = defaultdict(list)
    studies = enrollment.studies.of_lessons_in(subject)
    for study in studies.annotate(seconds=Sum("sessions__seconds", default=0)):
        done[study.lesson_id].append(study)
    classes = enrollment.attendances.of_lessons_in(subject)
    for row in classes.select_related("class_session").order_by("starts_at", "id"):
        done[row.item_id].append(row)
    return done


def students_of(training: Training) -> dict[str, int]:
    """How many enrollments a training has, and how many of them are finished."""
    return training.enrollments.aggregate(total=Count("pk"), finished=Count("finished_at"))
