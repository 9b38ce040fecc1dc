"""The look that unfold gives to fields of models, for the fields that a form declares for itself."""

from typing import Any

from django import forms
from unfold import widgets

UNFOLD_WIDGETS: dict[type[forms.Widget], Any] = {
    forms.TextInput: widgets.UnfoldAdminTextInputWidget,
    forms.PasswordInput: widgets.UnfoldAdminPasswordWidget,
    forms.Textarea: widgets.UnfoldAdminTextareaWidget,
    forms.Select: widgets.UnfoldAdminSelectWidget,
    forms.DateInput: widgets.UnfoldAdminSingleDateWidget,
}


def style_widgets(form: Any) -> None:
    """Changes the form class: each bare widget becomes unfold's of the same kind."""
    for field in form.base_fields.values():
        dressed = UNFOLD_WIDGETS.get(type(field.widget))
        if dressed is not None:
            attrs = {name: value for name, value in field.widget.attrs.items() if name != "class"}
            bare, field.widget = field.widget, dressed(attrs=attrs)
            field.widget.is_required = bare.is_required
            if isinstance(field, forms.ChoiceField):
                field.widget.choices = field.choices
