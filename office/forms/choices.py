"""Drop-downs that search rows while the manager types, and the rejection of malformed ids."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField
from django.http import QueryDict


def is_possible_id(model: Any, value: Any) -> bool:
    """Whether the value has the type and range of the model's primary key, so that a query for it cannot fail."""
    field = model._meta.pk
    try:
        field.run_validators(field.to_python(value))
    except ValidationError:
        return False
    return value not in field.empty_values


class SafeAutocomplete(AutocompleteMixin):
    """Shows the selected rows and ignores malformed ids, for which Django's query would fail in the database."""

    def optgroups(self, name: str, value: Iterable[Any], attr: Any = None) -> Any:
        ids = [id for id in value if is_possible_id(self.choices.queryset.model, id)]
        return super().optgroups(name, ids, attr)


class AutocompleteOne(SafeAutocomplete, AutocompleteSelect):
    pass


class AutocompleteMany(SafeAutocomplete, AutocompleteSelectMultiple):
    pass


class SafeModelMultipleChoiceField(forms.ModelMultipleChoiceField[Any]):
    """Rows by their ids. Malformed ids are rejected here, because a query for them would fail in the database."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            self.reject_invalid_ids(value)
        return super().clean(value)

    def reject_invalid_ids(self, ids: Iterable[Any]) -> None:
        rows: Any = self.queryset
        for id in ids:
            if not is_possible_id(rows.model, id):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": id}
                )


def keep_valid_initial(initial: dict[str, Any], fields: Iterable[Any]) -> dict[str, Any]:
    """The initial values of a form from a query string, without those that its widgets cannot render."""
    by_name = {field.name: field for field in fields}
    return {
        name: value for name, value in initial.items() if name not in by_name or is_valid_initial(by_name[name], value)
    }


def is_valid_initial(field: Any, value: Any) -> bool:
    """False for malformed ids, and for moments, whose widget expects a datetime and not text."""
    if field.is_relation:
        return all(is_possible_id(field.related_model, id) for id in (value if isinstance(value, list) else [value]))
    return not isinstance(field, DateTimeField)


def keep_valid_ids(model: Any, data: QueryDict, name: str) -> QueryDict:
    """A copy of the submitted data, without malformed ids of the model under `name`."""
    kept = data.copy()
    kept.setlist(name, [id for id in data.getlist(name) if is_possible_id(model, id)])
    return kept
