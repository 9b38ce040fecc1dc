"""What a form changed, as the ledger keeps it: each field with what stood there and what stands there now."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files import File
from django.db.models import Model

from records.canonical import sha256

MAX_LENGTH = 200
MAX_VALUES = 50
# A password is nobody's to know; notes have an event of their own, which tells digests.
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
    """What the form put into a field; of a file what the row keeps, which has another name than the upload had."""
    instance = getattr(form, "instance", None)
    is_kept_file = isinstance(form.fields[name], forms.FileField) and hasattr(instance, name)
    return getattr(instance, name) if is_kept_file else form.cleaned_data.get(name)


def digest_long_text(value: Any) -> str | list[str]:
    """Long text by its digest, so that it can be recognised and the ledger stays small."""
    if value is None:
        return ""
    if isinstance(value, File):  # iterable when it has a file, and an error when asked for one it has not
        value = value.name or ""
    if not isinstance(value, str | Model) and isinstance(value, Iterable):
        many = sorted(format_value(part) for part in value)
        return many if len(many) <= MAX_VALUES else [f"{len(many)}, sha256 {sha256(' '.join(many))}"]
    text = format_value(value)
    return text if len(text) <= MAX_LENGTH else f"sha256 {sha256(text)}"


def format_value(value: Any) -> str:
    return str(value.pk if isinstance(value, Model) else value)
