"""Text fields of forms, which clean text the way it is stored (core/text/cleaning.py)."""

from collections.abc import Callable
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminPasswordWidget

from accounts.passwords import PASSWORD_MAX_LENGTH
from core.text.cleaning import clean_email, clean_line, clean_text


def normalise_text(field: forms.Field) -> None:
    """Makes a text field clean its value before validation. Passwords and other kinds of fields stay as they are."""
    if not isinstance(field, forms.CharField) or isinstance(field.widget, forms.PasswordInput):
        return
    clean, to_python = get_cleaner(field), field.to_python

    def to_clean_text(value: Any) -> Any:
        value = to_python(value)
        if not isinstance(value, str):
            return value
        return clean(value).strip() if field.strip else clean(value)

    # Replaced on the instance, because Django builds the field from the model and has no hook between conversion and
    # validation.
    field.to_python = to_clean_text  # type: ignore[method-assign]  # replaced on this one field


def get_cleaner(field: forms.CharField) -> Callable[[str], str]:
    if isinstance(field, forms.EmailField):
        return clean_email
    return clean_text if isinstance(field.widget, forms.Textarea) else clean_line


class SignerPasswordField(forms.CharField):
    """The password with which a manager signs. The service checks it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = UnfoldAdminPasswordWidget({"autocomplete": "current-password"})
        super().__init__(max_length=PASSWORD_MAX_LENGTH, strip=False, widget=widget, **kwargs)
