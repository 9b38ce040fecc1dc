"""Plans the classes of one week again in another week."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Company, Holiday, User
from core.exceptions import InvalidInput
from core.school_time import get_clock_time
from office.class_planning.warnings import join_names
from office.forms.date_inputs import EARLIER, SchoolMomentField
from office.timetable.series.forms import CopyWeekForm
from office.timetable.series.proposals import Proposal, Series, check_number, describe_day, find_holiday
from onsite.classes.class_plans import ClassPlan
from onsite.models import Attendance, ClassSession
from trainings.endpoints.calendar.reads import build_title
from trainings.models import Enrollment


class LeftOut(Exception):
    """The class is not copied; the text says why."""


@dataclass(frozen=True)
class Copier:
    """What decides how each class of the week is copied."""

    shift: timedelta
    school: Company
    holidays: Sequence[Holiday]
    rosters: dict[uuid.UUID, list[User]]
    attending: set[tuple[uuid.UUID, int]]  # trainings and the users whose enrollment in them is ongoing

    def propose_copy(self, original: ClassSession) -> Proposal:
        """Raises LeftOut."""
        starts_at = self.shift_start(original)
        reject_outdated(original)
        training_id = original.subject.training_id
        roster = self.rosters.get(original.pk, [])
        students = [user for user in roster if (training_id, user.pk) in self.attending]
        if not students:
            raise LeftOut(_("None of its students is in the training any more."))
        gone = [str(user) for user in roster if user not in students]
        text = _("No longer in the training, and left out: %(names)s.")
        notes = (text % {"names": join_names(gone)},) if gone else ()
        return Proposal(build_plan(original, starts_at, students), build_session(original, starts_at), notes)

    def shift_start(self, original: ClassSession) -> datetime:
        """The start in the other week: the same weekday, at the same time of the clocks."""
        shown = get_clock_time(original.starts_at, self.school.zone) + self.shift
        if holiday := find_holiday(shown.date(), self.holidays):
            raise LeftOut(_("Holiday: %(holiday)s") % {"holiday": holiday})
        try:
            return SchoolMomentField(zone=self.school.zone).resolve(shown.replace(fold=0, microsecond=0), EARLIER)
        except ValidationError as error:
            raise LeftOut(" ".join(error.messages)) from error


def propose_copy_of_week(form: CopyWeekForm, by: User) -> Series:
    """The classes of a valid form. Raises InvalidInput for a week without any, and for too many. Four queries."""
    originals = list_originals(form, by)
    copier = build_copier(form, originals, by)
    proposals: list[Proposal] = []
    left_out: list[tuple[str, str]] = []
    for original in originals:
        try:
            proposals.append(copier.propose_copy(original))
        except LeftOut as error:
            day = by.company.local_date(original.starts_at) + copier.shift
            left_out.append((f"{describe_day(day)}: {build_title(original)}", str(error)))
    if not originals:
        raise InvalidInput(_("There is no class in this week."))
    check_number(proposals)
    return Series(proposals, left_out)


def list_originals(form: CopyWeekForm, by: User) -> list[ClassSession]:
    """The classes that are copied, by their start."""
    school, data = by.company, form.cleaned_data
    rows = ClassSession.objects.visible_to(by).in_week_of(school, school.get_day_start(data["week"]))
    if data["training"]:
        rows = rows.filter(subject__training=data["training"])
    return list(rows.for_class_view().select_related("teacher__company").order_by("starts_at", "id"))


def build_copier(form: CopyWeekForm, originals: Sequence[ClassSession], by: User) -> Copier:
    shift, data = form.get_shift(), form.cleaned_data
    days = [by.company.local_date(original.starts_at) + shift for original in originals]
    holidays = Holiday.objects.visible_to(by).between(min(days), max(days)) if days and data["skip_holidays"] else ()
    rosters: dict[uuid.UUID, list[User]] = {}
    for row in Attendance.objects.filter(class_session__in=originals).for_roster():
        rosters.setdefault(row.class_session_id, []).append(row.enrollment.user)
    people = {user.pk for roster in rosters.values() for user in roster}
    trainings = {original.subject.training_id for original in originals}
    ongoing = Enrollment.objects.visible_to(by).ongoing().filter(training__in=trainings, user__in=people)
    attending = set(ongoing.values_list("training_id", "user_id"))
    return Copier(shift, by.company, list(holidays), rosters, attending)


def reject_outdated(original: ClassSession) -> None:
    """Raises LeftOut for a class that could not be scheduled today: its lesson, exam or subject was deleted, or its
    teacher has left."""
    for row in (original.subject, original.lesson, original.exam):
        if row is not None and row.deleted_at is not None:
            raise LeftOut(_("“%(name)s” has been deleted.") % {"name": row})
    teacher = original.teacher
    if teacher.deleted_at is not None or not teacher.is_staff or not teacher.may_log_in:
        raise LeftOut(_("%(teacher)s can no longer teach.") % {"teacher": teacher})


def build_plan(original: ClassSession, starts_at: datetime, students: Sequence[User]) -> ClassPlan:
    options = {
        "lesson_id": original.lesson_id,
        "exam_id": original.exam_id,
        "location_id": original.location_id,
        "duration_minutes": original.duration_minutes,
        "remarks": original.remarks,
        "meeting_url": original.meeting_url,
    }
    ids = sorted(user.pk for user in students)
    return ClassPlan(original.subject_id, starts_at, original.teacher_id, ids, options, is_distant_start_confirmed=True)


def build_session(original: ClassSession, starts_at: datetime) -> ClassSession:
    return ClassSession(
        company_id=original.company_id,
        subject=original.subject,
        lesson=original.lesson,
        exam=original.exam,
        teacher=original.teacher,
        location=original.location,
        starts_at=starts_at,
        duration_minutes=original.duration_minutes,
    )
