"""Exams and the question bank in the managers' admin."""

import uuid
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from accounts.models import User
from core.markup.tex import convert_dollars
from exams.authoring.affected import count_affected_students
from exams.authoring.impact import build_exam_facts
from exams.authoring.ordering import find_next_place
from exams.models import Attempt, Exam, Option, Question
from exams.statistics import ItemStatistics, compute_item_statistics
from office.base.admins import ReadOnlyAdmin
from office.base.filters import ScopedFilter
from office.base.inlines import ScopedInline
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.forms.binding import set_queryset
from office.imports.questions import QuestionImporting
from office.question_bank.options import OptionForm, OptionFormSet, check_formulas
from office.student_file.papers import PaperMixin
from office.syllabus_editor.deletion_impact import describe_impact
from office.syllabus_editor.dialogs import SubjectRowForm, SyllabusAdmin
from office.syllabus_editor.formulas import FORMULA_SCRIPTS, FORMULA_STYLES, HOW_TO_WRITE_FORMULAS
from office.syllabus_editor.impact_sentences import say_exams_lose_questions, say_had_questions, say_sat_exams
from trainings.models import Enrollment, Lesson, Training


class ExamForm(SubjectRowForm):
    """An exam. A gate exam belongs to the subject of its lesson."""

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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lesson, subject = cleaned.get("lesson"), cleaned.get("subject")
        if lesson and subject and lesson.subject_id != subject.pk:
            self.add_error("lesson", _("This lesson belongs to another subject."))
        if self.instance._state.adding and subject and not lesson and not cleaned.get("order"):
            cleaned["order"] = find_next_place(subject.pk)
        return cleaned


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
        "order": gettext_lazy("Among the lessons and exams of its subject, or the exams of its lesson."),
        "access_mode": gettext_lazy(
            "Of an online exam. From a class: only by students on the roster of an unsigned class of this exam."
        ),
        "access_window_days": gettext_lazy("From a class: how many days from the start of the class."),
    }
    form = ExamForm
    list_display = ("name", "subject", "lesson", "type", "is_mandatory", "question_count", "pass_percent")
    list_filter = (("subject__training", ScopedFilter), "type", "is_mandatory")
    list_select_related = ("subject", "lesson")
    search_fields = ("name", "subject__name")
    autocomplete_fields = ("subject", "lesson", "questions")  # a bank holds thousands of questions
    parent_field = "subject"
    has_order = True
    shares_order_with = (Lesson,)

    def list_affected_trainings(self, rows: list[Exam]) -> set[uuid.UUID]:
        return {row.subject.training_id for row in rows}

    def get_exclude(self, request: HttpRequest, obj: Exam | None = None) -> Any:
        """Hides a bank of which the manager may not see every question, because an exam that draws from it is being
        sat. The field is left out completely: saving it would drop the questions that it does not show."""
        is_hidden = (
            obj is not None
            and obj.questions.live().exclude(pk__in=Question.objects.visible_to(get_manager(request))).exists()
        )
        return ("questions",) if is_hidden else None

    def describe_deletion_impact(self, rows: list[Exam]) -> list[str]:
        students = count_affected_students(
            *build_exam_facts(rows), training_ids=Training.objects.filter(subjects__exams__in=rows).values("pk")
        )
        return describe_impact(rows, students, say_sat_exams)


