"""The roster of a class as one form: what its teacher can record through the API, of all students at once."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from core.exceptions import DomainError
from office.forms.text_fields import normalise_text
from office.on_behalf.class_sheet import ClassSheet
from office.on_behalf.row_form import RowForm
from office.on_behalf.versioned_forms import VersionedForm, VersionField, describe_values, list_errors
from onsite.classes.attendance import Mark
from onsite.classes.evaluation import Evaluation
from onsite.classes.recording import ClassEntry
from onsite.endpoints.inputs import MAX_TEXT_LENGTH
from records.versions import Version, format_version

# The field of this form for each of the API, in the errors of the services.
API_FIELDS = {"time": "seconds", "value": "present", "exam_value": "passed"}


class HeadForm(VersionedForm):
    version = VersionField()
    remarks = forms.CharField(
        required=False,
        max_length=MAX_TEXT_LENGTH,
        label=gettext_lazy("Remarks about the class"),
        widget=UnfoldAdminTextareaWidget({"rows": 2}),
    )

    class Media:
        css = {"all": ["on_behalf/roster.css"]}

    def __init__(self, sheet: ClassSheet, data: Any = None, *, initial: Any = None) -> None:
        super().__init__({"remarks": sheet.session.remarks}, data, initial=initial)
        normalise_text(self.fields["remarks"])


@dataclass
class RosterForm:
    """The form of the page: its head, and a row for each student of the roster by name."""

    sheet: ClassSheet
    head: HeadForm
    rows: list[RowForm]

    def is_valid(self) -> bool:
        # Each of them, so that the page shows the errors of all.
        invalid = [form for form in (self.head, *self.rows) if not form.is_valid()]
        return not invalid

    def build_entry(self) -> ClassEntry:
        marks: dict[int | uuid.UUID, Mark] = {row.student.pk: mark for row in self.rows if (mark := row.build_mark())}
        evaluations: dict[int | uuid.UUID, Evaluation] = {
            row.student.pk: value for row in self.rows if (value := row.build_evaluation())
        }
        return ClassEntry(marks, evaluations, self.head.cleaned_data["remarks"])

    @property
    def version(self) -> Version:
        return self.head.cleaned_data.get("version") or {}

    def list_errors(self) -> list[tuple[str, str, str]]:
        rows = [error for row in self.rows for error in list_errors(row, str(row.student))]
        return list_errors(self.head, "") + rows

    def add_domain_error(self, error: DomainError) -> None:
        """Each message at the field of the student that it names, the others above the form."""
        rows = {str(row.student.pk): row for row in self.rows}
        for path, texts in (error.errors or {"": [error.message]}).items():
            _kind, _dot, rest = path.partition(".")
            student, _dot, name = rest.partition(".")
            field = API_FIELDS.get(name, name)
            if student in rows and field in rows[student].fields:
                rows[student].add_error(field, list(texts))
            else:
                self.head.add_error(None, list(texts))

    def describe_changed(self, paths: list[str]) -> list[str]:
        """What is on record now at the paths that somebody else has changed, in words."""
        sentences = []
        for row in self.rows:
            above = f"students.{row.student.pk}."
            names = [path.removeprefix(above) for path in paths if path.startswith(above)]
            is_new = "student" in names
            sentences += [_("%(person)s is on the roster now.") % {"person": row.student}] if is_new else []
            sentences += describe_values(row, names, str(row.student)) if not is_new else []
        return sentences + list(self.describe_changed_class(paths))

    def describe_changed_class(self, paths: list[str]) -> Iterator[str]:
        present = {f"students.{row.student.pk}." for row in self.rows}
        of_students = [path for path in paths if path.startswith("students.")]
        if any(not path.startswith(tuple(present)) for path in of_students) or (of_students and not present):
            yield _("A student is not on the roster any more.")
        if "remarks" in paths:
            yield _("Remarks about the class: %(text)s") % {"text": self.sheet.session.remarks or "—"}
        if set(paths) - {"remarks", *of_students}:
            yield _("The plan of the class, such as its teacher, lesson or time, is another one.")


def build_roster_form(sheet: ClassSheet, data: Any = None) -> RosterForm:
    """The form with what is on record, or bound to what was sent."""
    head = HeadForm(sheet, data, initial={"version": format_version(sheet.version)})
    return RosterForm(sheet, head, [RowForm(row, sheet, data) for row in sheet.roster])


def rebuild_roster_form(sent: RosterForm, *, version: Version, fill: bool = False) -> RosterForm:
    """The form again with what the manager has typed, and with what is on record in all other fields. `fill`: with
    everybody present of whom nothing is said."""
    sent.is_valid()
    sheet, shown = sent.sheet, sent.version
    head = HeadForm(sheet, initial={**sent.head.list_typed(shown), "version": format_version(version)})
    rows = []
    for row, form in zip(sheet.roster, sent.rows, strict=True):
        typed = form.list_typed(shown, f"students.{form.student.pk}.")
        if fill and not form["present"].value():
            typed["present"] = True
        rows.append(RowForm(row, sheet, initial=typed))
    return RosterForm(sheet, head, rows)
