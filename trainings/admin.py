"""The syllabus and the enrollments in the managers' admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from config.admin import CompanyScoped, ScopedAdmin, ScopedFilter, ScopedInline, SoftDeleting, manager_of, site
from trainings.admin_filters import PhaseFilter, StateFilter
from trainings.finishing import finish_by_hand
from trainings.models import Enrollment, LearningObjective, Lesson, Metric, Slide, Subject, Training
from trainings.progress import flight, ground_school, with_progress
from trainings.sanitising import clean_html


class TaughtByStaff(CompanyScoped):
    """Teachers, supervisors and managers are chosen among the staff."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in {"teacher", "manager", "supervisor", "instructor"}:
            kwargs["queryset"] = User.objects.visible_to(request.user).staff()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SubjectInline(TaughtByStaff, ScopedInline):
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
class TrainingAdmin(TaughtByStaff, ScopedAdmin):
    list_display = ("name", "type", "is_active", "has_theory", "has_flights", "starts_on", "ends_on")
    list_filter = ("type", "is_active", "is_template")
    search_fields = ("name",)
    inlines = (SubjectInline, MetricInline)


@admin.register(Subject, site=site)
class SubjectAdmin(TaughtByStaff, SoftDeleting):
    list_display = ("code", "name", "training", "teacher", "hours")
    list_display_links = ("code", "name")
    list_filter = (("training", ScopedFilter),)
    list_select_related = ("training", "teacher")
    search_fields = ("code", "name", "training__name")
    inlines = (LessonInline,)


@admin.register(Lesson, site=site)
class LessonAdmin(SoftDeleting):
    list_display = ("name", "subject", "duration_minutes", "is_mandatory")
    list_filter = (("subject__training", ScopedFilter), "is_mandatory")
    list_select_related = ("subject",)
    search_fields = ("name", "subject__name")
    autocomplete_fields = ("subject",)
    inlines = (ObjectiveInline,)


class SlideForm(forms.ModelForm):
    class Meta:
        model = Slide
        fields = ("lesson", "title", "content", "media", "order")

    def clean_content(self) -> str:
        return clean_html(self.cleaned_data["content"])


@admin.register(Slide, site=site)
class SlideAdmin(SoftDeleting):
    form = SlideForm
    list_display = ("title", "lesson", "order")
    list_select_related = ("lesson",)
    search_fields = ("title", "lesson__name")
    autocomplete_fields = ("lesson",)


@admin.register(Enrollment, site=site)
class EnrollmentAdmin(TaughtByStaff, ScopedAdmin):
    """Who is in which training, and how far. People are enrolled through the enrollment service."""

    list_display = ("user", "training", "created_at", "ground", "flights", "finished_at", "valid_until_on")
    list_filter = (StateFilter, ("training", ScopedFilter), PhaseFilter)
    list_select_related = ("user", "training")
    search_fields = ("user__surname", "user__name", "user__email", "training__name")
    fields = (
        "user",
        "training",
        "supervisor",
        "finish_before_at",
        "flight_phase",
        "notes",
        "created_at",
        "finished_at",
    )
    readonly_fields = ("user", "training", "created_at", "finished_at")
    ordering = ("-created_at", "-id")
    actions = ("finish",)

    @admin.action(description="Finish the selected enrollments", permissions=["change"])
    def finish(self, request: HttpRequest, enrollments: QuerySet[Enrollment]) -> None:
        ids = list(enrollments.values_list("pk", flat=True))
        finished = finish_by_hand(enrollment_ids=ids, by=manager_of(request))
        self.message_user(
            request, f"Finished {finished} of {len(ids)}; the others are finished already or not complete."
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrollment]:
        return with_progress(super().get_queryset(request), timezone.now())

    @admin.display(description="ground school")
    def ground(self, row: Enrollment) -> str:
        done = ground_school(row)
        return f"{done.completed} / {done.total}" if row.training.has_theory else "—"

    @admin.display(description="flights")
    def flights(self, row: Enrollment) -> str:
        done = flight(row)
        return f"{done.completed} / {done.total}" if row.training.has_flights else "—"

    def save_model(self, request: HttpRequest, obj: Enrollment, form: Any, change: bool) -> None:
        obj.modified_at = timezone.now()
        super().save_model(request, obj, form, change)
