"""Date and moment fields of forms: within fixed bounds, and moments in the school's time zone."""

from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSplitDateTimeWidget

from core.school_time import EARLIEST_DAY, LATEST_DAY, get_clock_time, is_ambiguous, list_moments

EARLIER, LATER = "earlier", "later"
REPEATED_HOUR_CHOICES = [(EARLIER, "The first time"), (LATER, "The second time")]


def limit_days(field: forms.Field) -> None:
    """Makes a date field reject days before `EARLIEST_DAY` and after `LATEST_DAY`."""
    field.validators = [
        *field.validators,
        MinValueValidator(EARLIEST_DAY, f"Write a year from {EARLIEST_DAY.year} on, with four digits."),
        MaxValueValidator(LATEST_DAY, f"Write a year up to {LATEST_DAY.year}."),
    ]


class DayField(forms.DateField):
    """A date field that is limited by `limit_days`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        limit_days(self)


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
        return [("", "Which of the two?"), *choices]

    def parse_shown(self, value: Any) -> datetime | None:
        """The date and time in the inputs; `None` if they are empty or invalid."""
        date_text, time_text, _ = [*value, None][:3] if isinstance(value, list) else self.decompress(value)
        try:
            day, time = DayField().clean(date_text), forms.TimeField().clean(time_text)
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
            DayField(error_messages={"invalid": "Enter a valid date."}),
            forms.TimeField(error_messages={"invalid": "Enter a valid time."}),
            forms.ChoiceField(choices=REPEATED_HOUR_CHOICES, required=False),
        )
        super().__init__(parts, require_all_fields=False, **kwargs)
        self.use_zone(zone)

    def use_zone(self, zone: tzinfo, kept: datetime | None = None) -> None:
        """Sets the time zone of the field and its widget. `kept` is the stored value; its microseconds are dropped,
        because the inputs do not show them."""
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
        if not moments:
            raise ValidationError(
                f"There is no {shown:%H:%M} on {shown.date()} in {self.zone}: clocks are put forward over it.",
                code="skipped",
            )
        if len(moments) == 1:
            return moments[0]
        if which:
            return moments[which == LATER]
        if self.kept and self.kept in moments:
            return self.kept
        raise ValidationError(
            f"Clocks in {self.zone} show {shown:%H:%M} twice on {shown.date()}. Choose which of the two is meant.",
            code="twice",
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares moments. Django would compare the inputs one by one, but the third may be empty although the
        moment is unchanged."""
        if self.disabled:
            return False
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True
