"""What the course pages take."""

import uuid
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from core.exceptions import InvalidInput
from office.syllabus_editor.ordering import MAX_ROWS
from trainings.models import Training


class Ids(forms.Field):
    """A list of ids, each given under the same name."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> list[uuid.UUID]:
        if value and len(value) > MAX_ROWS:
            raise forms.ValidationError(f"These are more than {MAX_ROWS}.")
        try:
            return [uuid.UUID(text) for text in value or []]
        except ValueError as error:
            raise forms.ValidationError("One of these is not an id.") from error


class OrderForm(forms.Form):
    kind = forms.CharField(max_length=20)
    parent = forms.UUIDField()
    ids = Ids()

    def validate_order(self) -> dict[str, Any]:
        """What was sent; raises InvalidInput, with the texts by field, for anything else."""
        if not self.is_valid():
            raise InvalidInput(errors={name: [str(text) for text in texts] for name, texts in self.errors.items()})
        return self.cleaned_data


class CopyForm(forms.Form):
    """How the copy of a training is called, and what it is."""

    name = forms.CharField(max_length=200, widget=UnfoldAdminTextInputWidget())
    type = forms.ChoiceField(choices=Training.Type.choices, widget=UnfoldAdminSelectWidget())
    is_template = forms.BooleanField(
        required=False, label="Keep it as a template, to make trainings from", widget=UnfoldBooleanSwitchWidget()
    )

    def __init__(self, sent: Any, *, original: Training) -> None:
        name = original.name if original.is_template else f"Copy of {original.name}"
        super().__init__(sent, initial={"name": name[:200], "type": original.type})
