"""The tables of an enrollment's page about classes: attendance, evaluation, and exams held in class."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Company
from core.dates.writing import format_duration
from office.base.tables.drawing import Cell, Table, render_link
from office.student_file.enrollment_reads import EnrollmentFile
from office.student_file.training_tables import describe_result
from onsite.models import Attendance, ClassSession


def build_classes(file: EnrollmentFile) -> Table:
    school = file.enrollment.company
    return Table(
        caption=_("Classes"),
        headings=(_("Class"), _("Start"), _("Teacher"), _("Attendance"), _("Evaluation"), _("Signed")),
        rows=[build_class(row, school) for row in file.attendances if row.class_session.exam_id is None],
        empty=_("The student was on the roster of no class."),
    )


def build_class(row: Attendance, school: Company) -> list[Cell]:
    session = row.class_session
    return [
        render_class(session),
        school.local_text(session.starts_at),
        str(session.teacher),
        describe_attendance(row),
        describe_evaluation(row),
        describe_signature(session, school),
    ]


def render_class(session: ClassSession) -> Cell:
    """Linked, unless the class was deleted: then it has no page."""
    about = session.lesson or session.exam
    text = f"{session.subject}: {about}" if about else str(session.subject)
    if session.deleted_at:
        return _("%(class)s (deleted)") % {"class": text}
    return render_link(reverse("admin:onsite_classsession_change", args=[session.pk]), text)


def describe_attendance(row: Attendance) -> str:
    presence = {True: _("present"), False: _("absent"), None: _("not recorded")}[row.is_present]
    return f"{presence}, {format_duration(row.seconds)}" if row.seconds else presence


def describe_evaluation(row: Attendance) -> str:
    rated = [f"{rating.objective}: {rating.get_rating_display()}" for rating in row.objective_ratings.all()]
    rated += [
        f"{rating.metric}: {rating.get_rating_display()} {rating.comments}".strip()
        for rating in row.metric_ratings.all()
    ]
    return "; ".join(part for part in (row.code, ", ".join(rated), row.remarks, row.measures) if part) or "—"


def describe_signature(session: ClassSession, school: Company) -> str:
    return school.local_text(session.signed_at) if session.signed_at else _("not signed")


def build_class_exams(file: EnrollmentFile) -> Table:
    school = file.enrollment.company
    return Table(
        caption=_("Exams in class"),
        headings=(
            *(_("Exam"), _("Start"), _("Teacher"), _("Attendance"), _("Result"), _("Grade"), _("Evaluation")),
            _("Signed"),
        ),
        rows=[build_class_exam(row, school) for row in file.attendances if row.class_session.exam_id],
        empty=_("No exam was held in class."),
    )


def build_class_exam(row: Attendance, school: Company) -> list[Cell]:
    name, start, teacher, attendance, evaluation, signed = build_class(row, school)
    return [
        name,
        start,
        teacher,
        attendance,
        describe_result(row.is_passed),
        row.exam_rating or "—",
        evaluation,
        signed,
    ]
