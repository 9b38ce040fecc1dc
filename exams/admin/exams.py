"""Exams in the managers' admin."""

import uuid
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.authoring.affected import count_affected_students
from exams.authoring.impact import build_exam_facts
from exams.authoring.ordering import find_next_place, find_next_training_place
from exams.models import Exam, Question
from office.base.filters import MAX_FILTER_CHOICES
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.scoping import list_visible_rows
from office.base.site import site
from office.forms.choices import is_possible_id
from office.syllabus_editor.deletion_impact import describe_impact
from office.syllabus_editor.dialogs import SubjectRowForm, SyllabusAdmin
from office.syllabus_editor.impact_sentences import say_sat_exams
from trainings.models import Lesson, Training


class ExamForm(SubjectRowForm):
    """An exam of a subject, of a lesson, or of a whole training. A gate exam belongs to the subject of its lesson."""

    OPTIONAL = ("order", "access_mode", "access_window_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.OPTIONAL:
            self.fields[name].required = False

    def clean_order(self) -> int:
        return int(self.keep_if_empty("order"))

    def clean_access_mode(self) -> str:
        return str(self.keep_if_empty("access_mode"))

    def clean_access_window_days(self) -> int:
        return int(self.keep_if_empty("access_window_days"))

    def keep_if_empty(self, name: str) -> Any:
        value = self.cleaned_data[name]
        return getattr(self.instance, name) if value in (None, "") else value

    def clean_subject(self) -> Any:
        return super().clean_subject() if self.cleaned_data["subject"] else None

    def get_training_id(self) -> Any:
        return self.instance.get_training().pk

    def clean_training(self) -> Any:
        training = self.cleaned_data["training"]
        if training and not self.instance._state.adding and training.pk != self.get_training_id():
            raise forms.ValidationError(_("Existing results could not be moved to another training."))
        return training

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.check_owner(cleaned)
        if self.instance._state.adding and not self.errors and not cleaned.get("order"):
            cleaned["order"] = self.find_place(cleaned)
        return cleaned

    def check_owner(self, cleaned: dict[str, Any]) -> None:
        lesson, subject, training = (cleaned.get(name) for name in ("lesson", "subject", "training"))
        if not (subject or training):
            self.add_error("subject", _("Choose a subject or, for an exam of the whole training, the training."))
        elif subject and training:
            text = _("Choose the training only for an exam of the whole training, without a subject.")
            self.add_error("training", text)
        elif lesson and (subject is None or lesson.subject_id != subject.pk):
            self.add_error("lesson", _("This lesson belongs to another subject."))

    def find_place(self, cleaned: dict[str, Any]) -> int:
        """The last place among the exams of the training or the activities of the subject; 0 for a gate exam."""
        if cleaned.get("training"):
            return find_next_training_place(cleaned["training"].pk)
        return 0 if cleaned.get("lesson") else find_next_place(cleaned["subject"].pk)


class ExamTrainingFilter(admin.SimpleListFilter):
    """Exams of a training: of its subjects, and of the whole training."""

    title = gettext_lazy("training")
    parameter_name = "of_training"  # the name of the column would be taken for a lookup

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        rows = list_visible_rows(Training, request)[:MAX_FILTER_CHOICES]
        return [(row.pk, str(row)) for row in rows]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if not value:
            return queryset
        if not is_possible_id(Training, value):
            raise IncorrectLookupParameters
        return queryset.filter(Q(subject__training=value) | Q(training=value))


@admin.register(Exam, site=site)
class ExamAdmin(SyllabusAdmin):
    menu = (MenuItem(MenuGroup.EXAMS, gettext_lazy("Exams"), "quiz", order=1),)
    in_search = True
    field_names = {
        "is_mandatory": gettext_lazy("required"),
        "question_count": gettext_lazy("questions drawn"),
        "pass_percent": gettext_lazy("pass mark in %"),
        "duration_minutes": gettext_lazy("minutes"),
        "max_attempts": gettext_lazy("attempts allowed"),
        "expires_at": gettext_lazy("open until"),
        "access_mode": gettext_lazy("can be taken"),
        "access_window_days": gettext_lazy("days of access"),
        "order": gettext_lazy("place"),
    }
    field_help = {
        "order": gettext_lazy(
            "Among the lessons and exams of its subject, the exams of its lesson, or those of the whole training."
        ),
        "training": gettext_lazy("Only for an exam of the whole training. It has no subject and no lesson."),
        "access_mode": gettext_lazy(
            "Of an online exam. From a class: only by students on the roster of an unsigned class of this exam."
        ),
        "access_window_days": gettext_lazy("From a class: how many days from the start of the class."),
    }
    form = ExamForm
    list_display = ("name", "exam_of", "lesson", "type", "is_mandatory", "question_count", "pass_percent")
    list_filter = (ExamTrainingFilter, "type", "is_mandatory")
    list_select_related = ("subject", "training", "lesson")
    search_fields = ("name", "subject__name", "training__name")
    autocomplete_fields = ("subject", "training", "lesson", "questions")  # a bank holds thousands of questions
    parent_field = "subject"
    has_order = True
    shares_order_with = (Lesson,)

    @admin.display(description=gettext_lazy("subject"), ordering="subject")
    def exam_of(self, row: Exam) -> str:
        return str(row.subject) if row.subject else _("Whole training: %(training)s") % {"training": row.training}

    def list_affected_trainings(self, rows: list[Exam]) -> set[uuid.UUID]:
        return {row.get_training().pk for row in rows}

    def get_exclude(self, request: HttpRequest, obj: Exam | None = None) -> Any:
        """Hides a bank of which the manager may not see every question, because an exam that draws from it is being
        sat. The field is left out completely: saving it would drop the questions that it does not show."""
        is_hidden = (
            obj is not None
            and obj.questions.live().exclude(pk__in=Question.objects.visible_to(get_manager(request))).exists()
        )
        return ("questions",) if is_hidden else None

    def describe_deletion_impact(self, rows: list[Exam]) -> list[str]:
        students = count_affected_students(*build_exam_facts(rows), training_ids=self.list_affected_trainings(rows))
        return describe_impact(rows, students, say_sat_exams)
