"""Fields of forms for days, moments and durations: typed as core/dates/reading.py accepts them, days within fixed
bounds, and moments in the school's time zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextInputWidget

from core.dates.reading import parse_day, parse_duration, parse_time
from core.dates.writing import format_day, format_duration, format_time
from core.exceptions import InvalidInput
from core.school_time import EARLIEST_DAY, LATEST_DAY, get_clock_time, is_ambiguous, list_moments

T = TypeVar("T")
EARLIER, LATER = "earlier", "later"
REPEATED_HOUR_CHOICES = [(EARLIER, gettext_lazy("The first time")), (LATER, gettext_lazy("The second time"))]


def limit_days(field: forms.Field) -> None:
    """Makes a date field reject days before `EARLIEST_DAY` and after `LATEST_DAY`."""
    too_early = gettext_lazy("Write a year from {year} on, with four digits.")
    too_late = gettext_lazy("Write a year up to {year}.")
    field.validators = [
        *field.validators,
        MinValueValidator(EARLIEST_DAY, format_lazy(too_early, year=EARLIEST_DAY.year)),
        MaxValueValidator(LATEST_DAY, format_lazy(too_late, year=LATEST_DAY.year)),
    ]


class DayField(forms.DateField):
    """A day, typed as the manager's language writes days; limited by `limit_days`.

    A script writes the day that is typed below the input, with the month's name (managers/day_echo.js).
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        limit_days(self)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and value.strip():
            return read_or_refuse(parse_day, value)
        return super().to_python(value)


class TimeField(forms.TimeField):
    """The time of a clock, to the second at most."""

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str) and value.strip():
            return read_or_refuse(parse_time, value)
        return super().to_python(value)


def read_or_refuse(parse: Callable[[str], T], text: str) -> T:
    """What is typed, or a ValidationError with the reason of the parser."""
    try:
        return parse(text)
    except InvalidInput as error:
        raise ValidationError(error.message, code="invalid") from error


class DurationField(forms.Field):
    """A duration, typed in hours and minutes; the value is a whole number of seconds.

    `kept` is the stored value: its seconds, which the input does not show, survive when the input is not changed.
    """

    widget: forms.Widget | type[forms.Widget] = UnfoldAdminTextInputWidget
    kept: int | None = None

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if self.kept is not None and str(value) == format_duration(self.kept):
            return self.kept
        return read_or_refuse(parse_duration, str(value))

    def prepare_value(self, value: Any) -> Any:
        """What the input shows: hours and minutes of a stored number, or what was typed."""
        return format_duration(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data != (format_duration(initial) if isinstance(initial, int) else initial or ""))


def build_duration_field(**kwargs: Any) -> DurationField:
    """The field of a form for a column of seconds; its own limit of a day replaces those of the column."""
    limits = {"min_value", "max_value"}
    return DurationField(**{name: value for name, value in kwargs.items() if name not in limits})


class SchoolMomentWidget(UnfoldAdminSplitDateTimeWidget):
    """Inputs for date and time, and, for a time that occurs twice when clocks go back, a choice between the two."""

    template_name = "managers/school_moment.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.zone: tzinfo = UTC
        # Unfold's constructor accepts no further widgets, so Django's is called with the third one added.
        forms.MultiWidget.__init__(self, [*self.widgets, UnfoldAdminSelectWidget()], attrs)

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return [None, None, None]
        shown = get_clock_time(value, self.zone)
        which = (LATER if shown.fold else EARLIER) if is_ambiguous(value, self.zone) else None
        return [shown.date(), shown.time(), which]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        shown = self.parse_shown(value)
        moments = list_moments(shown, self.zone) if shown else []
        comes_twice = len(moments) > 1
        which = self.widgets[2]
        assert isinstance(which, forms.Select)  # noqa: S101
        which.choices = self.list_choices(moments) if comes_twice else []
        context = super().get_context(name, value, attrs)
        return context | {"comes_twice": comes_twice}

    def list_choices(self, moments: list[datetime]) -> list[tuple[str, str]]:
        times = (moment.astimezone(self.zone) for moment in moments)
        choices = [
            (which, f"{text}: {time:%H:%M %Z}")
            for (which, text), time in zip(REPEATED_HOUR_CHOICES, times, strict=True)
        ]
        return [("", _("Which of the two?")), *choices]

    def parse_shown(self, value: Any) -> datetime | None:
        """The date and time in the inputs; `None` if they are empty or invalid."""
        date_text, time_text, _which = [*value, None][:3] if isinstance(value, list) else self.decompress(value)
        try:
            day, time = DayField().clean(date_text), TimeField().clean(time_text)
        except ValidationError:
            return None
        return datetime.combine(day, time)


class SchoolMomentField(forms.MultiValueField):
    """A moment, entered as date and time in the time zone set by `use_zone`.

    Rejects a time that does not exist because clocks go forward. A time that occurs twice needs a choice between the
    two moments, unless one of them is the stored value (`kept`).
    """

    widget: forms.Widget | type[forms.Widget] = SchoolMomentWidget

    def __init__(self, *, zone: tzinfo = UTC, **kwargs: Any) -> None:
        parts = (
            DayField(),
            TimeField(),
            forms.ChoiceField(choices=REPEATED_HOUR_CHOICES, required=False),
        )
        super().__init__(parts, require_all_fields=False, **kwargs)
        self.use_zone(zone)

    def use_zone(self, zone: tzinfo, kept: datetime | None = None) -> None:
        """Sets the time zone of the field and its widget. `kept` is the stored value; its microseconds are dropped, and
        its seconds, which the inputs do not show, survive when the inputs are not changed."""
        self.zone = zone
        self.kept = kept and kept.replace(microsecond=0)
        assert isinstance(self.widget, SchoolMomentWidget)  # noqa: S101
        self.widget.zone = zone

    def compress(self, data_list: list[Any]) -> datetime | None:
        if not data_list:
            return None
        day, time, which = data_list
        return self.resolve(datetime.combine(day, time), which)

    def resolve(self, shown: datetime, which: str) -> datetime:
        """The moment at which clocks show this time; `which` decides between two."""
        moments = list_moments(shown, self.zone)
        values = {"time": format_time(shown.time()), "day": format_day(shown.date()), "zone": self.zone}
        if not moments:
            text = _("There is no %(time)s on %(day)s in %(zone)s: clocks are put forward over it.")
            raise ValidationError(text % values, code="skipped")
        chosen = moments if len(moments) == 1 else [moments[which == LATER]] if which else []
        if self.kept and self.kept.replace(second=0) in (chosen or moments):
            return self.kept
        if not chosen:
            text = _("Clocks in %(zone)s show %(time)s twice on %(day)s. Choose which of the two is meant.")
            raise ValidationError(text % values, code="twice")
        return chosen[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares moments. Django would compare the inputs one by one, but the third may be empty although the
        moment is unchanged."""
        if self.disabled:
            return False
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True
