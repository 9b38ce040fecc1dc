"""Unfold's styles for fields that a form declares itself; unfold styles only the fields of models."""

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
    """Changes the form class: each plain Django widget is replaced by unfold's of the same kind."""
    for field in form.base_fields.values():
        styled = UNFOLD_WIDGETS.get(type(field.widget))
        if styled is not None:
            attrs = {name: value for name, value in field.widget.attrs.items() if name != "class"}
            plain, field.widget = field.widget, styled(attrs=attrs)
            field.widget.is_required = plain.is_required
            if isinstance(field, forms.ChoiceField):
                field.widget.choices = field.choices
