"""One id of each kind of object that one student can reach, with which scripts can call every path."""

from typing import Any

from django.db.models import F, Model
from django.utils import timezone

from accounts.models import Notification, PilotGroup, User
from exams.models import Attempt, AttemptQuestion, Exam, Option, Question
from locations.models import Location
from missions.models import FlightRecord
from onsite.models import Attendance, ClassSession
from trainings.models import Enrollment, LearningObjective, Lesson, Metric, Slide, Training

# None for an object that does not exist: the school may have been used since it was created.
Rows = dict[str, Model | None]


def find_examples(student: User) -> dict[str, str | None]:
    """Ids by kind. Those of online lessons, of classes and of flights belong together: paths combine them."""
    rows = find_online_rows(student) | find_class_rows(student) | find_flight_rows(student) | find_other_rows(student)
    return {kind: str(row.pk) if row else None for kind, row in rows.items()}


def find_online_rows(student: User) -> Rows:
    """The lesson that `enrollment` studied last, with an exam that can be taken; `attempt` is a finished one."""
    mine = Enrollment.objects.filter(user=student, training__type=Training.Type.DISTANCE, training__has_theory=True)
    unfinished_first = F("finished_at").asc(nulls_first=True)
    enrollment = mine.order_by(unfinished_first, "created_at").select_related("training").first()
    studied = Lesson.objects.filter(studies__enrollment__in=list_known(enrollment), deleted_at=None).select_related(
        "subject"
    )
    lesson = studied.order_by("-studies__completed_at").first()
    subject = lesson.subject if lesson else None
    exams = Exam.objects.filter(subject=subject, deleted_at=None).order_by("id")
    exam = exams.filter(lesson=lesson).first() or exams.filter(lesson=None).first()
    question = Question.objects.filter(exams__in=list_known(exam), deleted_at=None).order_by("created_at", "id").first()
    attempt = Attempt.objects.filter(enrollment=enrollment, finished_at__isnull=False).order_by("started_at").first()
    return {
        "enrollment": enrollment,
        "training": enrollment and enrollment.training,
        "subject": subject,
        "lesson": lesson,
        "slide": Slide.objects.filter(lesson=lesson, deleted_at=None).order_by("order").first(),
        "exam": exam,
        "question": question,
        "option": Option.objects.filter(question=question).order_by("order").first(),
        "attempt": attempt,
        "attempt_question": AttemptQuestion.objects.filter(attempt=attempt).order_by("order").first(),
    }


def find_class_rows(student: User) -> Rows:
    """A class that has begun, with the student on its roster; `objective` and `metric` can be rated in it."""
    classes = ClassSession.objects.filter(attendances__enrollment__user=student, deleted_at=None)
    held = classes.filter(starts_at__lte=timezone.now()).select_related("subject").order_by("-starts_at").first()
    subject = held and held.subject
    objectives = LearningObjective.objects.filter(lesson__subject__in=list_known(subject))
    attended = Attendance.objects.filter(enrollment__user=student, is_present=True)
    return {
        "class": held,
        "future_class": classes.filter(starts_at__gt=timezone.now()).order_by("starts_at").first(),
        "attendance": attended.order_by("starts_at").first(),
        "objective": objectives.order_by("lesson__order", "id").first(),
        "metric": Metric.objects.filter(training__subjects__in=list_known(subject)).order_by("order").first(),
    }


def find_flight_rows(student: User) -> Rows:
    """A completed flight without the student's debriefing signature, with its mission and enrollment."""
    flown = FlightRecord.objects.filter(enrollment__user=student, is_completed=True, signed_at=None)
    record = flown.select_related("template", "enrollment").order_by("flown_on", "id").first()
    return {
        "flight_record": record,
        "flight_template": record and record.template,
        "flight_enrollment": record and record.enrollment,
    }


def list_known(row: Model | None) -> list[Any]:
    """For `__in` lookups: a comparison with None would match rows without the relation."""
    return [row] if row else []


def find_other_rows(student: User) -> Rows:
    company = student.company
    return {
        "user": student,
        "group": PilotGroup.objects.filter(company=company, members=student).order_by("name").first(),
        "location": Location.objects.filter(company=company).order_by("name").first(),
        "notification": Notification.objects.filter(recipient=student).order_by("created_at").first(),
    }
