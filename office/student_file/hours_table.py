"""The table of an enrollment's page about required hours."""

from django.utils.translation import gettext as _

from core import clock
from hours.reading.balances import HoursBalance
from hours.reading.horizon import find_horizon
from hours.wording import describe_standing, format_minutes, name_hours
from office.base.tables.drawing import Cell, Table
from office.student_file.enrollment_reads import EnrollmentFile


def build_hours(file: EnrollmentFile) -> Table:
    note = _(
        "Counted are signed classes, lessons studied online up to their planned length, and flights. Planned is what "
        "the timetable and the syllabus still hold until the deadline (%(paragraph)s)."
    )
    has_deadline = find_horizon(file.enrollment, clock.now()).deadline is not None
    return Table(
        caption=_("Hours"),
        headings=(
            *(_("Hours"), _("Required"), _("Done"), _("Credited"), _("Planned"), _("Best possible")),
            *(_("Standing"), _("Paragraph or note")),
        ),
        rows=[build_balance(balance, has_deadline=has_deadline) for balance in file.hours],
        note=note % {"paragraph": file.enrollment.company.rules.hours_paragraph},
    )


def build_balance(balance: HoursBalance, *, has_deadline: bool) -> list[Cell]:
    minutes = (balance.required, balance.done, balance.credited, balance.planned, balance.best)
    return [
        name_hours(balance),
        *(format_minutes(number) if number else "—" for number in minutes),
        describe_standing(balance, has_deadline=has_deadline),
        balance.note or "—",
    ]
