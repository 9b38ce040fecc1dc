"""Adapts form classes and their fields to the manager's school and to one request."""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Company
from office.forms.date_inputs import DurationField, SchoolMomentField


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


def keep_stored_values(form: Any, obj: Any, school: Company) -> None:
    """Tells each moment field of a form class its time zone and the stored value of the row, and each duration its
    stored value: what the inputs do not show (seconds, which of two equal times) survives an unchanged submission."""
    for name, field in form.base_fields.items():
        if isinstance(field, SchoolMomentField):
            field.use_zone(school.zone, kept=getattr(obj, name, None))
        elif isinstance(field, DurationField):
            field.kept = getattr(obj, name, None)


class CompanyBoundForm(forms.ModelForm[Any]):
    """A form for rows of one company. The company is set before validation, so that the form can report a violation of
    uniqueness within the company; otherwise only the database would reject it."""

    company_id: uuid.UUID

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.company_id = self.company_id

    def _get_validation_exclusions(self) -> set[str]:
        # Django excludes fields that are not in the form from the uniqueness checks.
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # private API of Django
        return exclusions - {"company"}


def bind_form_to_company(form: type[forms.ModelForm[Any]], company_id: uuid.UUID) -> type[forms.ModelForm[Any]]:
    """The form class for rows of this company."""
    return type(form.__name__, (CompanyBoundForm, form), {"company_id": company_id})
