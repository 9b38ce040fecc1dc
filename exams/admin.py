"""Exams and the question bank in the managers' admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from config.admin import ScopedAdmin, ScopedFilter, ScopedInline, SoftDeleting, site
from exams.models import Attempt, Exam, Option, Question
from exams.question_import import QuestionImporting
from exams.statistics import item_statistics


@admin.register(Exam, site=site)
class ExamAdmin(SoftDeleting):
    list_display = ("name", "subject", "lesson", "type", "is_mandatory", "question_count", "pass_percent")
    list_filter = (("subject__training", ScopedFilter), "type", "is_mandatory")
    list_select_related = ("subject", "lesson")
    search_fields = ("name", "subject__name")
    autocomplete_fields = ("subject", "lesson")
    filter_horizontal = ("questions",)


class OptionFormSet(BaseInlineFormSet):
    """Two options at least, exactly one of them right."""

    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if len(kept) < 2 or sum(bool(option.get("is_correct")) for option in kept) != 1:
            raise forms.ValidationError("Give at least two options, and mark exactly one of them as correct.")


class OptionInline(ScopedInline):
    model = Option
    formset = OptionFormSet
    fields = ("order", "text", "is_correct")
    extra = 4
    can_delete = True


class QuestionList(ChangeList):
    """A page of questions, each with its `statistics`: over the exam that the page is filtered by, if any, else all."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found = item_statistics(self.result_list, exam_ids=request.GET.getlist("exams__id__exact"))
        for row in self.result_list:
            row.statistics = found[row.pk]


@admin.register(Question, site=site)
class QuestionAdmin(QuestionImporting, SoftDeleting):
    """The bank, with what graded attempts say about each question (exams/statistics.py)."""

    list_display = ("__str__", "created_at", "shown", "right", "discrimination")
    list_filter = (("exams", ScopedFilter),)
    search_fields = ("text",)
    inlines = (OptionInline,)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return QuestionList

    @admin.display(description="shown")
    def shown(self, row: Any) -> int:
        return row.statistics.shown

    @admin.display(description="% right", empty_value="—")
    def right(self, row: Any) -> str | None:
        percent = row.statistics.percent_right
        return None if percent is None else f"{percent:.0f} %"

    @admin.display(description="discrimination", empty_value="—")
    def discrimination(self, row: Any) -> str | None:
        value = row.statistics.discrimination
        return None if value is None else f"{value:+.2f}"


@admin.register(Attempt, site=site)
class AttemptAdmin(ScopedAdmin):
    """Sittings, to read."""

    list_display = ("enrollment", "exam", "started_at", "finished_at", "score", "is_passed")
    list_filter = (("exam", ScopedFilter), "is_passed")
    list_select_related = ("enrollment__user", "enrollment__training", "exam")
    ordering = ("-started_at", "-id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
