"""The enrollments in the managers' admin; the syllabus is in trainings/admin/syllabus.py."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from office.base.exports import ListButton
from office.base.site import ScopedFilter, get_manager, site
from office.enrolling.page import EnrollGroupsForm, Selection, render_enroll_page
from office.imports.enrollments import ENROLLMENTS
from office.imports.pages import ImportingAdmin
from trainings.admin.filters import PhaseFilter, StateFilter
from trainings.admin.syllabus import TaughtByStaff
from trainings.enrollments.finishing import finish_by_hand
from trainings.enrollments.notes import change_notes
from trainings.enrollments.progress import build_progress_counts, get_flight_progress, get_ground_school_progress
from trainings.models import Enrollment

if TYPE_CHECKING:
    from trainings.enrollments.progress import EnrollmentWithProgress


@admin.register(Enrollment, site=site)
class EnrollmentAdmin(TaughtByStaff, ImportingAdmin):
    """Who is in which training, and how far. People are enrolled through the enrollment service."""

    importer = ENROLLMENTS
    list_buttons = (ListButton("enroll", "Enroll a group…", "group_add"), *ImportingAdmin.list_buttons)
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
    ordering = ("-created_at", "-id")
    actions: tuple[str, ...] = ("finish",)

    @admin.action(description="Finish the selected enrollments", permissions=["change"])
    def finish(self, request: HttpRequest, enrollments: QuerySet[Enrollment]) -> None:
        ids = list(enrollments.values_list("pk", flat=True))
        finished = finish_by_hand(enrollment_ids=ids, by=get_manager(request))
        self.message_user(
            request, f"Finished {finished} of {len(ids)}; the others are finished already or not complete."
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.enroll_view)
        return [path("enroll/", view, name="trainings_enrollment_enroll"), *super().get_urls()]

    def enroll_view(self, request: HttpRequest) -> HttpResponse:
        """Enrolls groups; `?training=` chooses the training beforehand."""
        initial = {"training": request.GET.get("training")}
        form = EnrollGroupsForm(get_manager(request), request.POST or None, initial=initial)
        groups = form.cleaned_data["groups"] if form.is_valid() else []
        answer = render_enroll_page(self, request, form, Selection(group_ids=[group.pk for group in groups]))
        return answer or HttpResponseRedirect(reverse("admin:trainings_enrollment_changelist"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrollment]:
        rows: QuerySet[Enrollment] = super().get_queryset(request)
        return rows.annotate(**build_progress_counts(timezone.now()))

    @admin.display(description="ground school")
    def ground(self, row: "EnrollmentWithProgress") -> str:
        done = get_ground_school_progress(row)
        return f"{done.completed} / {done.total}" if row.training.has_theory else "—"

    @admin.display(description="flights")
    def flights(self, row: "EnrollmentWithProgress") -> str:
        done = get_flight_progress(row)
        return f"{done.completed} / {done.total}" if row.training.has_flights else "—"

    def get_fields(self, request: HttpRequest, obj: Enrollment | None = None) -> tuple[str, ...]:
        """Nobody reads the notes about the own training (docs/api.md, section 7)."""
        is_own = obj is not None and obj.user_id == get_manager(request).pk
        return tuple(name for name in self.fields if not (is_own and name == "notes"))

    def get_readonly_fields(self, request: HttpRequest, obj: Enrollment | None = None) -> tuple[str, ...]:
        """A finished enrollment is evidence: what managers note about it is all that can change."""
        fixed = ("user", "training", "created_at", "finished_at")
        settled = ("supervisor", "finish_before_at", "flight_phase")
        return fixed + settled if obj and obj.is_finished else fixed

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Enrollment, form: Any, change: bool) -> None:
        changed = [name for name in form.changed_data if name != "notes"]
        if changed:
            obj.modified_at = timezone.now()
            obj.save(update_fields=[*changed, "modified_at"])
        if "notes" in form.changed_data:
            change_notes(enrollment_id=obj.pk, notes=obj.notes, by=get_manager(request))
