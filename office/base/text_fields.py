"""Text fields of forms, which take text as it is kept (core/text/cleaning.py)."""

from collections.abc import Callable
from typing import Any

from django import forms

from core.text.cleaning import clean_email, clean_line, clean_text


def normalise_text(field: forms.Field) -> None:
    """Lets a field of a form clean what it is given, before it is checked. Passwords, and what is no text, stay."""
    if not isinstance(field, forms.CharField) or isinstance(field.widget, forms.PasswordInput):
        return
    clean, to_python = get_cleaner(field), field.to_python

    def cleaned(value: Any) -> Any:
        value = to_python(value)
        if not isinstance(value, str):
            return value
        return clean(value).strip() if field.strip else clean(value)

    field.to_python = cleaned  # type: ignore[method-assign]


def get_cleaner(field: forms.CharField) -> Callable[[str], str]:
    if isinstance(field, forms.EmailField):
        return clean_email
    return clean_text if isinstance(field.widget, forms.Textarea) else clean_line
