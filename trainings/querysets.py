"""Reads of the syllabus and of enrollments: who sees which rows, and what a row can be read with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, cast
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from trainings.enrollments.progress import build_progress_counts, build_study_is_current

if TYPE_CHECKING:
    from typing import TypeAlias

    from django_stubs_ext import WithAnnotations

    from accounts.models import Company, User
    from trainings.enrollments.progress import EnrollmentWithProgress
    from trainings.models import (
        Credit,
        Enrollment,
        LearningObjective,
        Lesson,
        LessonStudy,
        Metric,
        Slide,
        Subject,
        Training,
    )

    LessonWithSlideCount: TypeAlias = WithAnnotations[Lesson, "SlideCount"]
    StudyWithSeconds: TypeAlias = WithAnnotations[LessonStudy, "StudySeconds"]


# Conditions of an enrollment, also for counting. A withdrawn one meets neither.
UNFINISHED = Q(finished_at__isnull=True, withdrawn_at__isnull=True)
FINISHED = Q(finished_at__isnull=False)


NEW_FOR = timedelta(days=30)
AHEAD = timedelta(days=30)


def build_attention_conditions(company: Company, now: datetime) -> dict[str, Any]:
    """The conditions of enrollments that a manager looks after: enrolled lately, not valid any more, valid for not much
    longer."""
    today = company.local_date(now)
    return {
        "new": Q(created_at__gte=now - NEW_FOR),
        "expired": build_validity_filter(date.min, today - timedelta(days=1)),
        "expiring": build_validity_filter(today, today + AHEAD),
    }


def build_validity_filter(since: date, until: date) -> Any:
    """Enrollments of active students whose last valid day is in [since, until], not replaced by a later one."""
    from trainings.models import Enrollment

    later = Enrollment.objects.filter(
        Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=OuterRef("valid_until_on")),
        training=OuterRef("training"),
        user=OuterRef("user"),
        finished_at__isnull=False,
    )
    return ~Exists(later) & Q(user__is_active=True, valid_until_on__gte=since, valid_until_on__lte=until)


class SlideCount(TypedDict):
    """What `Lesson.objects.with_slide_count` adds to each row."""

    slides_count: int


class StudySeconds(TypedDict):
    """What `LessonStudy.objects.with_seconds` adds to each row."""

    seconds: int
    is_current: bool


def build_teaches_filter(user: User, training: str) -> Q:
    """Whether the user teaches a subject or a class of the training in the outer query's column `training`.

    Two conditions, each with an index of its own: one with an OR inside would read every class of the training.
    """
    from trainings.models import Subject

    subjects = Subject.objects.live().filter(training=OuterRef(training))
    by_class = subjects.filter(classes__teacher=user, classes__deleted_at__isnull=True)
    return Q(Exists(subjects.filter(teacher=user))) | Q(Exists(by_class))


def build_count(rows: QuerySet[Any], by: str) -> Any:
    """The number of `rows` as a column; `by` is the column by which they are filtered to the outer row."""
    counts = rows.order_by().values(by).annotate(rows=Count("*")).values("rows")
    # A group without rows has no row at all, so the subquery is null where the count is 0.
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


class TrainingQuerySet(QuerySet["Training"]):
    def visible_to(self, user: User) -> TrainingQuerySet:
        """Of the user's school: all for the chief instructor and above, else those the user studies or teaches in."""
        from trainings.models import Enrollment

        own = self.filter(company_id=user.company_id)
        if user.sees_all_students:
            return own
        # From the user's own enrollments: a training has those of the whole school.
        enrolled = Q(pk__in=Enrollment.objects.filter(user=user).values("training"))
        return own.filter(enrolled | build_teaches_filter(user, "pk"))

    def taught_by(self, user: User) -> TrainingQuerySet:
        """The trainings of the user's school in which the user teaches a subject or a class."""
        return self.filter(build_teaches_filter(user, "pk"), company_id=user.company_id)

    def templates_for(self, user: User) -> TrainingQuerySet:
        """The templates shipped with the server, and those of the user's school.

        Separate from `visible_to`, which never contains a training without a school: nobody works in one.
        """
        return self.filter(Q(company_id=user.company_id) | Q(company__isnull=True), is_template=True)

    def without_templates(self) -> TrainingQuerySet:
        """The trainings that people are, were or can be enrolled in, drafts of revisions among them."""
        return self.filter(is_template=False)

    def enrollable(self) -> TrainingQuerySet:
        """The trainings that people can be enrolled in: of a course, its current revision."""
        current = Q(published_at__isnull=False, superseded_at__isnull=True)
        return self.without_templates().filter(Q(course_id__isnull=True) | current)

    def of_course(self, training: Training) -> TrainingQuerySet:
        """The training and the other revisions of its course, the newest first."""
        same = Q(course_id=training.course_id) if training.course_id else Q(pk=training.pk)
        return self.filter(same).order_by("-revision")


