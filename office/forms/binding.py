"""Fits form classes and their fields to one manager's school and to one request."""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Company
from office.forms.date_inputs import SchoolMomentField


def set_choices(form: forms.BaseForm, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Sets the choices of the drop-down `name` of a form."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField | forms.TypedChoiceField)  # noqa: S101
    field.choices = choices


def set_queryset(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Sets the rows that the drop-down `name` of a form offers and accepts."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
    field.queryset = rows


def evaluate_choices_once(field: forms.ModelChoiceField[Any]) -> None:
    """Reads the choices of a drop-down now, so that all rows of an inline share one query."""
    choices: Any = field.choices
    field.choices = list(choices)


def keep_stored_moments(form: Any, obj: Any, school: Company) -> None:
    """Gives each moment field of a form class the value stored in the row: submitted again unchanged, an ambiguous
    time needs no choice between its two readings."""
    for name, field in form.base_fields.items():
        if isinstance(field, SchoolMomentField):
            field.use_zone(school.zone, kept=getattr(obj, name, None))


class CompanyBoundForm(forms.ModelForm[Any]):
    """A form for rows of one company, which is set before validation: a name that must be unique within the company
    is then rejected by the form, and not by the database."""

    company_id: uuid.UUID

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.company_id = self.company_id

    def _get_validation_exclusions(self) -> set[str]:
        # Django leaves fields that the form does not show out of the uniqueness checks.
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # private API of Django
        return exclusions - {"company"}


def bind_form_to_company(form: type[forms.ModelForm[Any]], company_id: uuid.UUID) -> type[forms.ModelForm[Any]]:
    """The form class for rows of this company."""
    return type(form.__name__, (CompanyBoundForm, form), {"company_id": company_id})
