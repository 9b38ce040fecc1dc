"""Forms that carry the version of what they show (records/versions.py).

Their fields are named by the paths of the content, such as `remarks` or `objectives.{id}`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from core.exceptions import InvalidInput
from records.versions import Version, digest_value, parse_version
from trainings.ratings import Rating

NOT_RATED = [("", gettext_lazy("not rated"))]


class VersionField(forms.CharField):
    """The hidden version. Its value is a `Version`."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput(), required=False)

    def clean(self, value: Any) -> Any:
        try:
            return parse_version(value or "")
        except InvalidInput as error:
            raise ValidationError(error.message) from error


class FlagChoiceField(forms.TypedChoiceField):
    """Yes, no, or nothing yet, each with its own word; the value is True, False or None."""

    def __init__(self, words: tuple[Any, Any, Any], **kwargs: Any) -> None:
        nothing, yes, no = words
        super().__init__(
            choices=[("", nothing), ("yes", yes), ("no", no)],
            coerce=lambda text: text == "yes",
            empty_value=None,
            required=False,
            widget=UnfoldAdminSelectWidget(),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}[value] if value in (True, False, None) else value


def build_rating_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[*NOT_RATED, *Rating.choices], required=False, label=label, widget=UnfoldAdminSelectWidget()
    )


class VersionedForm(forms.Form):
    """`stored` are the values on record, by field; a field that is missing there has none yet."""

    # The value of a field that has nothing on record; "" unless named here.
    nothing: Mapping[str, Any] = {}

    def __init__(
        self, stored: Mapping[str, Any], data: Any = None, *, prefix: str | None = None, initial: Any = None
    ) -> None:
        super().__init__(data, prefix=prefix, initial={**stored, **(initial or {})})
        self.stored = stored

    def get_value(self, name: str) -> Any:
        """What is typed, cleaned, as the content has it."""
        value = self.cleaned_data.get(name)
        return self.nothing.get(name, "") if value is None else value

    def find_changed(self) -> set[str]:
        """The fields whose values differ from those on record."""
        return {
            name
            for name in self.fields
            if name in self.cleaned_data and self.get_value(name) != self.stored.get(name, self.nothing.get(name, ""))
        }

    def list_typed(self, version: Version, above: str = "") -> dict[str, Any]:
        """What the manager has typed, as typed: the fields that differ from the version that the page showed."""
        if not self.is_bound:
            return {}
        self.is_valid()
        sent = {name for name in self.fields if self.is_sent(name)}
        return {name: self[name].value() for name in sent if self.is_touched(name, version.get(f"{above}{name}"))}

    def is_sent(self, name: str) -> bool:
        return self.add_prefix(name) in self.data or isinstance(self.fields[name], forms.BooleanField)

    def is_touched(self, name: str, shown: str | None) -> bool:
        if name not in self.cleaned_data:
            return True  # what is wrong was typed
        return digest_value(self.get_value(name)) != (shown or digest_value(self.nothing.get(name, "")))


def pick_values(names: Iterable[str], kind: str, value_of: Any) -> dict[str, Any]:
    """The values of the fields `{kind}.{id}`, by id."""
    return {name.removeprefix(f"{kind}."): value_of(name) for name in names if name.startswith(f"{kind}.")}


def list_errors(form: forms.Form, whose: str) -> list[tuple[str, str, str]]:
    """Each error of a form with whose field it is, and the id of the input: for the list above the form."""
    return [
        (describe_field(form, name, whose), form[name].auto_id if name in form.fields else "", str(text))
        for name, texts in form.errors.items()
        for text in texts
    ]


def describe_field(form: forms.Form, name: str, whose: str) -> str:
    """`Sam Student, time`."""
    if name not in form.fields:
        return whose
    label = str(form[name].label)
    return _("%(person)s, %(field)s") % {"person": whose, "field": label} if whose else label


def describe_values(form: VersionedForm, names: Iterable[str], whose: str) -> list[str]:
    """`Sam Student, attendance: present` for each of the fields, with the value on record."""
    return [f"{describe_field(form, name, whose)}: {write_stored(form, name)}" for name in names if name in form.fields]


def write_stored(form: VersionedForm, name: str) -> str:
    field = form.fields[name]
    value = field.prepare_value(form.stored.get(name))
    choices = getattr(field, "choices", ())
    texts = {str(key): str(text) for key, text in choices} if choices else {}
    return texts.get(str(value), str(value or "")) or "—"
