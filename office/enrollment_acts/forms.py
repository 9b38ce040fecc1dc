"""The forms of the acts on enrollments."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
)

from accounts.models import User
from office.forms.binding import set_queryset
from office.forms.date_inputs import DayField
from office.forms.text_fields import normalise_text
from trainings.enrollment_acts.deadline_extension import MAX_DAYS, Extension
from trainings.models import MAX_REASON


class ReasonField(forms.CharField):
    """Why, in a few words; kept in the records."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Reason"))
        kwargs.setdefault("help_text", gettext_lazy("Stays on record."))
        super().__init__(max_length=MAX_REASON, widget=UnfoldAdminTextareaWidget({"rows": 2}), **kwargs)
        normalise_text(self)


class ActForm(forms.Form):
    """The form of an act, without any question. `by` is the manager."""

    def __init__(self, by: User, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.by = by


class ReasonForm(ActForm):
    reason = ReasonField()


class ReasonAndDayForm(ReasonForm):
    day = DayField(
        required=False,
        widget=UnfoldAdminSingleDateWidget(),
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("Empty: today. Not in the future."),
    )


class TransferForm(ActForm):
    supervisor = forms.ModelChoiceField[User](
        User.objects.none(), label=gettext_lazy("Supervisor"), widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, by: User, data: Any = None, files: Any = None) -> None:
        super().__init__(by, data, files)
        set_queryset(self, "supervisor", User.objects.visible_to(by).staff().by_name())


class ExtensionForm(ActForm):
    """Either the new day or how many days more."""

    until = DayField(
        required=False,
        widget=UnfoldAdminSingleDateWidget(),
        label=gettext_lazy("Finish before"),
        help_text=gettext_lazy("The new day for all. Whoever has a later one keeps it."),
    )
    days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_DAYS,
        widget=UnfoldAdminIntegerFieldWidget(),
        label=gettext_lazy("Or so many days more"),
    )
    reason = ReasonField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and (cleaned["until"] is None) == (cleaned["days"] is None):
            self.add_error("until", gettext("Give the new day, or how many days more."))
        return cleaned

    @staticmethod
    def get_extension(data: dict[str, Any]) -> Extension:
        return Extension(until=data["until"], days=data["days"])
