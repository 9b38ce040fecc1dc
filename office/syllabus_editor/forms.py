"""Forms of the pages of the syllabus editor."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from core.exceptions import InvalidInput
from exams.authoring.ordering import MAX_ROWS, describe_row_limit
from trainings.models import Training


class IdsField(forms.Field):
    """A list of ids, sent as repeated values of one name."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> list[uuid.UUID]:
        if value and len(value) > MAX_ROWS:
            raise forms.ValidationError(describe_row_limit())
        try:
            return [uuid.UUID(text) for text in value or []]
        except ValueError as error:
            raise forms.ValidationError(gettext("The list has an entry that is not an id.")) from error


class OrderForm(forms.Form):
    """A list of the editor in its new order."""

    kind = forms.CharField(max_length=20)
    parent = forms.UUIDField()
    ids = IdsField()

    def validate_order(self) -> dict[str, Any]:
        """The cleaned data. Raises InvalidInput with the errors by field."""
        if not self.is_valid():
            raise InvalidInput(errors={name: [str(text) for text in texts] for name, texts in self.errors.items()})
        return self.cleaned_data


class CopyForm(forms.Form):
    """The name of a training's copy, and what kind of training it is."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Name"), widget=UnfoldAdminTextInputWidget())
    type = forms.ChoiceField(
        choices=Training.Type.choices, label=gettext_lazy("Type"), widget=UnfoldAdminSelectWidget()
    )
    is_template = forms.BooleanField(
        required=False, label=gettext_lazy("Save as a template for new trainings"), widget=UnfoldBooleanSwitchWidget()
    )

    def __init__(self, data: Any, *, original: Training) -> None:
        name = original.name if original.is_template else gettext("Copy of %(name)s") % {"name": original.name}
        super().__init__(data, initial={"name": name[:200], "type": original.type})
