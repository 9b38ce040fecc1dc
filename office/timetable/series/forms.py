"""The forms by which managers plan several classes: a repetition, and the copy of a week."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget as CheckboxSelectMultiple
from unfold.widgets import UnfoldAdminSelectWidget as Select
from unfold.widgets import UnfoldAdminSingleDateWidget as DateInput
from unfold.widgets import UnfoldAdminTextInputWidget as TextInput
from unfold.widgets import UnfoldBooleanWidget as CheckboxInput

from accounts.models import User
from core.exceptions import DomainError
from office.class_planning.choices import Item, group_by_subject
from office.class_planning.form import ClassForm
from office.forms.binding import set_choices, set_queryset
from office.forms.date_inputs import DayField, TimeField
from office.timetable.series.patterns import MAX_PERIOD, Pattern
from trainings.models import Training

LESSONS = "lessons"  # the kind of the item that stands for all lessons of a subject


class SkipHolidaysForm(forms.Form):
    skip_holidays = forms.BooleanField(
        label=gettext_lazy("Skip the holidays of the school"), required=False, initial=True, widget=CheckboxInput()
    )


class RepeatForm(ClassForm, SkipHolidaysForm):
    """A class as in the form of one class, on several days at one time."""

    # What one class has and several have not: a field that is None here is removed (Django, "Form inheritance").
    starts_at = None  # type: ignore[assignment]  # Django's way to remove a field
    despite = None  # type: ignore[assignment]
    distant = None  # type: ignore[assignment]

    first_day = DayField(label=gettext_lazy("From"), widget=DateInput())
    at = TimeField(label=gettext_lazy("Time"), widget=TextInput(attrs={"placeholder": "09:00"}))
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        required=False,
        coerce=int,
        choices=list(WEEKDAYS.items()),
        widget=CheckboxSelectMultiple(),
        help_text=gettext_lazy("If none is ticked: weekly, on the weekday of the first day."),
    )
    until = DayField(
        label=gettext_lazy("Until"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy(
            "The last possible day. The lessons of a subject end with the last lesson, and need no such day."
        ),
    )
    field_order = (
        "item", "teacher", "location", "meeting_url", "first_day", "until", "weekdays", "at", "minutes",
        "skip_holidays", "groups", "students", "remarks", "notify",
    )  # fmt: skip

    def __init__(self, by: User, training: Training, data: Any = None) -> None:
        super().__init__(by, training, data)
        self.items = list(insert_lessons_in_order(self.items))
        set_choices(self, "item", [("", "—"), *group_by_subject(self.items)])
        self.fields["at"].help_text = _("On the clocks of the school (%(zone)s), in summer and in winter.") % {
            "zone": self.school.zone
        }
        self.fields["notify"].help_text = _("Each person gets one message about all classes.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, until = cleaned.get("first_day"), cleaned.get("until")
        is_of_lessons = (cleaned.get("item") or "").startswith(LESSONS)
        if first and until and until < first:
            self.add_error("until", _("This is before the first day."))
        elif first and until and until - first > MAX_PERIOD:
            self.add_error("until", _("This is more than two years after the first day."))
        elif not until and not is_of_lessons and "until" not in self.errors:
            self.add_error("until", _("Say until when, except for the lessons of a subject in their order."))
        return cleaned

    def get_pattern(self) -> Pattern:
        data = self.cleaned_data
        first: date = data["first_day"]
        weekdays = frozenset(data["weekdays"]) or {first.weekday()}
        until = data["until"] or first + MAX_PERIOD - timedelta(days=1)
        return Pattern(first, until, frozenset(weekdays), data["at"])

    def list_lessons_in_order(self) -> list[Item]:
        """The lessons of the subject, if they are what is planned."""
        chosen = self.get_item()
        if not chosen.value.startswith(LESSONS):
            return []
        return [item for item in self.items if item.lesson and item.subject.pk == chosen.subject.pk]

    def add_domain_error(self, error: DomainError) -> None:
        """As for one class; the names of fields that only this form has are the same in the error."""
        own = {name: texts for name, texts in error.errors.items() if name in self.fields}
        for name, texts in own.items():
            self.add_error(name, list(texts))
        if not own:
            super().add_domain_error(error)


def insert_lessons_in_order(items: list[Item]) -> Any:
    """The items, with one for all lessons of each subject that has two or more after the subject as a whole."""
    for item in items:
        yield item
        lessons = [other for other in items if other.lesson and other.subject.pk == item.subject.pk]
        if item.row is None and len(lessons) > 1:
            values = {"subject": item.subject, "count": len(lessons)}
            text = _("%(subject)s: its %(count)s lessons in their order") % values
            yield Item(f"{LESSONS}:{item.subject.pk}", text, item.subject)


class CopyWeekForm(SkipHolidaysForm):
    """A week whose classes are planned again in another week, at the same times of the same weekdays."""

    week = DayField(label=gettext_lazy("A day of the week that is copied"), widget=DateInput())
    to = DayField(label=gettext_lazy("A day of the week into which it is copied"), widget=DateInput())
    training = forms.ModelChoiceField[Training](
        Training.objects.none(),
        label=gettext_lazy("Only classes of this training"),
        required=False,
        widget=Select(),
    )
    notify = forms.BooleanField(
        label=gettext_lazy("Notify the students and teachers"),
        required=False,
        initial=True,
        widget=CheckboxInput(),
        help_text=gettext_lazy("Each person gets one message about all classes."),
    )
    field_order = ("week", "to", "training", "skip_holidays", "notify")

    def __init__(self, by: User, data: Any = None, *, week: date | None = None) -> None:
        initial = {"week": week, "to": week + timedelta(days=7)} if week else {}
        super().__init__(data, initial=initial)
        set_queryset(self, "training", Training.objects.visible_to(by).without_templates())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        week, to = cleaned.get("week"), cleaned.get("to")
        if week and to and get_monday(week) == get_monday(to):
            self.add_error("to", _("This is the same week."))
        return cleaned

    def get_shift(self) -> timedelta:
        """From the copied week to the other one."""
        return get_monday(self.cleaned_data["to"]) - get_monday(self.cleaned_data["week"])

    def add_domain_error(self, error: DomainError) -> None:
        self.add_error(None, [text for texts in error.errors.values() for text in texts] or [error.message])


def get_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
