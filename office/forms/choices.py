"""Drop-downs that search rows while the manager types, and the ids that requests may name."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField
from django.http import QueryDict


def is_id_of(model: Any, value: Any) -> bool:
    """Whether a row of the model could have this id: it has the type of the primary key and fits into its column."""
    field = model._meta.pk
    try:
        field.run_validators(field.to_python(value))
    except ValidationError:
        return False
    return value not in field.empty_values


class SafeAutocomplete(AutocompleteMixin):
    """Shows the chosen rows and ignores malformed ids: Django would query them, and the database rejects the query."""

    def optgroups(self, name: str, value: Iterable[Any], attr: Any = None) -> Any:
        ids = [one for one in value if is_id_of(self.choices.queryset.model, one)]
        return super().optgroups(name, ids, attr)


class AutocompleteOne(SafeAutocomplete, AutocompleteSelect):
    pass


class AutocompleteMany(SafeAutocomplete, AutocompleteSelectMultiple):
    pass


class RowsField(forms.ModelMultipleChoiceField[Any]):
    """Many rows by their ids. Malformed ids are rejected here: comparing them in the database would be an error."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            self.reject_invalid_ids(value)
        return super().clean(value)

    def reject_invalid_ids(self, ids: Iterable[Any]) -> None:
        rows: Any = self.queryset
        for one in ids:
            if not is_id_of(rows.model, one):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": one}
                )


def keep_valid_initial(initial: dict[str, Any], fields: Iterable[Any]) -> dict[str, Any]:
    """The initial values that a query string gives a form, without those that its fields cannot show."""
    by_name = {field.name: field for field in fields}
    return {name: value for name, value in initial.items() if name not in by_name or can_be_shown(by_name[name], value)}


def can_be_shown(field: Any, value: Any) -> bool:
    """False for malformed ids, and for moments, whose widget expects a datetime and not text."""
    if field.is_relation:
        return all(is_id_of(field.related_model, one) for one in (value if isinstance(value, list) else [value]))
    return not isinstance(field, DateTimeField)


def keep_valid_ids(model: Any, data: QueryDict, name: str) -> QueryDict:
    """A copy of the posted form; under `name` only ids that rows of the model can have."""
    kept = data.copy()
    kept.setlist(name, [one for one in data.getlist(name) if is_id_of(model, one)])
    return kept
