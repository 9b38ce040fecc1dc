"""The forms of the acts on revisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
)

from core.dates.writing import format_day
from office.enrollment_acts.forms import ReasonField
from office.forms.binding import set_choices
from office.forms.date_inputs import DayField
from office.forms.text_fields import SignerPasswordField, normalise_text
from office.revisions.words import describe_fields
from revisions.lifecycle.acts import Approval
from revisions.models import MAX_SUMMARY
from revisions.moving.moving import MAX_STUDENTS
from revisions.moving.planning import ItemChange, MovePlan
from trainings.models import Enrollment

PASSWORD_HELP = gettext_lazy("With it you sign this revision of the syllabus.")


class ApprovalForm(forms.Form):
    """What a manager states and signs when a syllabus is published or a draft approved."""

    summary = forms.CharField(
        max_length=MAX_SUMMARY,
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("What this revision is about, and why. Stays on record, and is signed."),
    )
    effective_on = DayField(
        required=False,
        widget=UnfoldAdminSingleDateWidget(),
        label=gettext_lazy("In force since"),
        help_text=gettext_lazy("Empty: today. Not in the future."),
    )
    password = SignerPasswordField(label=gettext_lazy("Your password"), help_text=PASSWORD_HELP)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
        normalise_text(self.fields["summary"])

    def build_approval(self) -> Approval:
        data = self.cleaned_data
        return Approval(data["summary"], data["effective_on"], data["seen"])


class StudentsForm(forms.Form):
    """Who is to be moved."""

    students = forms.MultipleChoiceField(
        widget=UnfoldAdminCheckboxSelectMultipleWidget(), label=gettext_lazy("Students")
    )

    def __init__(self, data: Any, *, rows: list[Enrollment]) -> None:
        super().__init__(data, initial={"students": [str(row.pk) for row in rows[:MAX_STUDENTS]]})
        set_choices(self, "students", [(str(row.pk), describe_student(row)) for row in rows])


def describe_student(row: Enrollment) -> str:
    return f"{row.user} ({format_day(row.company.local_date(row.created_at))})"


class MoveForm(forms.Form):
    """What the manager decides about a move: which changed items are kept, and that the named others are lost."""

    kept = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label=gettext_lazy("Changed, and kept as done"),
        help_text=gettext_lazy("Whoever has done the item before need not do it again. What is not ticked is lost."),
    )
    lost = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label=gettext_lazy("Lost"),
        help_text=gettext_lazy("Tick each item to confirm that what was done of it no longer counts."),
    )
    reason = ReasonField(required=False, help_text=gettext_lazy("Needed if anything is lost. Stays on record."))
    password = SignerPasswordField(
        label=gettext_lazy("Your password"),
        help_text=gettext_lazy("With it you sign what is credited to the students."),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, plan: MovePlan) -> None:
        """`plan` is that of the manager's decisions so far."""
        kept = [change.old.id for change in plan.decisions]
        super().__init__(data, initial={"seen": plan.seen, "kept": kept})
        self.offer("kept", plan.decisions)
        self.offer("lost", plan.lost)

    def offer(self, name: str, changes: list[ItemChange]) -> None:
        """A field without choices is left out."""
        if changes:
            set_choices(self, name, [(change.old.id, describe_choice(change)) for change in changes])
        else:
            del self.fields[name]


def describe_choice(change: ItemChange) -> str:
    return f"{change.old.label} ({describe_fields(change.fields)})" if change.is_changed else change.old.label
