"""The tables of an enrollment's page about flight training: missions, and the flights that were flown."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Company
from core.dates.writing import format_day, format_duration
from missions.models import FlightRecord
from office.base.tables.drawing import Cell, Table, render_link
from office.student_file.enrollment_reads import EnrollmentFile
from trainings.endpoints.training_view.reads import MissionRead


def build_missions(file: EnrollmentFile) -> Table:
    return Table(
        caption=_("Missions"),
        headings=(_("Mission"), _("Phase"), _("Kind"), _("State")),
        rows=[
            (row.mission.name, row.mission.phase or "—", row.mission.get_flight_type_display(), describe_mission(row))
            for row in file.missions
        ],
        empty=_("The training has no missions."),
    )


def describe_mission(row: MissionRead) -> str:
    if row.is_credited:
        return _("credited")
    return _("completed") if row.is_done else _("open")


def build_flights(file: EnrollmentFile) -> Table:
    school = file.enrollment.company
    return Table(
        caption=_("Flights"),
        headings=(
            *(_("Mission"), _("Day"), _("Flight"), _("Instructor"), _("Time"), _("Result"), _("Grades")),
            *(_("Remarks"), _("Debriefing signed")),
        ),
        rows=[build_flight(row, school) for row in file.flights],
        empty=_("Nothing has been flown."),
    )


def describe_time(row: FlightRecord) -> str:
    """`1 h 30 min (Dual: 1 h, Night: 30 min)`"""
    stated = ", ".join(str(time) for time in row.times.all())
    flown = format_duration(row.seconds)
    return f"{flown} ({stated})" if stated else flown


def build_flight(row: FlightRecord, school: Company) -> list[Cell]:
    return [
        render_link(reverse("admin:missions_flightrecord_change", args=[row.pk]), row.template),
        format_day(row.flown_on),
        row.flight_id or "—",
        str(row.instructor or "—"),
        describe_time(row),
        _("completed") if row.is_completed else _("not completed"),
        ", ".join(f"{grade.objective}: {grade.get_grade_display()}" for grade in row.grades.all()) or "—",
        row.remarks or "—",
        school.local_text(row.signed_at) if row.signed_at else _("not signed"),
    ]
