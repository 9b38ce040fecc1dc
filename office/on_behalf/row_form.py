"""The form of one student of a class: what its teacher can record of the student through the API."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from office.forms.date_inputs import DurationField
from office.forms.text_fields import normalise_text
from office.on_behalf.class_sheet import ClassSheet
from office.on_behalf.versioned_forms import FlagChoiceField, VersionedForm, build_rating_field, pick_values
from onsite.classes.attendance import Mark
from onsite.classes.evaluation import Evaluation
from onsite.endpoints.inputs import MAX_TEXT_LENGTH
from onsite.models import Attendance

# The column of each field of a mark that is not called the same.
COLUMNS = {"present": "is_present", "passed": "is_passed"}
OF_EXAMS = ("passed", "exam_rating")
NEEDS_PRESENCE = {"seconds", "passed", "exam_rating", "code"}
TEXTS = ("remarks", "measures")


class RowForm(VersionedForm):
    """One student. The fields of ratings are `objectives.{id}`, `metrics.{id}.rating` and `metrics.{id}.comments`."""

    nothing: Mapping[str, Any] = {"present": None, "passed": None, "seconds": 0}

    present = FlagChoiceField(
        (gettext_lazy("not recorded"), gettext_lazy("present"), gettext_lazy("absent")),
        label=gettext_lazy("attendance"),
    )
    seconds = DurationField(required=False, label=gettext_lazy("time present"))
    passed = FlagChoiceField(
        (gettext_lazy("no result"), gettext_lazy("passed"), gettext_lazy("failed")), label=gettext_lazy("exam result")
    )
    exam_rating = forms.CharField(required=False, max_length=50, label=gettext_lazy("exam rating"))
    code = forms.CharField(required=False, max_length=50, label=gettext_lazy("code"))
    remarks = forms.CharField(required=False, max_length=MAX_TEXT_LENGTH, label=gettext_lazy("remarks"))
    measures = forms.CharField(required=False, max_length=MAX_TEXT_LENGTH, label=gettext_lazy("measures"))

    def __init__(self, row: Attendance, sheet: ClassSheet, data: Any = None, *, initial: Any = None) -> None:
        shown = {"seconds": row.seconds or None, **(initial or {})}
        super().__init__(sheet.read_stored(row), data, prefix=str(row.enrollment.user_id), initial=shown)
        self.student = row.enrollment.user
        self.fields["seconds"].kept = row.seconds  # type: ignore[attr-defined]  # a DurationField
        for name in () if sheet.session.exam_id else OF_EXAMS:
            del self.fields[name]
        self.add_ratings(sheet)
        self.style_fields()

    def add_ratings(self, sheet: ClassSheet) -> None:
        for objective in sheet.objectives:
            self.fields[f"objectives.{objective.pk}"] = build_rating_field(objective.name)
        for metric in sheet.metrics:
            self.fields[f"metrics.{metric.pk}.rating"] = build_rating_field(metric.name)
            label = _("comments on %(metric)s") % {"metric": metric.name}
            self.fields[f"metrics.{metric.pk}.comments"] = forms.CharField(
                required=False, max_length=MAX_TEXT_LENGTH, label=label
            )

    def style_fields(self) -> None:
        """Unfold's inputs; each says to screen readers whose it is."""
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                is_long = name in TEXTS
                field.widget = UnfoldAdminTextareaWidget({"rows": 2}) if is_long else UnfoldAdminTextInputWidget()
                normalise_text(field)
            field.widget.attrs["aria-label"] = f"{self.student}, {field.label}"

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if "." not in name]

    @property
    def rating_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if "." in name]

    @property
    def is_rated(self) -> bool:
        """Whether the ratings are to be open: there are some, or one is refused."""
        return any(field.errors or field.value() for field in self.rating_fields)

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            changed = self.find_changed()
            self.check_presence(changed)
            self.check_result(changed)
            self.check_comments(changed)
        return self.cleaned_data

    def check_presence(self, changed: set[str]) -> None:
        present = self.get_value("present")
        if present is None and self.stored["present"] is not None:
            self.add_error("present", _("Attendance that is recorded can be corrected, not removed."))
        elif present is None and changed & NEEDS_PRESENCE:
            self.add_error("present", _("Say whether the student was present."))
        elif present is False and self.has_ratings() and self.is_about_presence(changed):
            self.add_error("present", _("The student is rated: remove the ratings, or say that they were present."))

    def check_result(self, changed: set[str]) -> None:
        if "passed" not in self.fields or not changed & {"present", "passed"}:
            return
        present, passed = self.get_value("present"), self.get_value("passed")
        if present is False and passed:
            self.add_error("passed", _("An absent student cannot have passed."))
        elif present and passed is None and self.stored["passed"] is not None:
            self.add_error("passed", _("A result that is recorded can be corrected, not removed."))

    def check_comments(self, changed: set[str]) -> None:
        for name in changed:
            rating = name.replace(".comments", ".rating")
            if name.endswith(".comments") and self.get_value(name) and not self.get_value(rating):
                self.add_error(name, _("Give a rating with the comments."))

    @staticmethod
    def is_about_presence(changed: set[str]) -> bool:
        return "present" in changed or any("." in name for name in changed)

    def has_ratings(self) -> bool:
        return any(self.get_value(name) for name in self.fields if "." in name and not name.endswith(".comments"))

    def build_mark(self) -> Mark | None:
        """What changed of attendance and result; None if nothing has, or nothing is said about presence yet."""
        changed = [name for name in self.find_changed() if "." not in name]
        if not changed or self.get_value("present") is None:
            return None
        mark = {COLUMNS.get(name, name): self.get_value(name) for name in changed}
        return mark | {"is_present": self.get_value("present")}

    def build_evaluation(self) -> Evaluation | None:
        """What changed of the ratings and, of a student without a mark, of remarks and measures."""
        changed = self.find_changed()
        texts = {name: self.get_value(name) for name in TEXTS if name in changed and self.build_mark() is None}
        objectives = self.build_objectives() if any(name.startswith("objectives.") for name in changed) else None
        metrics = self.build_metrics() if any(name.startswith("metrics.") for name in changed) else None
        if not texts and objectives is None and metrics is None:
            return None
        return Evaluation(objectives=objectives, metrics=metrics, **texts)

    def build_objectives(self) -> dict[uuid.UUID, str]:
        rated = pick_values(self.fields, "objectives", self.get_value)
        return {uuid.UUID(id): rating for id, rating in rated.items()}

    def build_metrics(self) -> dict[uuid.UUID, dict[str, str]]:
        ratings = pick_values(self.fields, "metrics", self.get_value)
        ids = {name.partition(".")[0] for name in ratings}
        return {uuid.UUID(id): {"rating": ratings[f"{id}.rating"], "comments": ratings[f"{id}.comments"]} for id in ids}
