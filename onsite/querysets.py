"""Who sees which classes and which attendance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from trainings.models import MAX_MINUTES

if TYPE_CHECKING:
    from accounts.models import Company, User
    from onsite.models import Attendance, ClassSession
    from trainings.models import Subject

UPCOMING_LIMIT = 30
TIME_TO_SIGN = timedelta(days=1)
MAX_LENGTH = timedelta(minutes=MAX_MINUTES)
ANY_TIME = Q()
# True of every class. For a plan that is made once for all values, PostgreSQL takes a range between two values that it
# does not know for one row in two hundred. Without such ranges it reckons with the average teacher, who teaches a tenth
# of all classes, finds that dear for a student, and plans anew with each request: for ten times as long (ADR 51).
BOUNDED_START = Q(starts_at__lt=datetime(9999, 1, 1, tzinfo=UTC))
BOUNDED_ID = Q(pk__gt=UUID(int=0), pk__lt=UUID(int=2**128 - 1))


def build_near_filter(start: datetime, end: datetime) -> Q:
    """A filter by `starts_at`, which is indexed, for every class that can overlap with the range, and a few more.

    Serves attendance too, which holds a copy of the start of its class.
    """
    return build_start_filter(*get_near_starts(start, end))


def get_near_starts(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Between which moments the classes start that can overlap with the range.

    No class is longer than `MAX_LENGTH`, so one that starts earlier than that is over.
    """
    return start - MAX_LENGTH, end


def build_start_filter(after: datetime, before: datetime) -> Q:
    return Q(starts_at__gt=after, starts_at__lt=before)


def choose_unended(rows: Iterable[ClassSession], moment: datetime) -> list[ClassSession]:
    """Those that end after the moment. Here and not in the database, because ends are not stored."""
    return [session for session in rows if session.ends_at > moment]


