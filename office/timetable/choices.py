"""What the address of the timetable says: which classes are shown, in which colours, and when."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.exceptions import InvalidInput
from core.school_time import EARLIEST_DAY, LATEST_DAY
from locations.models import Location
from office.forms.binding import set_queryset
from trainings.models import Training

COLOURINGS = [("training", _("Training")), ("teacher", _("Teacher")), ("location", _("Location"))]
MAX_DAYS = 62  # of one response: a month with the weeks around it has 42


class FilterForm(forms.Form):
    """The choices above the timetable. An id of another school is as unknown as one that does not exist."""

    colour = forms.ChoiceField(label=_("Colours by"), choices=COLOURINGS, required=False)
    training = forms.ModelChoiceField[Training](
        Training.objects.none(), label=_("Training"), required=False, empty_label=_("All")
    )
    teacher = forms.ModelChoiceField[User](
        User.objects.none(), label=_("Teacher"), required=False, empty_label=_("All")
    )
    location = forms.ModelChoiceField[Location](
        Location.objects.none(), label=_("Location"), required=False, empty_label=_("All")
    )

    def __init__(self, by: User, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="timetable-%s")
        set_queryset(self, "training", Training.objects.visible_to(by).without_templates())
        # Those who have left too: they have taught classes that are shown.
        set_queryset(self, "teacher", User.objects.of_school(by).staff().by_name())
        set_queryset(self, "location", Location.objects.visible_to(by).order_by("name", "id"))

    def get_filters(self) -> dict[str, Any]:
        """What a class must have to be shown, as conditions of a query."""
        names = {"training": "subject__training", "teacher": "teacher", "location": "location"}
        return {lookup: self.cleaned_data[name] for name, lookup in names.items() if self.cleaned_data.get(name)}

    def get_colouring(self) -> str:
        return str(self.cleaned_data.get("colour") or "training")


def parse_range(values: Mapping[str, Any]) -> tuple[date, date]:
    """The first day that is asked for, and the day after the last. Raises InvalidInput."""
    first, end = parse_shown_day(values, "start"), parse_shown_day(values, "end")
    if not first < end <= first + timedelta(days=MAX_DAYS):
        raise InvalidInput.for_field("end", gettext("The range must have from 1 to 62 days."))
    return first, end


def parse_shown_day(values: Mapping[str, Any], name: str) -> date:
    """The day of a local time without an offset, as the calendar sends it. Raises InvalidInput."""
    day = parse_local_time(values, name).date()
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise InvalidInput.for_field(name, gettext("This day is out of range."))
    return day


def parse_local_time(values: Mapping[str, Any], name: str) -> datetime:
    """A time on the clocks of the school, such as `2026-04-07T09:30:00`. Raises InvalidInput."""
    try:
        shown = datetime.fromisoformat(str(values.get(name, "")))
    except ValueError:
        raise InvalidInput.for_field(name, gettext("This is not a date and time.")) from None
    if shown.tzinfo is not None or not EARLIEST_DAY <= shown.date() <= LATEST_DAY:
        raise InvalidInput.for_field(name, gettext("This is not a date and time of the school."))
    return shown
