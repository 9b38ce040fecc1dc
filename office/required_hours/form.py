"""The table in which a manager states the hours that a training requires."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.exceptions import InvalidInput
from core.units import MINUTES_PER_HOUR
from hours.kinds import HourKind
from hours.models import MAX_NOTE, MAX_REQUIRED_MINUTES, RequiredHours
from hours.requiring import MAX_ROWS, HoursInput, list_required_hours, write_content
from office.forms.text_fields import normalise_text
from office.on_behalf.versioned_forms import VersionField
from records.versions import build_version, format_version
from trainings.models import Subject, Training

BLANK_ROWS = 4


class RowForm(forms.Form):
    """One kind of hours. A row without hours is none."""

    kind = forms.ChoiceField(label=gettext_lazy("Hours of"), required=False, widget=UnfoldAdminSelectWidget())
    subject = forms.ChoiceField(label=gettext_lazy("Subject"), required=False, widget=UnfoldAdminSelectWidget())
    hours = forms.DecimalField(
        label=gettext_lazy("Hours"),
        required=False,
        min_value=Decimal("0.02"),
        max_value=MAX_REQUIRED_MINUTES // MINUTES_PER_HOUR,
        decimal_places=2,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    note = forms.CharField(
        label=gettext_lazy("Paragraph or note"),
        required=False,
        max_length=MAX_NOTE,
        widget=UnfoldAdminTextInputWidget(),
    )

    def __init__(self, *args: Any, subjects: Iterable[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, subject = self.fields["kind"], self.fields["subject"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(subject, forms.ChoiceField)  # noqa: PT018, S101
        kind.choices = [("", "—"), *HourKind.choices]
        subject.choices = [("", _("the whole training")), *((str(row.pk), str(row)) for row in subjects)]
        normalise_text(self.fields["note"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("hours") and not data.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Choose what these are hours of."))
        return data

    def build_input(self) -> HoursInput | None:
        data = self.cleaned_data
        if not data.get("hours"):
            return None
        minutes = round(data["hours"] * MINUTES_PER_HOUR)
        subject_id = uuid.UUID(data["subject"]) if data["subject"] else None
        return HoursInput(data["kind"], minutes, subject_id, data["note"])


class BaseHoursFormSet(forms.BaseFormSet[RowForm]):
    """The rows of a training, as stored or as typed, and some to fill in."""

    def add_fields(self, form: RowForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.empty_permitted = True

    def list_filled(self) -> list[tuple[RowForm, HoursInput]]:
        return [(form, row) for form in self.forms if (row := form.build_input())]

    def add_domain_error(self, error: InvalidInput) -> list[str]:
        """Puts each message at the field that it names; returns the others."""
        forms_of_rows = [form for form, _row in self.list_filled()]
        rest = []
        for name, texts in error.errors.items():
            _rows, _dot, place_and_field = name.partition(".")
            place, _dot, field = place_and_field.partition(".")
            if field:
                forms_of_rows[int(place)].add_error(field, list(texts))
            else:
                rest += texts
        return rest or ([] if error.errors else [error.message])


HoursFormSet: type[BaseHoursFormSet] = forms.formset_factory(  # type: ignore[assignment]  # its stub forgets `formset`
    RowForm, formset=BaseHoursFormSet, extra=BLANK_ROWS, max_num=MAX_ROWS, validate_max=True
)


class VersionForm(forms.Form):
    version = VersionField()


def build_initial(rows: Iterable[RequiredHours]) -> list[dict[str, Any]]:
    return [build_row(row.kind, row.subject_id, row.minutes, row.note) for row in rows]


def build_row(kind: str, subject_id: Any, minutes: int, note: str) -> dict[str, Any]:
    hours = round(Decimal(minutes) / MINUTES_PER_HOUR, 2)
    text = f"{hours:f}".rstrip("0").rstrip(".")
    return {"kind": kind, "subject": str(subject_id or ""), "hours": text, "note": note}


def format_present_version(training: Training) -> str:
    return format_version(build_version(write_content(list_required_hours(training))))
