"""The question bank in the managers' admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from accounts.models import User
from core.markup.tex import convert_dollars
from exams.models import Exam, Option, Question
from exams.statistics import ItemStatistics, compute_item_statistics
from office.base.filters import ScopedFilter
from office.base.inlines import ScopedInline
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.forms.binding import set_queryset
from office.imports.questions import QuestionImporting
from office.question_bank.options import OptionForm, OptionFormSet, check_formulas
from office.syllabus_editor.dialogs import SyllabusAdmin
from office.syllabus_editor.formulas import FORMULA_SCRIPTS, FORMULA_STYLES, HOW_TO_WRITE_FORMULAS
from office.syllabus_editor.impact_sentences import say_exams_lose_questions, say_had_questions
from trainings.models import Enrollment
from trainings.syllabus.freezing import check_syllabus_is_editable


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
        return str(obj.describe())


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
            exams = Exam.objects.visible_to(self.manager)
            set_queryset(self, "exam", exams.select_related("subject__training", "training"))
        else:
            del self.fields["exam"]


class QuestionList(ChangeList):
    """A page of questions, each with its `statistics`, over the exam that the list is filtered by, else over all, and
    with its `live_exams`."""

    def get_results(self, request: HttpRequest) -> None:
        """One query of each for the whole page. The columns of a list read from its rows, so they are set on them."""
        super().get_results(request)
        exams = models.Prefetch("exams", Exam.objects.live().order_by("name", "pk"), to_attr="live_exams")
        models.prefetch_related_objects(list(self.result_list), exams)
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
    list_display = ("__str__", "in_exams", "created_at", "shown", "right", "discrimination")
    screen_columns = (*QuestionImporting.screen_columns, "in_exams")  # files have the exams as an import reads them
    list_filter = (("exams", ScopedFilter),)
    search_fields = ("text", "options__text")
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

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        """The bank stays open to changes, also of questions that exams of a published training draw from; which they
        draw from does not (docs/decisions/0034)."""
        if exam := form.cleaned_data.get("exam"):
            check_syllabus_is_editable([exam.get_training().pk])
        super().save_model(request, obj, form, change)

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

    @admin.display(description=gettext_lazy("in exams"))
    def in_exams(self, row: Any) -> str:
        return ", ".join(exam.name for exam in row.live_exams) or "—"

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
