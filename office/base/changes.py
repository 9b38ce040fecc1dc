"""What a form changed, as the ledger keeps it: each field with what stood there and what stands there now."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files import File
from django.db.models import Model

from records.canonical import sha256

LONGEST = 200
MOST = 50
# A password is nobody's to know; notes have an event of their own, which tells digests.
UNTOLD = {"new_password", "notes"}


def changes_of(form: forms.BaseForm) -> dict[str, list[Any]]:
    """`{field: [before, after]}` of a valid form: text, or lists of it; rows by their ids."""
    return {
        name: [told(form.get_initial_for_field(form.fields[name], name)), told(value_after(form, name))]
        for name in form.changed_data
        if name not in UNTOLD
    }


def value_after(form: forms.BaseForm, name: str) -> Any:
    """What the form put into a field; of a file what the row keeps, which has another name than the upload had."""
    instance = getattr(form, "instance", None)
    is_kept_file = isinstance(form.fields[name], forms.FileField) and hasattr(instance, name)
    return getattr(instance, name) if is_kept_file else form.cleaned_data.get(name)


def told(value: Any) -> str | list[str]:
    """Long text by its digest, so that it can be recognised and the ledger stays small."""
    if value is None:
        return ""
    if isinstance(value, File):  # iterable when it has a file, and an error when asked for one it has not
        value = value.name or ""
    if not isinstance(value, str | Model) and isinstance(value, Iterable):
        many = sorted(word(part) for part in value)
        return many if len(many) <= MOST else [f"{len(many)}, sha256 {sha256(' '.join(many))}"]
    text = word(value)
    return text if len(text) <= LONGEST else f"sha256 {sha256(text)}"


def word(value: Any) -> str:
    return str(value.pk if isinstance(value, Model) else value)
