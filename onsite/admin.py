"""Classes in the managers' admin: scheduled here, and recorded on behalf of their teachers (office/on_behalf), through
the services that the API uses."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.dates.writing import format_duration
from core.exceptions import DomainError
from office.base.admins import DeletedAloneMixin, ServiceAdmin
from office.base.filters import NamedChoiceFilter, PersonFilter, ScopedFilter
from office.base.inlines import ReadOnlyInline
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.class_planning.form import ClassForm, TrainingForm
from office.class_planning.saving import save_class
from office.class_planning.warnings import NeedsConfirmation
from office.on_behalf.class_admin import AttendanceFilter, ClassRecordingMixin
from office.reports.frame import ReportsMixin
from office.reports.teaching import TEACHING
from onsite.classes import scheduling
from onsite.models import Attendance, ClassSession


class Colors(dict[str, str]):
    """The colours of labels by their English texts. Unfold looks one up by the text that is shown."""

    def translate_texts(self) -> dict[str, str]:
        return {gettext(text): color for text, color in self.items()}

    def __contains__(self, text: object) -> bool:
        return text in self.translate_texts()

    def __getitem__(self, text: str) -> str:
        return self.translate_texts()[text]


# The states of a class, each with the colour of its label.
STATES = Colors(
    {gettext_noop("signed"): "success", gettext_noop("planned"): "info", gettext_noop("not signed"): "warning"}
)


class AttendanceInline(ReadOnlyInline):
    model = Attendance
    field_names = {"is_present": _("present"), "is_passed": _("passed")}
    fields = ("enrollment", "is_present", "is_passed", "time_present", "remarks")
    readonly_fields = fields
    hide_title = True  # which is the first column

    @admin.display(description=_("time"))
    def time_present(self, row: Attendance) -> str:
        return format_duration(row.seconds)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        return super().get_queryset(request).select_related("enrollment__user", "enrollment__training")


class WeekFilter(NamedChoiceFilter):
    title = _("week")
    parameter_name = "week"
    named_choices = (
        ("this", _("This week"), lambda rows, request: rows.in_week_of(get_manager(request).company, timezone.now())),
        (
            "next",
            _("Next week"),
            lambda rows, request: rows.in_week_of(get_manager(request).company, timezone.now() + timedelta(days=7)),
        ),
    )


class SignatureFilter(NamedChoiceFilter):
    title = _("signature")
    parameter_name = "signature"
    named_choices = (
        ("missing", _("Missing for a day or more"), lambda rows, request: rows.awaiting_signature(timezone.now())),
        ("signed", _("Signed"), lambda rows, request: rows.filter(signed_at__isnull=False)),
    )


@admin.register(ClassSession, site=site)
class ClassSessionAdmin(DeletedAloneMixin, ClassRecordingMixin, ReportsMixin, ServiceAdmin):
    """Classes: added, changed and deleted through the scheduling service, recorded on behalf of their teachers."""

    menu = (
        MenuItem(MenuGroup.CLASSES, _("Timetable"), "calendar_month", order=0, page="timetable"),
        MenuItem(MenuGroup.CLASSES, _("Classes"), "event", order=1),
        MenuItem(
            MenuGroup.CLASSES, TEACHING.title, "monitoring", order=5, page=f"admin:onsite_classsession_{TEACHING.name}"
        ),
    )
    reports = (TEACHING,)
    field_names = {
        "starts_at": _("start"),
        "duration_minutes": _("minutes"),
        "is_cancelled": _("cancelled"),
        "meeting_url": _("meeting link"),
        "signed_at": _("signed"),
        "created_at": _("scheduled"),
    }
    list_display = ("starts_at", "subject", "lesson", "exam", "teacher", "location", "state", "acts")
    screen_columns = (*ServiceAdmin.screen_columns, "acts")
    list_filter = (
        WeekFilter,
        SignatureFilter,
        AttendanceFilter,
        ("subject__training", ScopedFilter),
        ("teacher", PersonFilter),
        "starts_at",
    )
    list_filter_submit = True
    list_select_related = ("company", "subject", "lesson", "exam", "teacher", "location")
    search_fields = ("subject__name", "lesson__name", "teacher__surname")
    readonly_fields = ("signed_at", "signature_text")
    date_hierarchy = "starts_at"
    ordering = ("-starts_at", "-id")
    inlines = (AttendanceInline,)
    actions_detail = ("plan", "attendance_sheet")

    @display(description=_("state"), ordering="signed_at", label=STATES)
    def state(self, row: ClassSession) -> str:
        if row.signed_at:
            return gettext("signed")
        return gettext("planned") if row.starts_at > timezone.now() else gettext("not signed")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """The page of a class is read-only; `plan` changes it."""
        return False

    def has_plan_permission(self, request: HttpRequest, object_id: str) -> bool:
        session = self.get_object(request, unquote(str(object_id)))
        return session is not None and session.signed_at is None

    def has_delete_permission(self, request: HttpRequest, obj: ClassSession | None = None) -> bool:
        """One class at a time, on its page (the action on a list asks without `obj`), unless it is signed."""
        return obj is not None and obj.signed_at is None

    # --- scheduling and changing

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Two steps: the training, which `?training=` may name, then the class."""
        by = get_manager(request)
        training_form = TrainingForm(by, request.GET if "training" in request.GET else None)
        if not training_form.is_valid():
            return self.render_plan_page(request, training_form, gettext("Schedule a class"), method="get")
        training = training_form.cleaned_data["training"]
        title = gettext("Schedule a class: %(training)s") % {"training": training}
        return self.save_plan(request, ClassForm(by, training, request.POST or None), title)

    @action(description=_("Change this class…"), url_path="plan", icon="edit_calendar", permissions=["plan"])
    def plan(self, request: HttpRequest, object_id: str) -> HttpResponse:
        present = self.get_object(request, unquote(object_id))
        assert isinstance(present, ClassSession)  # noqa: S101  has_plan_permission has loaded it
        form = ClassForm(get_manager(request), present.subject.training, request.POST or None, present=present)
        return self.save_plan(request, form, gettext("Change %(name)s") % {"name": present}, present)

    @action(description=_("Attendance sheet (PDF)"), url_path="sheet", icon="print")
    def attendance_sheet(self, request: HttpRequest, object_id: str) -> HttpResponse:
        session = self.get_object(request, unquote(object_id))
        if session is None:
            raise Http404
        return HttpResponseRedirect(reverse("attendance_sheet", args=[session.pk]))

    def save_plan(
        self, request: HttpRequest, form: ClassForm, title: str, present: ClassSession | None = None
    ) -> HttpResponse:
        """Saves a valid form and opens the page of the class; else shows the form with its errors."""
        if form.is_valid():
            try:
                session = save_class(form, present, by=get_manager(request))
            except NeedsConfirmation as error:
                form.show_warnings(error.sentences)
            except DomainError as error:
                form.add_domain_error(error)
            else:
                when = form.school.local_text(session.starts_at)
                self.message_user(
                    request, gettext("The class is planned for %(when)s.") % {"when": when}, messages.SUCCESS
                )
                return HttpResponseRedirect(reverse("admin:onsite_classsession_change", args=[session.pk]))
        return self.render_plan_page(request, form, title)

    def render_plan_page(self, request: HttpRequest, form: Any, title: str, method: str = "post") -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "method": method,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "class_planning/plan.html", context)

    # --- deleting

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Back to the list after an error: the class may have been signed or deleted meanwhile."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:onsite_classsession_changelist"))

    def delete_model(self, request: HttpRequest, obj: ClassSession) -> None:
        scheduling.delete_class(session_id=obj.pk, by=get_manager(request))
