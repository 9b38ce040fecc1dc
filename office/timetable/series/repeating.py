"""Repeats a class on chosen weekdays at one clock time of the school, or plans the lessons of a subject in order."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Company, Holiday, User
from core.exceptions import InvalidInput
from office.class_planning.choices import Item
from office.forms.date_inputs import EARLIER, SchoolMomentField
from office.timetable.series.forms import RepeatForm
from office.timetable.series.patterns import Pattern
from office.timetable.series.proposals import Proposal, Series, check_number, describe_day, find_holiday
from onsite.classes.class_plans import DEFAULT_MINUTES
from onsite.models import ClassSession


def propose_repetition(form: RepeatForm, by: User) -> Series:
    """The classes of a valid form. Raises InvalidInput for too many, for none, and for a time that clocks leave out.

    The lessons of a subject end with the last one, or on the day `until` if that is earlier.
    """
    pattern, lessons = form.get_pattern(), form.list_lessons_in_order()
    holidays = list_skipped_holidays(form, pattern, by)
    proposals: list[Proposal] = []
    left_out: list[tuple[str, str]] = []
    for day in pattern.iterate_days():
        if lessons and len(proposals) == len(lessons):
            break
        if holiday := find_holiday(day, holidays):
            left_out.append((describe_day(day), _("Holiday: %(holiday)s") % {"holiday": holiday}))
            continue
        item = lessons[len(proposals)] if lessons else form.get_item()
        proposals.append(propose_class(form, item, resolve(day, pattern.at, by.company), by))
    reject_unusable(proposals)
    left_out += [(item.text, _("There is no day left for this lesson.")) for item in lessons[len(proposals) :]]
    return Series(proposals, left_out)


def reject_unusable(proposals: Sequence[Proposal]) -> None:
    check_number(proposals)
    if not proposals:
        raise InvalidInput(_("There is no class on these days."))


def list_skipped_holidays(form: RepeatForm, pattern: Pattern, by: User) -> list[Holiday]:
    """One query; none if holidays are not skipped."""
    if not form.cleaned_data["skip_holidays"]:
        return []
    return list(Holiday.objects.visible_to(by).between(pattern.first_day, pattern.until))


def resolve(day: date, at: time, school: Company) -> datetime:
    """The moment at which clocks of the school show the time on that day; the first one if they show it twice. Raises
    InvalidInput for a time that they leave out."""
    try:
        return SchoolMomentField(zone=school.zone).resolve(datetime.combine(day, at), EARLIER)
    except ValidationError as error:
        raise InvalidInput.for_field("at", *error.messages) from error


def propose_class(form: RepeatForm, item: Item, starts_at: datetime, by: User) -> Proposal:
    data = form.cleaned_data
    default = item.lesson.duration_minutes if item.lesson else DEFAULT_MINUTES
    session = ClassSession(
        company_id=by.company_id,
        subject=item.subject,
        lesson=item.lesson,
        exam=item.exam,
        teacher=data["teacher"],
        location=data["location"],
        starts_at=starts_at,
        duration_minutes=data["minutes"] or default,
    )
    # The day is shown in the preview, so a distant one is confirmed with it.
    return Proposal(form.build_plan_of(item, starts_at, is_distant_start_confirmed=True), session)
