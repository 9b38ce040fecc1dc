"""Exams and the question bank in the managers' admin."""

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from config.admin import ScopedAdmin, ScopedFilter, ScopedInline, SoftDeleting, site
from exams.models import Attempt, Exam, Option, Question


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


@admin.register(Question, site=site)
class QuestionAdmin(SoftDeleting):
    list_display = ("text", "created_at")
    search_fields = ("text",)
    inlines = (OptionInline,)


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