class SubjectQuerySet(QuerySet["Subject"]):
    def live(self) -> SubjectQuerySet:
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, user: User) -> SubjectQuerySet:
        """The live subjects of the trainings the user sees."""
        from trainings.models import Training

        return self.live().filter(training__in=Training.objects.visible_to(user))

    def with_lesson_count(self) -> SubjectQuerySet:
        from trainings.models import Lesson

        lessons = Lesson.objects.filter(subject=OuterRef("pk"), deleted_at__isnull=True)
        return self.annotate(lessons_count=build_count(lessons, "subject"))

    def taught_by(self, user: User) -> SubjectQuerySet:
        """What the user teaches in active trainings, with the training and `lessons_count`."""
        rows = self.live().filter(teacher=user, training__is_active=True, training__is_template=False)
        return rows.with_lesson_count().select_related("training").order_by("training__name", "order", "code", "id")


class LessonQuerySet(QuerySet["Lesson"]):
    def live(self) -> LessonQuerySet:
        return self.filter(deleted_at__isnull=True, subject__deleted_at__isnull=True)

    def visible_to(self, user: User) -> LessonQuerySet:
        from trainings.models import Subject

        return self.live().filter(subject__in=Subject.objects.visible_to(user))

    def with_slide_count(self) -> QuerySet[LessonWithSlideCount]:
        """Adds `slides_count`, the number of live slides."""
        from trainings.models import Slide

        slides = Slide.objects.filter(lesson=OuterRef("pk"), deleted_at__isnull=True)
        rows = self.annotate(slides_count=build_count(slides, "lesson"))
        return cast("QuerySet[LessonWithSlideCount]", rows)


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
        """Of the user's school: all for the chief instructor and above, else the user's own and those the user
        supervises, and for staff those of trainings in which the user teaches a subject or a class."""
        from trainings.models import Training

        own = self.filter(company_id=user.company_id)
        if user.sees_all_students:
            return own
        mine = Q(user=user) | Q(supervisor=user)
        taught = Q(training__in=Training.objects.taught_by(user).values("pk"))
        return own.filter(mine | taught) if user.is_staff else own.filter(mine)

    def of_person(self, user_id: int, company_id: UUID) -> EnrollmentQuerySet:
        """The user's own enrollments at the user's school."""
        return self.filter(user_id=user_id, company_id=company_id)

    def unfinished(self) -> EnrollmentQuerySet:
        """Ongoing or paused: whoever is withdrawn finishes nothing."""
        return self.filter(UNFINISHED)

    def ongoing(self) -> EnrollmentQuerySet:
        """Unfinished and not paused."""
        return self.unfinished().filter(paused_at__isnull=True)

    def paused(self) -> EnrollmentQuerySet:
        return self.filter(paused_at__isnull=False)

    def withdrawn(self) -> EnrollmentQuerySet:
        return self.filter(withdrawn_at__isnull=False)

    def finished(self) -> EnrollmentQuerySet:
        return self.filter(FINISHED)

    def in_state(self, state: str) -> EnrollmentQuerySet:
        """Those in this `Enrollment.State`."""
        chosen = {
            "ONGOING": self.ongoing,
            "PAUSED": self.paused,
            "WITHDRAWN": self.withdrawn,
            "FINISHED": self.finished,
        }
        return chosen[state]()

    def overdue(self, now: datetime) -> EnrollmentQuerySet:
        """Ongoing although their deadline has passed."""
        return self.ongoing().filter(finish_before_at__lt=now)

    def finishing_automatically(self) -> EnrollmentQuerySet:
        """Unfinished enrollments that finish as soon as they are complete, without a manager."""
        return self.unfinished().filter(training__auto_finish=True)

    def newest_first(self) -> EnrollmentQuerySet:
        return self.order_by(F("created_at").desc(), F("id").desc())

    def by_student_name(self) -> EnrollmentQuerySet:
        """By the student's surname and name, then in the order of enrolling: ids grow with time."""
        return self.order_by("user__surname", "user__name", "user_id", "id")

    def for_student_record(self) -> EnrollmentQuerySet:
        """With everything about the enrollment itself that its student record shows."""
        return self.select_related("user", "company", "training", "supervisor")

    def with_progress(self, now: datetime | F) -> QuerySet[EnrollmentWithProgress]:
        """Adds the counts of progress as of `now`, a moment or a column of the enrollment."""
        return cast("QuerySet[EnrollmentWithProgress]", self.annotate(**build_progress_counts(now)))


class StudyQuerySet(QuerySet["LessonStudy"]):
    def of_lessons_in(self, subject: Subject) -> StudyQuerySet:
        return self.filter(lesson__subject=subject)

    def with_seconds(self) -> QuerySet[StudyWithSeconds]:
        """Adds `seconds`, the time studied in all sessions, and `is_current`: whether the slides have been completed
        since the lesson was last started again."""
        rows = self.annotate(is_current=build_study_is_current(), seconds=Sum("sessions__seconds", default=0))
        return cast("QuerySet[StudyWithSeconds]", rows)

    def visible_to(self, user: User) -> StudyQuerySet:
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))


class CreditQuerySet(QuerySet["Credit"]):
    def visible_to(self, user: User) -> CreditQuerySet:
        """Users who may read an enrollment may read its credits."""
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def live(self) -> CreditQuerySet:
        """Those that count."""
        return self.filter(revoked_at__isnull=True)
