"""Days and moments in forms: within the bounds, and a moment as the clocks of the school show it."""

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from core.school_time import EARLIEST_DAY, LATEST_DAY, get_clock_time, is_ambiguous, list_moments

if TYPE_CHECKING:  # unfold is untyped
    from typing import Any as SplitDateTimeWidget

    from django.forms import Select
else:
    from unfold.widgets import UnfoldAdminSelectWidget as Select
    from unfold.widgets import UnfoldAdminSplitDateTimeWidget as SplitDateTimeWidget

EARLIER, LATER = "earlier", "later"
REPEATED_HOUR_CHOICES = [(EARLIER, "The first time"), (LATER, "The second time")]


def limit_days(field: forms.Field) -> None:
    """Makes a form's field of days refuse those before `EARLIEST_DAY` and after `LATEST_DAY`."""
    field.validators = [
        *field.validators,
        MinValueValidator(EARLIEST_DAY, f"Write a year from {EARLIEST_DAY.year} on, with four digits."),
        MaxValueValidator(LATEST_DAY, f"Write a year up to {LATEST_DAY.year}."),
    ]


class DayField(forms.DateField):
    """A day within the bounds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        limit_days(self)


class SchoolMomentWidget(SplitDateTimeWidget):
    """Date and time; and, where clocks show that time twice, a choice between the two moments."""

    template_name = "managers/school_moment.html"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.zone: tzinfo = UTC
        forms.MultiWidget.__init__(self, [*self.widgets, Select()], attrs)

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
        self.widgets[2].choices = self.list_choices(moments) if comes_twice else []
        context: dict[str, Any] = super().get_context(name, value, attrs)
        return context | {"comes_twice": comes_twice}

    def list_choices(self, moments: list[datetime]) -> list[tuple[str, str]]:
        times = (moment.astimezone(self.zone) for moment in moments)
        choices = [
            (which, f"{text}: {time:%H:%M %Z}")
            for (which, text), time in zip(REPEATED_HOUR_CHOICES, times, strict=True)
        ]
        return [("", "Which of the two?"), *choices]

    def parse_shown(self, value: Any) -> datetime | None:
        """The date and time that the input holds, if it holds any that can be read."""
        day, clock, _ = [*value, None][:3] if isinstance(value, list) else self.decompress(value)
        try:
            found, at = DayField().clean(day), forms.TimeField().clean(clock)
        except ValidationError:
            return None
        return datetime.combine(found, at)


class SchoolMomentField(forms.MultiValueField):
    """A moment, typed as a clock of the school shows it; `use_zone` says where the school is.

    Refuses a time that clocks leave out, and, of one that they show twice, asks which is meant: unless it is the one
    that stands there already (`kept`).
    """

    widget = SchoolMomentWidget

    def __init__(self, *, zone: tzinfo = UTC, **kwargs: Any) -> None:
        parts = (
            DayField(error_messages={"invalid": "Enter a valid date."}),
            forms.TimeField(error_messages={"invalid": "Enter a valid time."}),
            forms.ChoiceField(choices=REPEATED_HOUR_CHOICES, required=False),
        )
        super().__init__(parts, require_all_fields=False, **kwargs)
        self.use_zone(zone)

    def use_zone(self, zone: tzinfo, kept: datetime | None = None) -> None:
        self.zone = zone
        self.kept = kept and kept.replace(microsecond=0)
        assert isinstance(self.widget, SchoolMomentWidget)  # noqa: S101
        self.widget.zone = zone

    def compress(self, data_list: list[Any]) -> datetime | None:
        if not data_list:
            return None
        day, clock, which = data_list
        shown = datetime.combine(day, clock)
        moments = list_moments(shown, self.zone)
        if not moments:
            raise ValidationError(
                f"There is no {shown:%H:%M} on {day} in {self.zone}: clocks are put forward over it.", code="skipped"
            )
        if len(moments) == 1:
            return moments[0]
        if which:
            return moments[which == LATER]
        if self.kept in moments:
            return self.kept
        raise ValidationError(
            f"Clocks in {self.zone} show {shown:%H:%M} twice on {day}. Choose which of the two is meant.", code="twice"
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True
