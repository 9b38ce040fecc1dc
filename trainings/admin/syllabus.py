"""The syllabus in the managers' admin: trainings, subjects, lessons, slides."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from exams.authoring.affected import build_credited_filter, count_affected_students
from exams.authoring.impact import build_lesson_facts
from exams.models import Exam
from office.base.filters import ScopedFilter
from office.base.inlines import ScopedInline
from office.base.registration import MenuGroup, MenuItem
from office.base.scoping import StaffChoicesMixin
from office.base.site import site
from office.syllabus_editor.deletion_impact import describe_impact
from office.syllabus_editor.dialogs import SubjectRowForm, SyllabusAdmin
from office.syllabus_editor.formulas import HOW_TO_WRITE_FORMULAS
from office.syllabus_editor.freezing_admin import FreezesSyllabus
from office.syllabus_editor.impact_sentences import say_completed_slides, say_studied_lessons, say_studied_subjects
from office.syllabus_editor.rich_text import HtmlSource, RichText
from trainings.models import LearningObjective, Lesson, Metric, Slide, Subject, Training
from trainings.syllabus.sanitising import clean_html, find_lost_content, is_editor_safe


class RevisionFilter(admin.SimpleListFilter):
    """Of courses that have revisions, the list has the current ones; drafts and superseded ones on demand."""

    title = gettext_lazy("revision")
    parameter_name = "shown"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [
            ("drafts", gettext("Drafts")),
            ("superseded", gettext("Superseded")),
            ("all", gettext("All")),
        ]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """The first choice, no filter, means what is current."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice if number else {**choice, "display": gettext("Current")}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Training]) -> QuerySet[Training]:
        drafts = Q(revision__isnull=False, published_at__isnull=True)
        superseded = Q(superseded_at__isnull=False)
        chosen = {"drafts": drafts, "superseded": superseded, "all": Q()}
        return queryset.filter(chosen.get(str(self.value()), ~(drafts | superseded)))


class SubjectInline(StaffChoicesMixin, ScopedInline):
    model = Subject
    fields = ("order", "code", "name", "hours", "teacher")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subject]:
        return super().get_queryset(request).filter(deleted_at__isnull=True)


class MetricInline(ScopedInline):
    model = Metric
    fields = ("order", "name")


class LessonInline(ScopedInline):
    model = Lesson
    fields = ("order", "name", "duration_minutes", "is_mandatory")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        return super().get_queryset(request).filter(deleted_at__isnull=True)


class ObjectiveInline(ScopedInline):
    model = LearningObjective
    fields = ("order", "name", "description")


@admin.register(Training, site=site)
class TrainingAdmin(StaffChoicesMixin, FreezesSyllabus):
    """Trainings and templates. Their contents are edited in the syllabus editor (office/syllabus_editor)."""

    menu = (MenuItem(MenuGroup.SYLLABUS, gettext_lazy("Trainings"), "menu_book", order=1),)
    in_search = True
    field_names = {
        "is_template": gettext_lazy("template"),
        "is_active": gettext_lazy("active"),
        "has_theory": gettext_lazy("theory"),
        "has_flights": gettext_lazy("flights"),
        "uses_competencies": gettext_lazy("competencies"),
        "uses_metrics": gettext_lazy("metrics"),
        "tracks_time_online": gettext_lazy("time online"),
        "requires_debriefing_signature": gettext_lazy("signed debriefings"),
        "auto_finish": gettext_lazy("finishes automatically"),
        "allow_auto_restart": gettext_lazy("lessons may be started again"),
        "starts_on": gettext_lazy("first day"),
        "ends_on": gettext_lazy("last day"),
        "validity_days": gettext_lazy("valid for days"),
        "manager": gettext_lazy("manager"),
    }
    field_help = {
        "is_template": gettext_lazy("A template for new trainings. Nobody can be enrolled in it."),
        "is_active": gettext_lazy(
            "If off, new students are not notified, and its subjects are hidden from their teachers."
        ),
        "has_flights": gettext_lazy("The training includes missions."),
    }
    list_display = (
        *("name", "course", "revisions", "type", "is_active", "has_theory", "has_flights", "starts_on", "ends_on"),
    )
    list_filter = ("type", "is_active", "is_template", RevisionFilter)
    search_fields = ("name",)
    inlines = (SubjectInline, MetricInline)

    def list_affected_trainings(self, rows: list[Training]) -> set[uuid.UUID]:
        return {row.pk for row in rows}

    @admin.display(description=gettext_lazy("course"))
    def course(self, row: Training) -> SafeString:
        return format_html(
            '<a href="{}" style="text-decoration: underline; white-space: nowrap">{}</a>',
            reverse("course", args=[row.pk]),
            gettext("Edit the syllabus"),
        )

    @admin.display(description=gettext_lazy("revision"))
    def revisions(self, row: Training) -> SafeString | str:
        if row.is_template:
            return "—"
        state = row.revision_state
        text = f"{row.revision}, {state.label}" if state else gettext("Not published")
        return format_html(
            '<a href="{}" style="text-decoration: underline; white-space: nowrap">{}</a>',
            reverse("course_revisions", args=[row.pk]),
            text,
        )


