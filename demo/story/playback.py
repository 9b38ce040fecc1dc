"""Plays the story of a demo school through the services, act by act in the order of time.

The story is told in rows (demo/story/facts.py) that are never stored as they stand: each says who did what and when.
So what is in the database, the ledger, finishes and certificates included, was made by the code that every school uses.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.models import Notification, User
from accounts.roles import Role
from core import clock
from demo.story.facts import RowBatch
from demo.story.playback_exams import play_finish, play_start
from exams.models import Attempt
from missions.models import FlightRecord
from missions.services import FlightInput, record_flight, store_signature
from onsite.classes.attendance import store_attendance
from onsite.classes.class_plans import ClassPlan
from onsite.classes.evaluation import save_evaluation
from onsite.classes.scheduling import schedule_class
from onsite.classes.signing import close_class
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from trainings.endpoints.lessons.services import complete_lesson
from trainings.enrollments.notes import change_notes
from trainings.enrollments.services import build_enrollment, store_enrollments
from trainings.models import Enrollment, LessonStudy, StudySession

Act = tuple[datetime, Callable[[], object]]

# So many of the latest classes, and flights of each student, are left open for the lists of what is still to be signed.
LEFT_OPEN = 2
SETTLED = timedelta(days=2)
PLANNED_AHEAD = timedelta(days=14)
READ_AFTER = timedelta(days=20)


@dataclass
class Playback:
    """Tells `facts` by the school's manager; what has become of each row is found by the row's own id."""

    facts: RowBatch
    manager: User
    now: datetime
    made: dict[Any, Any] = field(default_factory=dict)

    def play(self) -> None:
        """Every act under the clock of its moment, oldest first."""
        for at, act in sorted(self.acts(), key=lambda pair: pair[0]):
            told = clock.simulated_now.set(at)
            try:
                act()
            finally:
                clock.simulated_now.reset(told)
        Notification.objects.bulk_create(self.rows(Notification))
        self.read_old_messages()

    def rows(self, model: Any) -> list[Any]:
        return self.facts.rows[model]

    def acts(self) -> Iterator[Act]:
        for row in self.rows(Enrollment):
            yield row.created_at, partial(self.enroll, row)
        yield from self.iterate_study_acts()
        for attempt in self.rows(Attempt):
            yield attempt.started_at, partial(self.start, attempt)
            yield attempt.finished_at, partial(self.finish, attempt)
        yield from self.classes()
        yield from self.flights()

    # --- studying and sitting exams

    def enroll(self, row: Enrollment) -> None:
        (stored,) = store_enrollments(
            rows=[
                build_enrollment(
                    row.training, row.user_id, self.manager, supervisor=row.supervisor, flight_phase=row.flight_phase
                )
            ],
            by=self.manager,
        )
        self.made[row.pk] = stored
        if row.notes:
            change_notes(enrollment_id=stored.pk, notes=row.notes, by=self.manager)

    def iterate_study_acts(self) -> Iterator[Act]:
        sittings: dict[Any, list[StudySession]] = defaultdict(list)
        for session in self.rows(StudySession):
            sittings[session.study_id].append(session)
        for study in self.rows(LessonStudy):
            for session in sittings[study.pk] or [StudySession(study=study, seconds=900, ended_at=study.completed_at)]:
                yield session.ended_at, partial(self.study, session)

    def study(self, session: StudySession) -> None:
        enrollment = self.made[session.study.enrollment_id]
        complete_lesson(enrollment=enrollment, lesson=session.study.lesson, seconds=session.seconds, by=enrollment.user)

    def start(self, attempt: Attempt) -> None:
        self.made[attempt.pk] = play_start(attempt, self.made[attempt.enrollment_id])

    def finish(self, attempt: Attempt) -> None:
        play_finish(self.made[attempt.pk], attempt, self.made[attempt.enrollment_id])

    # --- classes

    def classes(self) -> Iterator[Act]:
        rosters: dict[Any, list[Attendance]] = defaultdict(list)
        for row in self.rows(Attendance):
            rosters[row.class_session_id].append(row)
        held = [row for row in self.rows(ClassSession) if any(mark.is_present is not None for mark in rosters[row.pk])]
        held.sort(key=lambda row: row.starts_at)
        for row in self.rows(ClassSession):
            yield self.get_planned_at(row, rosters[row.pk]), partial(self.schedule, row, rosters[row.pk])
        for row in held:
            over = min(row.ends_at, self.now)
            yield over, partial(self.record, row, rosters[row.pk])
        for row in held[:-LEFT_OPEN]:
            if row.ends_at < self.now - SETTLED:
                yield row.ends_at + timedelta(minutes=10), partial(self.sign, row)

    def get_planned_at(self, row: ClassSession, roster: list[Attendance]) -> datetime:
        """Two weeks ahead, as soon as everybody is enrolled, and not later than today."""
        enrolled = max(mark.enrollment.created_at for mark in roster)
        return min(max(row.starts_at - PLANNED_AHEAD, enrolled + timedelta(minutes=5)), self.now)

    def schedule(self, row: ClassSession, roster: list[Attendance]) -> None:
        options = {
            "lesson_id": row.lesson_id,
            "exam_id": row.exam_id,
            "location_id": row.location_id,
            "duration_minutes": row.duration_minutes,
        }
        students = [mark.enrollment.user_id for mark in roster]
        plan = ClassPlan(row.subject_id, row.starts_at, row.teacher.pk, students, options)
        self.made[row.pk] = schedule_class(plan=plan, notify=False, by=self.manager)

    def record(self, row: ClassSession, roster: list[Attendance]) -> None:
        session = self.made[row.pk]
        for mark in roster:
            self.evaluate(session, mark, row.teacher)
        marks: dict[int | uuid.UUID, Any] = {mark.enrollment.user_id: build_marks(mark) for mark in roster}
        store_attendance(session=session, marks=marks, by=row.teacher)

    def evaluate(self, session: ClassSession, mark: Attendance, teacher: User) -> None:
        objectives = {rated.objective_id: rated.rating for rated in self.list_ratings(ObjectiveRating, mark)}
        metrics = {rated.metric_id: {"rating": rated.rating} for rated in self.list_ratings(MetricRating, mark)}
        if objectives or metrics:
            save_evaluation(
                session=session,
                student_id=mark.enrollment.user_id,
                objectives=objectives,
                metrics=metrics,
                by=teacher,
            )

    def list_ratings(self, model: Any, mark: Attendance) -> list[Any]:
        return [rating for rating in self.rows(model) if rating.attendance_id == mark.pk]

    def sign(self, row: ClassSession) -> None:
        close_class(session=self.made[row.pk], by=row.teacher)

    # --- flights

    def flights(self) -> Iterator[Act]:
        flown: dict[Any, list[FlightRecord]] = defaultdict(list)
        for row in sorted(self.rows(FlightRecord), key=lambda row: row.created_at):
            yield row.created_at, partial(self.fly, row)
            if row.is_completed and row.enrollment.training.requires_debriefing_signature:
                flown[row.enrollment_id].append(row)
        for rows in flown.values():
            for row in rows[:-LEFT_OPEN]:
                yield row.created_at + timedelta(hours=2), partial(self.debrief, row)

    def fly(self, row: FlightRecord) -> None:
        flight = FlightInput(row.is_completed, row.seconds, row.flown_on, row.flight_id, row.instructor_id, row.remarks)
        enrollment = self.made[row.enrollment_id]
        self.made[row.pk] = record_flight(
            enrollment_id=enrollment.pk, template_id=row.template_id, flight=flight, by=self.manager
        )

    def debrief(self, row: FlightRecord) -> None:
        stored = FlightRecord.objects.for_debriefing().get(pk=self.made[row.pk].pk)
        store_signature(stored, stored.enrollment.user)

    # --- messages

    def read_old_messages(self) -> None:
        """People have read what the services told them about long ago."""
        rows = Notification.objects.filter(company=self.manager.company, created_at__lt=self.now - READ_AFTER)
        rows.filter(read_at__isnull=True).update(read_at=timezone.now())


def build_marks(mark: Attendance) -> dict[str, Any]:
    columns = ("is_present", "is_passed", "seconds", "exam_rating", "remarks")
    return {column: getattr(mark, column) for column in columns}


def play_back(facts: RowBatch, people: dict[str, User], now: datetime) -> None:
    """Makes a school's life of its story; by its training manager."""
    manager = next(user for user in people.values() if user.group == Role.TRAINING_MANAGER)
    Playback(facts, manager, now).play()