class ClassSessionQuerySet(QuerySet["ClassSession"]):
    def live(self) -> ClassSessionQuerySet:
        return self.filter(deleted_at__isnull=True)

    def ever_concerning(self, user: User, starting: Q = ANY_TIME) -> ClassSessionQuerySet:
        """The classes the user attends or teaches, deleted ones included.

        `starting` is a condition of `starts_at` alone. Reached by the user's own rows: with an OR of both ways, the
        database would read every class of the school. It stands in both ways only: once more outside, it would invite
        to all classes of the time, in a plan that is made for any user.
        """
        from onsite.models import Attendance, ClassSession

        taught = ClassSession.objects.filter(starting, BOUNDED_ID, teacher=user).order_by()
        attended = Attendance.objects.filter(starting, enrollment__user=user)
        return self.filter(pk__in=taught.values("pk").union(attended.values("class_session")))

    def concerning(self, user: User, starting: Q = ANY_TIME) -> ClassSessionQuerySet:
        """The classes the user attends or teaches."""
        return self.live().ever_concerning(user, starting)

    def visible_to(self, user: User, starting: Q = ANY_TIME) -> ClassSessionQuerySet:
        """Of the user's company: all for the chief instructor and up; for others those they attend or teach.

        Whoever wants those of a time passes a condition of `starts_at`, by which both ways are narrowed down.
        """
        own = self.filter(company_id=user.company_id)
        return own.live().filter(starting) if user.sees_all_students else own.concerning(user, starting)

    def deletable_by(self, user: User) -> ClassSessionQuerySet:
        """The company's classes, for its managers; deleted ones too, because deleting is idempotent (docs/api.md,
        section 5)."""
        return self.filter(company_id=user.company_id) if user.is_manager else self.none()

    def upcoming_of(self, user_id: int, company_id: UUID, now: datetime) -> ClassSessionQuerySet:
        """The user's next classes, soonest first, with everything `myClasses` shows of them.

        Reached by the user's own rows: an OR of both ways would read all the coming classes of the school.
        """
        from onsite.models import Attendance

        # Not `concerning`: a teacher may have thousands of classes to come.
        soon = Q(starts_at__gte=now) & BOUNDED_START
        coming = self.live().filter(soon, BOUNDED_ID, company_id=company_id).order_by("starts_at", "id")
        # Inside a condition, because SQLite takes no LIMIT in a part of a UNION.
        taught = self.filter(pk__in=coming.filter(teacher_id=user_id).values("pk")[:UPCOMING_LIMIT]).order_by()
        attended = Attendance.objects.live().filter(soon, enrollment__user_id=user_id)
        ids = taught.values("pk").union(attended.values("class_session"))
        rows = self.live().filter(pk__in=ids, company_id=company_id)
        return rows.select_related("subject", "lesson", "exam", "teacher").order_by("starts_at", "id")[:UPCOMING_LIMIT]

    def awaiting_signature(self, now: datetime) -> ClassSessionQuerySet:
        """Started more than a day ago and not signed by the teacher."""
        return self.live().filter(starts_at__lt=now - TIME_TO_SIGN, signed_at__isnull=True)

    def awaiting_attendance(self, now: datetime) -> ClassSessionQuerySet:
        """Begun, not signed, and somebody's attendance is not recorded."""
        from onsite.models import Attendance

        missing = Attendance.objects.filter(class_session=OuterRef("pk"), is_present__isnull=True)
        return self.live().filter(Exists(missing), starts_at__lt=now, signed_at__isnull=True)

    def in_week_of(self, company: Company, moment: datetime) -> ClassSessionQuerySet:
        """Those that start in the week of the moment, in the school's time zone."""
        monday, next_monday = company.local_week(moment)
        return self.live().filter(starts_at__gte=monday, starts_at__lt=next_monday)

    def list_overlapping(self, start: datetime, end: datetime) -> list[ClassSession]:
        """The classes that overlap with the range, touching ends excluded, in one query.

        The end of a class is not stored (`ClassSession.ends_at`), so the database narrows the rows down by their start
        and the end is compared here.
        """
        return choose_unended(self.filter(build_near_filter(start, end)), start)

    def for_class_view(self) -> ClassSessionQuerySet:
        """With everything the class view shows besides the roster."""
        return self.select_related("subject__training", "lesson", "exam", "teacher", "location")


class AttendanceQuerySet(QuerySet["Attendance"]):
    def live(self) -> AttendanceQuerySet:
        return self.filter(is_cancelled=False)

    def of_lessons_in(self, subject: Subject) -> AttendanceQuerySet:
        """What progress counts for the lessons of a subject. It goes by the lesson, not by the class: when a lesson
        moves to another subject, the classes already held of it keep counting."""
        return self.live().filter(class_session__lesson__subject=subject)

    def visible_to(self, user: User) -> AttendanceQuerySet:
        """The user's own rows; the rows of classes the user teaches; all of the company for the chief instructor and
        up.

        Anyone below manager who is on the roster of a class counts as its student, and sees only their own row there
        (docs/api.md, section 1).
        """
        own = self.filter(class_session__company_id=user.company_id)
        if user.is_manager:
            return own
        if not user.sees_all_students:
            own = own.filter(Q(enrollment__user=user) | Q(class_session__teacher=user))
        return own.as_fellow_student(user)

    def as_fellow_student(self, user: User) -> AttendanceQuerySet:
        """Only the user's own row of classes the user is on the roster of; every row of other classes."""
        from onsite.models import Attendance

        attended = Attendance.objects.filter(enrollment__user=user).values("class_session")
        return self.filter(Q(enrollment__user=user) | ~Q(class_session__in=attended))

    def for_roster(self) -> AttendanceQuerySet:
        """With the student of each row, ordered by name."""
        rows = self.select_related("enrollment__user")
        return rows.order_by("enrollment__user__surname", "enrollment__user__name", "enrollment__user_id", "id")
