"""The tables of a person's page: trainings, and classes taught."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.dates.writing import format_day, format_duration
from evidence.certificates.wording import describe_validity
from office.base.tables.drawing import Cell, Table, join_parts, render_link
from office.dashboard.lists import build_list_link
from office.enrollment_acts.states import describe_state
from office.student_file.class_tables import describe_signature, render_class
from office.student_file.person_reads import PersonFile
from office.student_file.training_tables import describe_progress
from trainings.enrollments.progress import get_flight_progress, get_ground_school_progress

if TYPE_CHECKING:
    from trainings.enrollments.progress import EnrollmentWithProgress


def render_file_link(row: "EnrollmentWithProgress") -> SafeString:
    return render_link(reverse("admin:trainings_enrollment_file", args=[row.pk]), row.training)


def build_trainings(file: PersonFile) -> Table:
    return Table(
        caption=_("Trainings"),
        headings=(
            *(_("Training"), _("State"), _("Enrolled"), _("Ground school"), _("Flights"), _("Supervisor")),
            *(_("Finish before"), _("Finished"), _("Valid until"), _("Certificate")),
        ),
        rows=[build_training(row) for row in file.enrollments],
        empty=_("Not enrolled in any training."),
    )


def build_training(row: "EnrollmentWithProgress") -> list[Cell]:
    school = row.company
    return [
        render_file_link(row),
        describe_state(row),
        format_day(school.local_date(row.created_at)),
        describe_ground_school(row),
        describe_flights(row),
        str(row.supervisor or "—"),
        format_day(school.local_date(row.finish_before_at)) if row.finish_before_at else "—",
        format_day(school.local_date(row.finished_at)) if row.finished_at else "—",
        format_day(row.valid_until_on) if row.valid_until_on else "—",
        describe_newest_certificate(row),
    ]


def describe_ground_school(row: "EnrollmentWithProgress") -> str:
    return describe_progress(get_ground_school_progress(row)) if row.training.has_theory else "—"


def describe_flights(row: "EnrollmentWithProgress") -> str:
    return describe_progress(get_flight_progress(row)) if row.training.has_flights else "—"


def describe_newest_certificate(row: "EnrollmentWithProgress") -> str:
    certificates = list(row.certificates.all())
    if not certificates:
        return "—"
    newest = certificates[-1]
    return _("%(number)s (%(status)s)") % {"number": newest.number, "status": describe_validity(newest)}


def describe_training(row: "EnrollmentWithProgress") -> SafeString:
    """A training in one line, on the page of the user."""
    ground, flights = describe_ground_school(row), describe_flights(row)
    parts: list[Cell] = [render_file_link(row), describe_state(row)]
    parts += [_("ground school %(progress)s") % {"progress": ground}] if ground != "—" else []
    parts += [_("flights %(progress)s") % {"progress": flights}] if flights != "—" else []
    return join_parts(parts, " · ")


def build_taught_classes(file: PersonFile) -> Table:
    return Table(
        caption=_("Classes taught"),
        headings=(*(_("Class"), _("Training"), _("Start"), _("Length"), _("Room"), _("Students"), _("Signed")),),
        rows=[build_taught_class(row) for row in file.classes],
        empty=_("Teaches no class."),
        note=render_all_classes(file),
    )


def build_taught_class(row: Any) -> list[Cell]:
    return [
        render_class(row),
        row.subject.training.name,
        row.company.local_text(row.starts_at),
        format_duration(row.duration_minutes * 60),
        str(row.location or "—"),
        row.roster_size,
        describe_signature(row, row.company),
    ]


def render_all_classes(file: PersonFile) -> SafeString:
    link = build_list_link("onsite.classsession", teacher__id__exact=file.user.pk)
    text = _("All classes of this teacher: %(count)s") % {"count": file.class_count}
    return render_link(link, text)