@admin.register(Subject, site=site)
class SubjectAdmin(StaffChoicesMixin, SyllabusAdmin):
    menu = (MenuItem(MenuGroup.SYLLABUS, gettext_lazy("Subjects"), "topic", order=2),)
    in_search = True
    field_names = {
        "training": gettext_lazy("training"),
        "hours": gettext_lazy("hours"),
        "teacher": gettext_lazy("teacher"),
    }
    list_display = ("code", "name", "training", "teacher", "hours")
    list_display_links = ("code", "name")
    list_filter = (("training", ScopedFilter),)
    list_select_related = ("training", "teacher")
    search_fields = ("code", "name", "training__name")
    inlines = (LessonInline,)
    parent_field = "training"
    has_order = True

    def get_readonly_fields(self, request: HttpRequest, obj: Subject | None = None) -> tuple[str, ...]:
        """A subject stays in its training: what students did in it is on record there."""
        return ("training",) if obj else ()

    def list_affected_trainings(self, rows: list[Subject]) -> set[uuid.UUID]:
        return {row.training_id for row in rows}

    def describe_deletion_impact(self, rows: list[Subject]) -> list[str]:
        students = count_affected_students(
            Q(studies__lesson__subject__in=rows),
            Q(attempts__exam__subject__in=rows),
            Q(attendances__class_session__lesson__subject__in=rows, attendances__is_credited=True),
            Q(attendances__class_session__exam__subject__in=rows, attendances__is_credited=True),
            Q(
                attendances__class_session__subject__in=rows,
                attendances__class_session__lesson=None,
                attendances__class_session__exam=None,
                attendances__is_credited=True,
            ),
            build_credited_filter(Lesson.objects.filter(subject__in=rows).values("pk")),
            training_ids=[row.training_id for row in rows],
        )
        return describe_impact(rows, students, say_studied_subjects)


@admin.register(Lesson, site=site)
class LessonAdmin(SyllabusAdmin):
    menu = (MenuItem(MenuGroup.SYLLABUS, gettext_lazy("Lessons"), "article", order=3),)
    in_search = True
    field_names = {"duration_minutes": gettext_lazy("minutes"), "is_mandatory": gettext_lazy("required")}
    form = SubjectRowForm
    list_display = ("name", "subject", "duration_minutes", "is_mandatory")
    list_filter = (("subject__training", ScopedFilter), "is_mandatory")
    list_select_related = ("subject",)
    search_fields = ("name", "subject__name")
    autocomplete_fields = ("subject",)
    inlines = (ObjectiveInline,)
    parent_field = "subject"
    has_order = True
    shares_order_with = (Exam,)

    def list_affected_trainings(self, rows: list[Lesson]) -> set[uuid.UUID]:
        return {row.subject.training_id for row in rows}

    def save_model(self, request: HttpRequest, obj: Lesson, form: Any, change: bool) -> None:
        """Moves the gate exams of the lesson along: they belong to the subject of their lesson."""
        super().save_model(request, obj, form, change)
        obj.exams.update(subject=obj.subject)

    def describe_deletion_impact(self, rows: list[Lesson]) -> list[str]:
        students = count_affected_students(
            *build_lesson_facts(rows), training_ids=Training.objects.filter(subjects__lessons__in=rows).values("pk")
        )
        return describe_impact(rows, students, say_studied_lessons)


class SlideForm(forms.ModelForm[Slide]):
    class Meta:
        model = Slide
        fields = ("lesson", "title", "content", "media", "order")
        widgets = {"content": RichText()}
        help_texts = {"content": HOW_TO_WRITE_FORMULAS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_editor_safe(self.initial.get("content") or ""):
            self.fields["content"].widget = HtmlSource(attrs={"rows": 24})
            self.fields["content"].help_text = gettext(
                "The rich-text editor cannot preserve this slide (for example a table). Edit its HTML here."
            )

    def clean_content(self) -> str:
        """Rejects HTML of which sanitising would lose something visible, instead of losing it silently."""
        content = self.cleaned_data["content"]
        if lost := find_lost_content(content):
            text = gettext("A slide cannot contain %(contents)s. Remove it or write it differently.")
            raise forms.ValidationError(text % {"contents": "; ".join(lost)})
        return clean_html(content)


@admin.register(Slide, site=site)
class SlideAdmin(SyllabusAdmin):
    menu = (MenuItem(MenuGroup.SYLLABUS, gettext_lazy("Slides"), "slideshow", order=4),)
    form = SlideForm
    list_display = ("title", "lesson", "order", "preview")
    list_select_related = ("lesson",)
    search_fields = ("title", "lesson__name")
    autocomplete_fields = ("lesson",)
    parent_field = "lesson"
    has_order = True

    def list_trainings(self, rows: list[Slide]) -> set[uuid.UUID]:
        return set(
            Training.objects.filter(subjects__lessons__in={row.lesson_id for row in rows}).values_list("pk", flat=True)
        )

    @admin.display(description=gettext_lazy("preview"))
    def preview(self, row: Slide) -> SafeString:
        return format_html(
            '<a href="{}" style="text-decoration: underline">{}</a>',
            reverse("slide_preview", args=[row.pk]),
            gettext("Preview"),
        )

    def describe_deletion_impact(self, rows: list[Slide]) -> list[str]:
        lessons = [row.lesson_id for row in rows]
        students = count_affected_students(
            Q(studies__lesson__in=lessons),
            training_ids=Training.objects.filter(subjects__lessons__in=lessons).values("pk"),
        )
        return describe_impact(rows, students, say_completed_slides, meaning=gettext("Their progress stays as it is."))
