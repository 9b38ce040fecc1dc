"""Plays the scenario of a demo school through the services, in chronological order and in simulated time.

A scenario consists of rows (demo/scenarios/row_batch.py) that are never stored as they are: each says who did what and
when. So everything in the database, including the ledger, finishes and certificates, is written by the same code as in
every school.
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
from demo.scenarios.playback_exams import play_finish, play_grant, play_reset, play_start
from demo.scenarios.row_batch import RowBatch
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt
from missions.models import FlightGrade, FlightRecord
from missions.services import FlightInput, record_flight, store_signature
from onsite.classes.class_plans import ClassPlan
from onsite.classes.evaluation import Evaluation
from onsite.classes.recording import ClassEntry, record_class
from onsite.classes.scheduling import schedule_class
from onsite.classes.signing import close_class
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from trainings.endpoints.lessons.services import complete_lesson
from trainings.enrollments.notes import change_notes
from trainings.enrollments.services import build_enrollment, store_enrollments
from trainings.models import Enrollment, LessonStudy, StudySession

Act = tuple[datetime, Callable[[], object]]

# How many of the latest classes, and of the latest flights of each student, stay unsigned for the lists of those.
LEFT_UNSIGNED = 2
SIGNED_AFTER = timedelta(days=2)
PLANNED_AHEAD = timedelta(days=14)
READ_AFTER = timedelta(days=20)


@dataclass
class Playback:
    """Plays `rows` on behalf of the manager; `stored` maps the id of each row to the object that a service stored."""

    rows: RowBatch
    manager: User
    now: datetime
    stored: dict[Any, Any] = field(default_factory=dict)

    def play(self) -> None:
        """Runs every act at its simulated time, oldest first: the events of a ledger are in chronological order."""
        for at, act in sorted(self.iterate_acts(), key=lambda pair: pair[0]):
            token = clock.simulated_now.set(at)
            try:
                act()
            finally:
                clock.simulated_now.reset(token)
        self.send_messages()
        self.mark_old_messages_read()

    def list_rows(self, model: Any) -> list[Any]:
        return self.rows.by_model[model]

    def iterate_acts(self) -> Iterator[Act]:
        for row in self.list_rows(Enrollment):
            yield row.created_at, partial(self.enroll, row)
        yield from self.iterate_study_acts()
        for attempt in self.list_rows(Attempt):
            yield attempt.started_at, partial(self.start, attempt)
            yield attempt.finished_at, partial(self.finish, attempt)
        for reset in self.list_rows(LessonReset):
            yield reset.reset_at, partial(self.reset, reset)
        for grant in self.list_rows(AttemptGrant):
            yield grant.granted_at, partial(self.grant, grant)
        yield from self.iterate_class_acts()
        yield from self.iterate_flight_acts()

    # --- studying and taking exams

    def enroll(self, row: Enrollment) -> None:
        (enrollment,) = store_enrollments(
            rows=[
                build_enrollment(
                    row.training, row.user_id, self.manager, supervisor=row.supervisor, flight_phase=row.flight_phase
                )
            ],
            by=self.manager,
        )
        self.stored[row.pk] = enrollment
        if row.notes:
            change_notes(enrollment_id=enrollment.pk, notes=row.notes, by=self.manager)

    def iterate_study_acts(self) -> Iterator[Act]:
        sessions: dict[Any, list[StudySession]] = defaultdict(list)
        for session in self.list_rows(StudySession):
            sessions[session.study_id].append(session)
        for study in self.list_rows(LessonStudy):
            for session in sessions[study.pk] or [StudySession(study=study, seconds=900, ended_at=study.completed_at)]:
                yield session.ended_at, partial(self.study, session)

    def study(self, session: StudySession) -> None:
        enrollment = self.stored[session.study.enrollment_id]
        complete_lesson(enrollment=enrollment, lesson=session.study.lesson, seconds=session.seconds, by=enrollment.user)

    def start(self, attempt: Attempt) -> None:
        self.stored[attempt.pk] = play_start(attempt, self.stored[attempt.enrollment_id])

    def finish(self, attempt: Attempt) -> None:
        play_finish(self.stored[attempt.pk], attempt, self.stored[attempt.enrollment_id])

    def reset(self, row: LessonReset) -> None:
        self.stored[row.pk] = play_reset(row, self.stored[row.enrollment_id])

    def grant(self, row: AttemptGrant) -> None:
        self.stored[row.pk] = play_grant(row, self.stored[row.enrollment_id], self.manager)

    # --- classes

    def iterate_class_acts(self) -> Iterator[Act]:
        rosters: dict[Any, list[Attendance]] = defaultdict(list)
        for row in self.list_rows(Attendance):
            rosters[row.class_session_id].append(row)
        held = [
            row for row in self.list_rows(ClassSession) if any(mark.is_present is not None for mark in rosters[row.pk])
        ]
        held.sort(key=lambda row: row.starts_at)
        for row in self.list_rows(ClassSession):
            yield self.get_scheduled_at(row, rosters[row.pk]), partial(self.schedule, row, rosters[row.pk])
        for row in held:
            yield min(row.ends_at, self.now), partial(self.record, row, rosters[row.pk])
        # The results of a scheduled exam come from its attempts: the teacher records nothing, and signs.
        sat = [row for row in self.list_rows(ClassSession) if row.exam and row.exam.is_scheduled]
        for row in [*held[:-LEFT_UNSIGNED], *sat]:
            if row.ends_at < self.now - SIGNED_AFTER:
                yield row.ends_at + timedelta(minutes=10), partial(self.sign, row)

    def get_scheduled_at(self, row: ClassSession, roster: list[Attendance]) -> datetime:
        """Two weeks before the class, but after everybody on the roster was enrolled, and today at the latest."""
        enrolled_at = max(mark.enrollment.created_at for mark in roster)
        return min(max(row.starts_at - PLANNED_AHEAD, enrolled_at + timedelta(minutes=5)), self.now)

    def schedule(self, row: ClassSession, roster: list[Attendance]) -> None:
        options = {
            "lesson_id": row.lesson_id,
            "exam_id": row.exam_id,
            "location_id": row.location_id,
            "duration_minutes": row.duration_minutes,
        }
        students = [mark.enrollment.user_id for mark in roster]
        plan = ClassPlan(row.subject_id, row.starts_at, row.teacher.pk, students, options)
        self.stored[row.pk] = schedule_class(plan=plan, notify=False, by=self.manager)

    def record(self, row: ClassSession, roster: list[Attendance]) -> None:
        marks: dict[int | uuid.UUID, Any] = {mark.enrollment.user_id: build_marks(mark) for mark in roster}
        evaluations: dict[int | uuid.UUID, Evaluation] = {}
        for mark in roster:
            evaluation = self.build_evaluation(mark)
            if evaluation.has_ratings:
                evaluations[mark.enrollment.user_id] = evaluation
        record_class(session=self.stored[row.pk], entry=ClassEntry(marks, evaluations), by=row.teacher)

    def build_evaluation(self, mark: Attendance) -> Evaluation:
        objectives = {row.objective_id: row.rating for row in self.list_ratings(ObjectiveRating, mark)}
        metrics = {row.metric_id: {"rating": row.rating} for row in self.list_ratings(MetricRating, mark)}
        return Evaluation(objectives=objectives, metrics=metrics)

    def list_ratings(self, model: Any, mark: Attendance) -> list[Any]:
        return [rating for rating in self.list_rows(model) if rating.attendance_id == mark.pk]

    def sign(self, row: ClassSession) -> None:
        close_class(session=self.stored[row.pk], by=row.teacher)

    # --- flights

    def iterate_flight_acts(self) -> Iterator[Act]:
        flown: dict[Any, list[FlightRecord]] = defaultdict(list)
        for row in sorted(self.list_rows(FlightRecord), key=lambda row: row.created_at):
            yield row.created_at, partial(self.fly, row)
            if row.is_completed and row.enrollment.training.requires_debriefing_signature:
                flown[row.enrollment_id].append(row)
        for rows in flown.values():
            for row in rows[:-LEFT_UNSIGNED]:
                yield row.created_at + timedelta(hours=2), partial(self.debrief, row)

    def fly(self, row: FlightRecord) -> None:
        grades = {grade.objective_id: grade.grade for grade in self.list_rows(FlightGrade) if grade.record_id == row.pk}
        flight = FlightInput(
            row.is_completed, row.seconds, row.flown_on, row.flight_id, row.instructor_id, row.remarks, grades
        )
        enrollment = self.stored[row.enrollment_id]
        self.stored[row.pk] = record_flight(
            enrollment_id=enrollment.pk, template_id=row.template_id, flight=flight, by=self.manager
        )

    def debrief(self, row: FlightRecord) -> None:
        flight = FlightRecord.objects.for_debriefing().get(pk=self.stored[row.pk].pk)
        store_signature(flight, flight.enrollment.user)

    # --- messages

    def send_messages(self) -> None:
        """Stores the messages; where one leads to a class, to the stored one."""
        messages = self.list_rows(Notification)
        for row in self.list_rows(ClassSession):
            for message in messages:
                message.url = message.url.replace(str(row.pk), str(self.stored[row.pk].pk))
        Notification.objects.bulk_create(messages)

    def mark_old_messages_read(self) -> None:
        """So that the unread messages are the recent ones, as in a school where people log in."""
        rows = Notification.objects.filter(company=self.manager.company, created_at__lt=self.now - READ_AFTER)
        rows.filter(read_at__isnull=True).update(read_at=timezone.now())


def build_marks(mark: Attendance) -> dict[str, Any]:
    columns = ("is_present", "is_passed", "seconds", "exam_rating", "remarks")
    return {column: getattr(mark, column) for column in columns}


def play_back(rows: RowBatch, people: dict[str, User], now: datetime) -> None:
    """Stores what a scenario describes; the training manager does what is not done by a student or teacher."""
    manager = next(user for user in people.values() if user.group == Role.TRAINING_MANAGER)
    Playback(rows, manager, now).play()
