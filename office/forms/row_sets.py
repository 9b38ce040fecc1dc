"""The rows of an inline, read and stored together: the page of a training costs the same with one subject and with
thirty."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.models import BaseInlineFormSet


class LoadedChoiceField(forms.ModelChoiceField[Any]):
    """A choice among rows that are read already: an id of theirs is found without a query. Any other value is checked
    as Django does, with one."""

    loaded: dict[str, Any]

    def to_python(self, value: Any) -> Any:
        found = getattr(self, "loaded", {}).get(str(value))
        return super().to_python(value) if found is None else found


def evaluate_choices_once(field: forms.ModelChoiceField[Any]) -> None:
    """Reads the choices of a drop-down now, so that all rows of an inline share one query: to show them, and, in a
    `LoadedChoiceField`, to validate them."""
    choices: Any = field.choices
    field.choices = list(choices)
    if isinstance(field, LoadedChoiceField):
        field.loaded = {str(value): value.instance for value, _label in field.choices if hasattr(value, "instance")}


class BatchRowForm(forms.ModelForm[Any]):
    """A row whose foreign keys were found among rows that are read already. Models with such a foreign key in a
    uniqueness constraint need a form of their own."""

    def _get_validation_exclusions(self) -> set[str]:
        # The model would ask the database for each of them once more.
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # private API of Django
        return exclusions | {name for name, field in self.fields.items() if isinstance(field, LoadedChoiceField)}


class BatchFormSet(BaseInlineFormSet[Any, Any, forms.ModelForm[Any]]):
    """Finds the rows by which the browser identifies its forms among those that the page has read, and stores all
    changed rows in one statement and all new ones in another. For models without many-to-many fields."""

    model: Any

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        name = self.model._meta.pk.name
        shown = form.fields[name]
        if type(shown) is forms.ModelChoiceField:
            field = LoadedChoiceField(shown.queryset, initial=shown.initial, required=False, widget=shown.widget)
            field.loaded = {str(row.pk): row for row in self.get_queryset()} if self.is_bound else {}
            form.fields[name] = field

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        return super().save_existing(form, obj, commit=False)

    def save_new(self, form: Any, commit: bool = True) -> Any:
        return super().save_new(form, commit=False)

    def save_existing_objects(self, commit: bool = True) -> list[Model]:
        rows: list[Model] = super().save_existing_objects(commit)
        if commit:
            self.update_rows(rows)
        return rows

    def update_rows(self, rows: Sequence[Model]) -> None:
        """Stores the columns that the browser has changed in any of the rows."""
        changed = {name for _row, names in self.changed_objects for name in names}
        columns = [field.name for field in self.model._meta.concrete_fields if field.name in changed]
        if columns:
            self.model._default_manager.bulk_update(rows, columns)

    def save_new_objects(self, commit: bool = True) -> list[Model]:
        rows: list[Model] = super().save_new_objects(commit)
        if commit:
            self.model._default_manager.bulk_create(rows)
        return rows