class OptionInline(ScopedInline):
    model = Option
    form = OptionForm
    formset = OptionFormSet
    fields = ("order", "text", "is_correct")
    formfield_overrides = {models.TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": 2})}}
    extra = 4
    can_delete = True


class ExamChoice(forms.ModelChoiceField[Exam]):
    """Labels exams with training and subject: several may have the same name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.subject.training}, {obj.subject})"


class QuestionForm(forms.ModelForm[Question]):
    """A question. A new one can be added to the bank of an exam."""

    exam = ExamChoice(
        queryset=Exam.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        label=gettext_lazy("Exam"),
        help_text=gettext_lazy("The new question is added to the bank of this exam."),
    )

    manager: User

    class Meta:
        model = Question
        fields = ("text", "media", "shuffle_options", "order")
        help_texts = {"text": HOW_TO_WRITE_FORMULAS}

    def clean_text(self) -> str:
        text = convert_dollars(self.cleaned_data["text"])
        check_formulas([text])
        return text

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            set_queryset(self, "exam", Exam.objects.visible_to(self.manager).select_related("subject__training"))
        else:
            del self.fields["exam"]


class QuestionList(ChangeList):
    """A page of questions, each with its `statistics`: over the exam that the list is filtered by, else over all."""

    def get_results(self, request: HttpRequest) -> None:
        """One query for the whole page. The columns of a list read from its rows, so the statistics are set on them."""
        super().get_results(request)
        statistics = compute_item_statistics(self.result_list, exam_ids=request.GET.getlist("exams__id__exact"))
        for row in self.result_list:
            row.statistics = statistics[row.pk]


def get_statistics(row: Any) -> ItemStatistics:
    """What `QuestionList` has set on the row."""
    statistics: ItemStatistics = row.statistics
    return statistics


@admin.register(Question, site=site)
class QuestionAdmin(QuestionImporting, SyllabusAdmin):
    """The bank, each question with its statistics over graded attempts (exams/statistics.py)."""

    menu = (MenuItem(MenuGroup.EXAMS, gettext_lazy("Questions"), "help", order=2),)
    field_names = {"created_at": gettext_lazy("written"), "order": gettext_lazy("place")}
    field_help = {
        "order": gettext_lazy("Among the questions of an exam in lists. Empty: after the others. Papers are shuffled.")
    }
    form = QuestionForm
    list_display = ("__str__", "created_at", "shown", "right", "discrimination")
    list_filter = (("exams", ScopedFilter),)
    search_fields = ("text",)
    inlines = (OptionInline,)
    readonly_fields = ("shown_as",)

    @admin.display(description=gettext_lazy("as students see it"))
    def shown_as(self, row: Question) -> SafeString:
        """Text and options; a script of the page renders their formulas."""
        options = format_html_join("", "<li>{}</li>", ((option.text,) for option in row.options.all()))
        return format_html('<div class="formulas"><p>{}</p><ul>{}</ul></div>', row.text, options)

    class Media:
        css = {"all": FORMULA_STYLES}
        js = FORMULA_SCRIPTS

    def get_form(self, request: HttpRequest, obj: Question | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"manager": get_manager(request)})

    def get_fields(self, request: HttpRequest, obj: Question | None = None) -> tuple[str, ...]:
        shown = ("media", "shuffle_options", "order")
        return ("text", "shown_as", *shown) if obj else ("exam", "text", *shown)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        exam = form.cleaned_data.get("exam")
        if exam:
            exam.questions.add(form.instance)
            self.record_in_ledger("admin.changed", request, [exam], f"Added question {form.instance.pk}.")

    def describe_deletion_impact(self, rows: list[Question]) -> list[str]:
        """Exam papers hold copies of their questions, so no result changes; but exams have fewer questions to draw."""
        students = Enrollment.objects.filter(attempts__paper__question__in=rows).values("user").distinct().count()
        exams = Exam.objects.live().filter(questions__in=rows).distinct().count()
        many = len(rows) > 1
        had = [say_had_questions(students, many)] if students else []
        return [*had, say_exams_lose_questions(exams, many)] if exams else had

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return QuestionList

    @admin.display(description=gettext_lazy("shown"))
    def shown(self, row: Any) -> int:
        return get_statistics(row).shown

    # Translators: a heading; the sign is for percent, and this is xgettext:no-python-format
    @admin.display(description=gettext_lazy("% right"), empty_value="—")
    def right(self, row: Any) -> str | None:
        percent = get_statistics(row).percent_right
        return None if percent is None else f"{percent:.0f} %"

    @admin.display(description=gettext_lazy("discrimination"), empty_value="—")
    def discrimination(self, row: Any) -> str | None:
        value = get_statistics(row).discrimination
        return None if value is None else f"{value:+.2f}"


@admin.register(Attempt, site=site)
class AttemptAdmin(PaperMixin, ReadOnlyAdmin):
    menu = (MenuItem(MenuGroup.EXAMS, gettext_lazy("Attempts"), "assignment_turned_in", order=3),)
    field_names = {
        "started_at": gettext_lazy("started"),
        "deadline_at": gettext_lazy("time until"),
        "finished_at": gettext_lazy("finished"),
        "score": gettext_lazy("score in %"),
        "is_passed": gettext_lazy("passed"),
        "pass_percent": gettext_lazy("pass mark in %"),
    }
    list_display = ("enrollment", "exam", "started_at", "finished_at", "score", "is_passed")
    list_filter = (("exam", ScopedFilter), "is_passed")
    list_select_related = ("enrollment__user", "enrollment__training", "exam")
    search_fields = (
        *("enrollment__user__surname", "enrollment__user__name", "enrollment__user__email"),
        *("enrollment__training__name", "exam__name"),
    )
    ordering = ("-started_at", "-id")
    fields = (
        *("enrollment", "exam", "started_at", "deadline_at", "finished_at", "pass_percent", "score", "is_passed"),
        *("file", "paper"),
    )
    readonly_fields = fields
