"""Who sees which classes and which attendance."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from accounts.models import Company, User
    from onsite.models import Attendance, ClassSession
    from trainings.models import Subject

UPCOMING_LIMIT = 30
TIME_TO_SIGN = timedelta(days=1)


class ClassSessionQuerySet(QuerySet["ClassSession"]):
    def live(self) -> ClassSessionQuerySet:
        return self.filter(deleted_at__isnull=True)

    def ever_concerning(self, user: User) -> ClassSessionQuerySet:
        """The classes the user attends or teaches, and would if they had not been deleted."""
        from onsite.models import Attendance

        on_roster = Attendance.objects.filter(enrollment__user=user).values("class_session")
        return self.filter(Q(teacher=user) | Q(pk__in=on_roster))

    def concerning(self, user: User) -> ClassSessionQuerySet:
        """The classes the user attends or teaches."""
        return self.live().ever_concerning(user)

    def visible_to(self, user: User) -> ClassSessionQuerySet:
        """Of the own school: all for the chief instructor and up; else those one attends or teaches."""
        own = self.filter(company_id=user.company_id)
        return own.live() if user.sees_all_students else own.concerning(user)

    def deletable_by(self, user: User) -> ClassSessionQuerySet:
        """The own school's classes, for its managers; deleted ones too, because deleting twice answers the same."""
        return self.filter(company_id=user.company_id) if user.is_manager else self.none()

    def upcoming_of(self, user: User, now: datetime) -> ClassSessionQuerySet:
        """The user's next classes, soonest first, with everything their answer shows."""
        rows = self.concerning(user).filter(company_id=user.company_id, starts_at__gte=now)
        return rows.select_related("subject", "lesson", "exam", "teacher").order_by("starts_at", "id")[:UPCOMING_LIMIT]

    def awaiting_signature(self, now: datetime) -> ClassSessionQuerySet:
        """Begun more than a day ago, and its teacher has not signed."""
        return self.live().filter(starts_at__lt=now - TIME_TO_SIGN, signed_at__isnull=True)

    def in_week_of(self, company: Company, moment: datetime) -> ClassSessionQuerySet:
        """Those that begin in the school's week around the moment."""
        monday, next_monday = company.local_week(moment)
        return self.live().filter(starts_at__gte=monday, starts_at__lt=next_monday)

    def for_class_view(self) -> ClassSessionQuerySet:
        """With everything the class view shows beside its roster."""
        return self.select_related("subject__training", "lesson", "exam", "teacher", "location")


class AttendanceQuerySet(QuerySet["Attendance"]):
    def live(self) -> AttendanceQuerySet:
        return self.filter(is_cancelled=False)

    def of_lessons_in(self, subject: Subject) -> AttendanceQuerySet:
        """What progress counts for the lessons of a subject: a lesson that was moved here brings along the classes that
        were held of it in its former subject."""
        return self.live().filter(class_session__lesson__subject=subject)

    def visible_to(self, user: User) -> AttendanceQuerySet:
        """One's own rows; the rows of classes one teaches; all of the school for the chief instructor and up.

        Below the managers, whoever is on the roster of a class counts as its student and sees there the own row alone.
        """
        own = self.filter(class_session__company_id=user.company_id)
        if user.is_manager:
            return own
        if not user.sees_all_students:
            own = own.filter(Q(enrollment__user=user) | Q(class_session__teacher=user))
        return own.as_fellow_student(user)

    def as_fellow_student(self, user: User) -> AttendanceQuerySet:
        """Of classes on whose roster the user is, the own row alone; of other classes, every row."""
        from onsite.models import Attendance

        attended = Attendance.objects.filter(enrollment__user=user).values("class_session")
        return self.filter(Q(enrollment__user=user) | ~Q(class_session__in=attended))

    def for_roster(self) -> AttendanceQuerySet:
        """By name, each with its student."""
        rows = self.select_related("enrollment__user")
        return rows.order_by("enrollment__user__surname", "enrollment__user__name", "enrollment__user_id", "id")
