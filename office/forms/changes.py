"""What a form changed, as the ledger records it: each field with its value before and after."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files import File
from django.db.models import Model

from records.canonical import sha256

# Limits the size of one event, because the ledger is never pruned: of longer texts and lists, the digest is recorded.
MAX_LENGTH = 200
MAX_VALUES = 50
# Passwords and secrets are never recorded; notes have their own event, with digests instead of the text.
UNRECORDED_FIELDS = {"new_password", "current_password", "new_secret", "notes"}


def collect_changes(form: forms.BaseForm) -> dict[str, list[Any]]:
    """`{field: [before, after]}` of a valid form. Values are texts or lists of texts; rows are named by their ids."""
    return {
        name: [
            format_recorded_value(form.get_initial_for_field(form.fields[name], name)),
            format_recorded_value(get_saved_value(form, name)),
        ]
        for name in form.changed_data
        if name not in UNRECORDED_FIELDS
    }


def get_saved_value(form: forms.BaseForm, name: str) -> Any:
    """The value of a field after saving. Of a file, the name under which it is stored: the upload had another."""
    instance = getattr(form, "instance", None)
    is_stored_file = isinstance(form.fields[name], forms.FileField) and hasattr(instance, name)
    return getattr(instance, name) if is_stored_file else form.cleaned_data.get(name)


def format_recorded_value(value: Any) -> str | list[str]:
    """The value as text, or as a sorted list of texts; one that is too long is replaced by its digest."""
    if value is None:
        return ""
    if isinstance(value, File):  # a File is iterable, and iterating over an empty one raises
        value = value.name or ""
    if not isinstance(value, str | Model) and isinstance(value, Iterable):
        many = sorted(format_value(part) for part in value)
        return many if len(many) <= MAX_VALUES else [f"{len(many)}, sha256 {sha256(' '.join(many))}"]
    text = format_value(value)
    return text if len(text) <= MAX_LENGTH else f"sha256 {sha256(text)}"


def format_value(value: Any) -> str:
    return str(value.pk if isinstance(value, Model) else value)
