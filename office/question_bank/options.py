"""The options of a question on its page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext

from core.markup.tex import convert_dollars, find_tex_error
from exams.models import Option, Question

LAST = 1_000_000  # the place of an option without a number, until the options are numbered


class OptionForm(forms.ModelForm[Option]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].required = False

    def clean_order(self) -> int:
        """Without a number, after the others."""
        order: int | None = self.cleaned_data["order"]
        return LAST if order is None else order

    def clean_text(self) -> str:
        return convert_dollars(self.cleaned_data["text"])


class OptionFormSet(BaseInlineFormSet[Option, Question, forms.ModelForm[Any]]):
    """At least two options, exactly one of them correct. They keep the order in which they were typed, unless they are
    numbered otherwise: options with the same number stay in the order of their rows."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance._state.adding:
            form.initial["order"] = None if index is None else index + 1

    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if len(kept) < 2 or sum(bool(option.get("is_correct")) for option in kept) != 1:
            raise forms.ValidationError(gettext("Give at least two options, and mark exactly one of them as correct."))
        check_formulas(option.get("text", "") for option in kept)

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        if commit:
            self.number_options()
        return saved

    def number_options(self) -> None:
        rows = [form.instance for form in self.forms if form.instance.pk and not form.cleaned_data.get("DELETE")]
        stored = sorted((row for row in rows if not row._state.adding), key=lambda row: row.order)
        for order, row in enumerate(stored, start=1):
            row.order = order
        Option.objects.bulk_update(stored, ["order"])


def check_formulas(texts: Iterable[str]) -> None:
    """Rejects TeX that cannot be rendered."""
    for text in texts:
        if error := find_tex_error(text):
            raise forms.ValidationError(error)
