"""The enrollments in the managers' admin; the syllabus is in trainings/admin/syllabus.py."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from evidence.certificates.services import issue_certificates
from office.base.filters import ScopedFilter
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.scoping import StaffChoicesMixin
from office.base.site import site
from office.base.tables.drawing import render_link
from office.base.tables.exports import ExportColumn, ListButton
from office.enrolling.page import EnrollGroupsForm, Selection, render_enroll_page
from office.enrollment_acts.states import describe_state
from office.imports.enrollments import ENROLLMENTS
from office.imports.pages import ImportingAdmin
from office.reports.frame import ReportsMixin
from office.reports.students import STUDENTS
from office.student_file.enrollment_page import EnrollmentFileMixin
from trainings.admin.enrollment_acts import EnrollmentActsMixin, render_credits
from trainings.admin.filters import PhaseFilter, StateFilter, StudentGroupFilter
from trainings.enrollments.finishing import finish_by_hand
from trainings.enrollments.notes import change_notes
from trainings.enrollments.progress import build_progress_counts, get_flight_progress, get_ground_school_progress
from trainings.models import Enrollment

if TYPE_CHECKING:
    from trainings.enrollments.progress import EnrollmentWithProgress


def get_finish_day(row: Enrollment) -> date | None:
    """The day before which the enrollment is to be finished, in the time of its school."""
    return row.company.local_date(row.finish_before_at) if row.finish_before_at else None


@admin.register(Enrollment, site=site)
class EnrollmentAdmin(EnrollmentFileMixin, ReportsMixin, EnrollmentActsMixin, StaffChoicesMixin, ImportingAdmin):
    """Who is in which training, and how far. People are enrolled through the enrollment service."""

    menu = (
        MenuItem(MenuGroup.STUDENTS, gettext_lazy("Enrollments"), "school", order=1),
        MenuItem(
            MenuGroup.STUDENTS, STUDENTS.title, "checklist", order=4, page=f"admin:trainings_enrollment_{STUDENTS.name}"
        ),
    )
    in_search = True
    search_page = "file"
    reports = (STUDENTS,)
    field_names = {
        "user": gettext_lazy("student"),
        "training": gettext_lazy("training"),
        "supervisor": gettext_lazy("supervisor"),
        "created_at": gettext_lazy("enrolled"),
        "finished_at": gettext_lazy("finished"),
        "valid_until_on": gettext_lazy("valid until"),
        "modified_at": gettext_lazy("last changed"),
    }
    importer = ENROLLMENTS
    list_buttons = (ListButton("enroll", gettext_lazy("Enroll a group…"), "group_add"), *ImportingAdmin.list_buttons)
    list_display = (
        "user",
        "training",
        "created_at",
        "ground",
        "flights",
        "finished_at",
        "valid_until_on",
        "state",
        "file",
    )
    screen_columns = (*ImportingAdmin.screen_columns, "file")
    export_columns = (
        ExportColumn("Email", lambda row: row.user.email),
        ExportColumn("Supervisor", lambda row: row.supervisor and row.supervisor.email),
        ExportColumn("Finish before", get_finish_day),
        ExportColumn("Training id", lambda row: row.training_id),
    )
    export_prefetch = ("supervisor", "company")
    list_filter = (StateFilter, ("training", ScopedFilter), StudentGroupFilter, PhaseFilter)
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
        "state_in_words",
        "credited",
    )
    ordering = ("-created_at", "-id")
    actions = ("finish", "issue_certificates")

    @admin.action(description=gettext_lazy("Finish the selected enrollments"), permissions=["change"])
    def finish(self, request: HttpRequest, enrollments: QuerySet[Enrollment]) -> None:
        ids = list(enrollments.values_list("pk", flat=True))
        finished = finish_by_hand(enrollment_ids=ids, by=get_manager(request))
        text = gettext("Finished %(count)s of %(total)s; the others have ended or are incomplete.")
        self.message_user(request, text % {"count": finished, "total": len(ids)})

    @admin.action(
        description=gettext_lazy("Issue the certificates of the selected enrollments"), permissions=["change"]
    )
    def issue_certificates(self, request: HttpRequest, enrollments: QuerySet[Enrollment]) -> None:
        ids = list(enrollments.values_list("pk", flat=True))
        manager = get_manager(request)
        issued = issue_certificates(enrollment_ids=ids, company_id=manager.company_id, by=manager)
        text = gettext("Issued %(count)s of %(total)s; the others are not finished or already had a certificate.")
        self.message_user(request, text % {"count": issued, "total": len(ids)})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.enroll_view)
        return [path("enroll/", view, name="trainings_enrollment_enroll"), *super().get_urls()]

    def enroll_view(self, request: HttpRequest) -> HttpResponse:
        """Enrolls pilot groups; `?training=` preselects the training."""
        initial = {"training": request.GET.get("training")}
        form = EnrollGroupsForm(get_manager(request), request.POST or None, initial=initial)
        groups = form.cleaned_data["groups"] if form.is_valid() else []
        page = render_enroll_page(self, request, form, Selection(group_ids=[group.pk for group in groups]))
        return page or HttpResponseRedirect(reverse("admin:trainings_enrollment_changelist"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrollment]:
        rows: QuerySet[Enrollment] = super().get_queryset(request)
        return rows.annotate(**build_progress_counts(timezone.now()))

    @admin.display(description=gettext_lazy("file"))
    def file(self, row: Enrollment) -> SafeString:
        return render_link(reverse("admin:trainings_enrollment_file", args=[row.pk]), gettext("Open the file"))

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Enrollment) -> str:
        return str(row.state.label)

    @admin.display(description=gettext_lazy("state"))
    def state_in_words(self, row: Enrollment) -> str:
        return describe_state(row)

    @admin.display(description=gettext_lazy("credited for earlier training"))
    def credited(self, row: Enrollment) -> str:
        return render_credits(row)

    @admin.display(description=gettext_lazy("ground school"))
    def ground(self, row: "EnrollmentWithProgress") -> str:
        done = get_ground_school_progress(row)
        return f"{done.completed} / {done.total}" if row.training.has_theory else "—"

    @admin.display(description=gettext_lazy("flights"))
    def flights(self, row: "EnrollmentWithProgress") -> str:
        done = get_flight_progress(row)
        return f"{done.completed} / {done.total}" if row.training.has_flights else "—"

    def get_fields(self, request: HttpRequest, obj: Enrollment | None = None) -> tuple[str, ...]:
        """Nobody reads the notes about their own training (docs/api.md, section 7)."""
        is_own = obj is not None and obj.user_id == get_manager(request).pk
        return tuple(name for name in self.fields if not (is_own and name == "notes"))

    def get_readonly_fields(self, request: HttpRequest, obj: Enrollment | None = None) -> tuple[str, ...]:
        """A finished or withdrawn enrollment is evidence: only the managers' notes can change."""
        always = ("user", "training", "created_at", "finished_at", "state_in_words", "credited")
        once_ended = ("supervisor", "finish_before_at", "flight_phase")
        return always + once_ended if obj and (obj.is_finished or obj.is_withdrawn) else always

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Enrollment, form: Any, change: bool) -> None:
        """Writes the changed columns alone: the enrollment may have been finished since the page was opened. The notes
        are saved by their service, which records digests of the text instead of the text."""
        changed = [name for name in form.changed_data if name != "notes"]
        if changed:
            obj.modified_at = timezone.now()
            obj.save(update_fields=[*changed, "modified_at"])
        if "notes" in form.changed_data:
            change_notes(enrollment_id=obj.pk, notes=obj.notes, by=get_manager(request))
