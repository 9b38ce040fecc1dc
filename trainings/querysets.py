"""Who sees which part of the syllabus and which enrollments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from trainings.models import (
        Enrollment,
        LearningObjective,
        Lesson,
        LessonStudy,
        Metric,
        Slide,
        Subject,
        Training,
    )


def build_teaches_filter(user: User, training: str) -> Exists:
    """The user teaches a subject or a class of the training that the outer column `training` names."""
    from trainings.models import Subject

    subjects = Subject.objects.live().filter(training=OuterRef(training))
    return Exists(subjects.filter(Q(teacher=user) | Q(classes__teacher=user, classes__deleted_at__isnull=True)))


def build_count(rows: QuerySet[Any], by: str) -> Any:
    """How many `rows` (already filtered to an outer row by the column `by`) there are, as a column."""
    counted = rows.order_by().values(by).annotate(rows=Count("*")).values("rows")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class TrainingQuerySet(QuerySet["Training"]):
    def visible_to(self, user: User) -> TrainingQuerySet:
        """Of the own school: all for the chief instructor and up; else those one is enrolled in or teaches."""
        from trainings.models import Enrollment

        own = self.filter(company_id=user.company_id)
        if user.sees_all_students:
            return own
        enrolled = Exists(Enrollment.objects.filter(training=OuterRef("pk"), user=user))
        return own.filter(enrolled | build_teaches_filter(user, "pk"))

    def templates_for(self, user: User) -> TrainingQuerySet:
        """The templates shipped with the server, and those of the own school.

        Not `visible_to`: that is about what one reads and works in, where a training without a school has no place.
        """
        return self.filter(Q(company_id=user.company_id) | Q(company__isnull=True), is_template=True)

    def courses(self) -> TrainingQuerySet:
        """Trainings that people can be enrolled in, not patterns for making them."""
        return self.filter(is_template=False)


class SubjectQuerySet(QuerySet["Subject"]):
    def live(self) -> SubjectQuerySet:
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, user: User) -> SubjectQuerySet:
        """The live subjects of the trainings one sees."""
        from trainings.models import Training

        return self.live().filter(training__in=Training.objects.visible_to(user))

    def with_lesson_count(self) -> SubjectQuerySet:
        from trainings.models import Lesson

        lessons = Lesson.objects.filter(subject=OuterRef("pk"), deleted_at__isnull=True)
        return self.annotate(lessons_count=build_count(lessons, "subject"))

    def taught_by(self, user: User) -> SubjectQuerySet:
        """What the user teaches at present, with its training and `lessons_count`."""
        rows = self.live().filter(teacher=user, training__is_active=True, training__is_template=False)
        return rows.with_lesson_count().select_related("training").order_by("training__name", "order", "code", "id")


class LessonQuerySet(QuerySet["Lesson"]):
    def live(self) -> LessonQuerySet:
        return self.filter(deleted_at__isnull=True, subject__deleted_at__isnull=True)

    def visible_to(self, user: User) -> LessonQuerySet:
        from trainings.models import Subject

        return self.live().filter(subject__in=Subject.objects.visible_to(user))

    def with_slide_count(self) -> LessonQuerySet:
        from trainings.models import Slide

        slides = Slide.objects.filter(lesson=OuterRef("pk"), deleted_at__isnull=True)
        return self.annotate(slides_count=build_count(slides, "lesson"))


class SlideQuerySet(QuerySet["Slide"]):
    def live(self) -> SlideQuerySet:
        return self.filter(
            deleted_at__isnull=True, lesson__deleted_at__isnull=True, lesson__subject__deleted_at__isnull=True
        )

    def visible_to(self, user: User) -> SlideQuerySet:
        from trainings.models import Lesson

        return self.live().filter(lesson__in=Lesson.objects.visible_to(user))


class ObjectiveQuerySet(QuerySet["LearningObjective"]):
    def visible_to(self, user: User) -> ObjectiveQuerySet:
        from trainings.models import Lesson

        return self.filter(lesson__in=Lesson.objects.visible_to(user))


class MetricQuerySet(QuerySet["Metric"]):
    def visible_to(self, user: User) -> MetricQuerySet:
        from trainings.models import Training

        return self.filter(training__in=Training.objects.visible_to(user))


class EnrollmentQuerySet(QuerySet["Enrollment"]):
    def visible_to(self, user: User) -> EnrollmentQuerySet:
        """Readable by its student, its supervisor, a teacher of a subject or class of its training, and `<= 150`."""
        own = self.filter(company_id=user.company_id)
        if user.sees_all_students:
            return own
        mine = Q(user=user) | Q(supervisor=user)
        return own.filter(mine | Q(build_teaches_filter(user, "training"))) if user.is_staff else own.filter(mine)

    def writable_by(self, user: User) -> EnrollmentQuerySet:
        """Completing lessons and taking exams is the student's alone."""
        return self.filter(user=user, company_id=user.company_id)

    def unfinished(self) -> EnrollmentQuerySet:
        return self.filter(finished_at__isnull=True)

    def overdue(self, now: datetime) -> EnrollmentQuerySet:
        """Unfinished past the date by which they were to be finished."""
        return self.unfinished().filter(finish_before_at__lt=now)

    def newest_first(self) -> EnrollmentQuerySet:
        return self.order_by(F("created_at").desc(), F("id").desc())


class StudyQuerySet(QuerySet["LessonStudy"]):
    def of_lessons_in(self, subject: Subject) -> StudyQuerySet:
        return self.filter(lesson__subject=subject)

    def visible_to(self, user: User) -> StudyQuerySet:
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))
