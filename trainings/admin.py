"""The enrollments in the managers' admin; the syllabus is in trainings/syllabus_admin.py."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from config.admin import ScopedAdmin, ScopedFilter, manager_of, site
from trainings.finishing import finish_by_hand
from trainings.models import Enrollment
from trainings.progress import flight, ground_school, with_progress
from trainings.syllabus_admin import TaughtByStaff


@admin.register(Enrollment, site=site)
class EnrollmentAdmin(TaughtByStaff, ScopedAdmin):
    """Who is in which training, and how far. People are enrolled through the enrollment service."""

    list_display = ("user", "training", "created_at", "ground", "flights", "finished_at", "valid_until_on")
    list_filter = (("training", ScopedFilter), ("finished_at", admin.EmptyFieldListFilter))
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
