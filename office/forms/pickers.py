"""Inputs that offer what can be chosen: a colour, a language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget


class ColorInput(UnfoldAdminTextInputWidget):
    """A text input for `#rrggbb`, to which a script adds the browser's picker. It may be empty, as a picker may not.

    `shows_contrast`: the script says below it how readable white text is on the colour.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, shows_contrast: bool = False) -> None:
        texts = {"data-color-picker": gettext("Choose a colour")}
        if shows_contrast:
            texts["data-readable"] = gettext("White text on this colour: readable")
            texts["data-unreadable"] = gettext("White text on this colour: not readable")
        super().__init__({"maxlength": "7", "placeholder": "#rrggbb", **texts, **(attrs or {})})

    class Media:
        js = ("managers/color_picker.js",)


class LanguageField(forms.ChoiceField):
    """One of the languages that have texts, or the stored code of another one: `de-AT` means something to clients, and
    must survive the saving of other fields."""

    widget = UnfoldAdminSelectWidget

    def __init__(self, **kwargs: Any) -> None:
        unknown = {"max_length", "min_length", "strip", "empty_value"}
        kwargs = {name: value for name, value in kwargs.items() if name not in unknown}
        super().__init__(choices=settings.LANGUAGES, **kwargs)

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        code = form.initial.get(field_name)
        if code and code not in dict(settings.LANGUAGES):
            self.choices = [*settings.LANGUAGES, (code, code)]
        return super().get_bound_field(form, field_name)
