"""Drop-downs of rows that are found while one types, and the ids that may be put into them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField
from django.http import QueryDict


def is_id_of(model: Any, value: Any) -> bool:
    """Whether a row of the model could have this id: of its kind, and not larger than its column."""
    field = model._meta.pk
    try:
        field.run_validators(field.to_python(value))
    except ValidationError:
        return False
    return value not in field.empty_values


class SafeAutocomplete(AutocompleteMixin):
    """Shows the rows chosen so far, and nothing for what is no id: Django asks the database for it, which fails."""

    def optgroups(self, name: str, value: Iterable[Any], attr: Any = None) -> Any:
        ids = [one for one in value if is_id_of(self.choices.queryset.model, one)]
        return super().optgroups(name, ids, attr)


class AutocompleteOne(SafeAutocomplete, AutocompleteSelect):
    pass


class AutocompleteMany(SafeAutocomplete, AutocompleteSelectMultiple):
    pass


class RowsField(forms.ModelMultipleChoiceField):
    """Many rows by their ids. One that no column could hold is refused here: the database would not compare it."""

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


def keep_readable(given: dict[str, Any], fields: Iterable[Any]) -> dict[str, Any]:
    """What an address fills a form in with, without what its fields could not show: ids that are none, no moments."""
    known = {field.name: field for field in fields}
    return {name: value for name, value in given.items() if name not in known or is_showable(known[name], value)}


def is_showable(field: Any, value: Any) -> bool:
    if field.is_relation:
        return all(is_id_of(field.related_model, one) for one in (value if isinstance(value, list) else [value]))
    return not isinstance(field, DateTimeField)


def keep_known_ids(model: Any, sent: QueryDict, name: str) -> Any:
    """The form that was sent; of the ids under `name` those that rows can have."""
    kept = sent.copy()
    kept.setlist(name, [one for one in sent.getlist(name) if is_id_of(model, one)])
    return kept
