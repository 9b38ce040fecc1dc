"""What a form changed, as the ledger records it: each field with its value before and after."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files import File
from django.db.models import Model

from records.canonical import sha256

# Bounds what one change adds to the ledger, which grows for ever: longer texts and lists are recorded by their digest.
MAX_LENGTH = 200
MAX_VALUES = 50
# Passwords are recorded nowhere; notes have an event of their own, with digests in place of the text.
UNRECORDED_FIELDS = {"new_password", "notes"}


def collect_changes(form: forms.BaseForm) -> dict[str, list[Any]]:
    """`{field: [before, after]}` of a valid form: text, or lists of it; rows by their ids."""
    return {
        name: [
            digest_long_text(form.get_initial_for_field(form.fields[name], name)),
            digest_long_text(get_value_after(form, name)),
        ]
        for name in form.changed_data
        if name not in UNRECORDED_FIELDS
    }


def get_value_after(form: forms.BaseForm, name: str) -> Any:
    """The value a field has after saving; of a file the name it is stored under, which differs from the upload's."""
    instance = getattr(form, "instance", None)
    is_stored_file = isinstance(form.fields[name], forms.FileField) and hasattr(instance, name)
    return getattr(instance, name) if is_stored_file else form.cleaned_data.get(name)


def digest_long_text(value: Any) -> str | list[str]:
    """The value as text, or as a sorted list of texts; what is too long is replaced by its digest."""
    if value is None:
        return ""
    if isinstance(value, File):  # iterable when there is a file, and iterating raises when there is none
        value = value.name or ""
    if not isinstance(value, str | Model) and isinstance(value, Iterable):
        many = sorted(format_value(part) for part in value)
        return many if len(many) <= MAX_VALUES else [f"{len(many)}, sha256 {sha256(' '.join(many))}"]
    text = format_value(value)
    return text if len(text) <= MAX_LENGTH else f"sha256 {sha256(text)}"


def format_value(value: Any) -> str:
    return str(value.pk if isinstance(value, Model) else value)
