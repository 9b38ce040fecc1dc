"""The page on which a manager says, once for files of the same headings, which column holds what."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget

from core.tables.headings import list_missing, write_label
from core.tables.reading import Sheet
from office.imports.base import Column, Importer
from office.imports.guessing import guess_columns, guess_name_order
from office.imports.names import FULL_NAME, NameOrder

SAMPLES = 3
SAMPLE_LENGTH = 30
FIELD_PREFIX = "column_"
NAME_ORDER = "name_order"


class MappingForm(forms.Form):
    """A drop-down of the file's columns for each column of ours."""

    def __init__(self, importer: Importer, sheet: Sheet, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.importer, self.sheet = importer, sheet
        self.labels = list(sheet.named_columns)
        columns = [(str(position), describe_column(sheet, label)) for position, label in enumerate(self.labels)]
        for column in importer.columns:
            self.fields[FIELD_PREFIX + column.name] = build_field(column, [("", _("— not in the file —")), *columns])
        if FULL_NAME in importer.names:
            self.fields[NAME_ORDER] = forms.ChoiceField(
                label=_("A full name without a comma"),
                choices=[(order.value, order.label) for order in NameOrder],
                required=False,
                widget=UnfoldAdminSelectWidget(),
                help_text=_("With a comma, as in “Huber, Anna Maria”, the family name is before it."),
            )

    @property
    def columns(self) -> dict[str, str]:
        """The chosen headings, by our columns."""
        chosen = {name: self.cleaned_data.get(FIELD_PREFIX + name) for name in self.importer.names}
        return {name: self.labels[int(position)] for name, position in chosen.items() if position}

    @property
    def name_order(self) -> NameOrder:
        return NameOrder(self.cleaned_data.get(NAME_ORDER) or NameOrder.NAME_FIRST)

    def clean(self) -> dict[str, Any]:
        columns = self.columns
        users: dict[str, str] = {}
        for name, label in columns.items():
            if users.setdefault(label, name) != name:
                text = _("“%(heading)s” is chosen for %(column)s already.")
                self.add_error(FIELD_PREFIX + name, text % {"heading": write_label(label), "column": users[label]})
        importer = self.importer
        for name in list_missing(importer.names, columns, required=importer.required, stand_ins=importer.stand_ins):
            if FIELD_PREFIX + name not in self.errors:
                self.add_error(FIELD_PREFIX + name, _("Choose a column: the import needs it."))
        return self.cleaned_data


def build_field(column: Column, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"{column.name} *" if column.is_required else column.name,
        choices=choices,
        required=False,  # checked by the form, because another column may supply it
        widget=UnfoldAdminSelectWidget(),
        help_text=column.meaning,
    )


def describe_column(sheet: Sheet, label: str) -> str:
    """The heading of a column, with values from it."""
    samples = list_samples(sheet, label)
    return f"{write_label(label)} ({', '.join(samples)})" if samples else write_label(label)


def list_samples(sheet: Sheet, label: str) -> list[str]:
    texts = sheet.list_samples(sheet.named_columns[label], SAMPLES)
    return [text if len(text) <= SAMPLE_LENGTH else f"{text[: SAMPLE_LENGTH - 1]}…" for text in texts]


def build_initial(importer: Importer, sheet: Sheet, columns: Mapping[str, str] | None, order: NameOrder) -> Any:
    """What the form proposes: the `columns` that are in use, or a guess if there are none."""
    labels = list(sheet.named_columns)
    if columns is None:
        columns = guess_columns(importer, labels)
        order = guess_name_order(columns)
    chosen = {FIELD_PREFIX + name: str(labels.index(label)) for name, label in columns.items() if label in labels}
    return {**chosen, NAME_ORDER: order.value}


def list_columns(form: MappingForm) -> list[tuple[str, list[str], str]]:
    """Each column of the file: its heading, values from it, and the column of ours that it is proposed for."""
    proposed = {form[FIELD_PREFIX + name].value(): name for name in form.importer.names}
    return [
        (write_label(label), list_samples(form.sheet, label), proposed.get(str(position), ""))
        for position, label in enumerate(form.labels)
    ]
