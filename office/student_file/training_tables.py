"""The tables of an enrollment's page about what was studied online: subjects, lessons, exams, credits."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Company
from core.dates.writing import format_day, format_duration
from exams.sitting.grading import format_percent
from office.base.tables.drawing import Cell, Table, join_parts, render_link
from office.student_file.enrollment_reads import EnrollmentFile
from trainings.endpoints.syllabus_reads import SubjectRead, SyllabusRead
from trainings.enrollments.progress import Progress
from trainings.models import Credit

if TYPE_CHECKING:
    from exams.querysets import AttemptInCycle


def describe_progress(progress: Progress) -> str:
    """`3 of 7`; a dash where there is nothing to do."""
    if not progress.total:
        return "—"
    return _("%(done)s of %(total)s") % {"done": progress.completed, "total": progress.total}


def build_subjects(file: EnrollmentFile) -> Table:
    return Table(
        caption=_("Progress by subject"),
        headings=(_("Subject"), _("Done"), _("Credited"), _("Still open")),
        rows=[*(build_subject(row) for row in file.syllabus.subjects), *build_training_exams(file.syllabus)],
        empty=_("The training has no subjects."),
        note=_("Counted are the required lessons and exams of each subject, and those exams of the whole training."),
    )


def build_subject(row: SubjectRead) -> list[Cell]:
    items = [(part.lesson.is_mandatory, part.is_done, part.is_credited, part.lesson.name) for part in row.lessons]
    items += [(part.exam.is_mandatory, part.is_done, part.is_credited, part.exam.name) for part in row.exams]
    return build_items(f"{row.subject.code} {row.subject.name}".strip(), row.progress, items)


def build_training_exams(syllabus: SyllabusRead) -> list[list[Cell]]:
    """A row for the exams of the whole training, if there are any."""
    items = [(row.exam.is_mandatory, row.is_done, row.is_credited, row.exam.name) for row in syllabus.exams]
    return [build_items(_("Exams of the whole training"), syllabus.exam_progress, items)] if items else []


def build_items(name: str, progress: Progress, items: list[tuple[bool, bool, bool, str]]) -> list[Cell]:
    """`items`: of each, whether it is required, done and credited, and its name."""
    left = [item for is_required, is_done, _is_credited, item in items if is_required and not is_done]
    credited = sum(is_credited for _is_required, _is_done, is_credited, _item in items)
    return [name, describe_progress(progress), credited or "—", describe_open(left)]


def describe_open(names: list[str], shown: int = 5) -> str:
    """The first few names, and how many more."""
    more = len(names) - shown
    text = ", ".join(names[:shown])
    return _("%(names)s and %(count)s more") % {"names": text, "count": more} if more > 0 else text


def build_studies(file: EnrollmentFile) -> Table:
    school = file.enrollment.company
    return Table(
        caption=_("Lessons studied online"),
        headings=(_("Lesson"), _("Subject"), _("Completed"), _("Time in all")),
        rows=[
            (
                row.lesson.name,
                str(row.lesson.subject),
                school.local_text(row.completed_at),
                format_duration(row.seconds),
            )
            for row in file.studies
        ],
        empty=_("No lesson was studied online."),
    )


def build_attempts(file: EnrollmentFile) -> Table:
    return Table(
        caption=_("Online exams"),
        headings=(
            *(_("Exam"), _("Subject"), _("Started"), _("Finished"), _("Score"), _("Pass mark"), _("Result")),
            _("Counts"),
        ),
        rows=[build_attempt(row, file) for row in file.attempts],
        empty=_("No exam was taken online."),
    )


def build_attempt(row: "AttemptInCycle", file: EnrollmentFile) -> list[Cell]:
    school = file.enrollment.company
    return [
        render_link(reverse("admin:exams_attempt_change", args=[row.pk]), row.exam),
        str(row.exam.subject or _("Whole training")),
        school.local_text(row.started_at),
        school.local_text(row.finished_at) if row.finished_at else "—",
        "—" if row.score is None else format_percent(row.score),
        format_percent(row.pass_percent),
        describe_result(row.is_passed, open_text=_("not finished")),
        _("before the lesson was started again") if row.is_reset else describe_attempt(row, file),
    ]


def describe_attempt(row: "AttemptInCycle", file: EnrollmentFile) -> Cell:
    """That it counts and, at the last attempt of an exam that is lost, the way to grant another."""
    last = next(attempt for attempt in reversed(file.attempts) if attempt.exam_id == row.exam_id)
    if row.exam_id not in file.grantable or row != last:
        return _("counts")
    address = reverse("admin:trainings_enrollment_grant_attempt", args=[row.enrollment_id, row.exam_id])
    return join_parts([_("counts"), render_link(address, _("Grant one more attempt…"))], " · ")


def build_cycles(file: EnrollmentFile) -> Table:
    """Restarts of lessons and granted attempts, in the order in which they happened."""
    school, student = file.enrollment.company, str(file.enrollment.user)
    resets: list[tuple[datetime, list[Cell]]] = [
        (row.reset_at, [row.lesson.name, _("lesson started again"), school.local_text(row.reset_at), student, "—"])
        for row in file.resets
    ]
    grants: list[tuple[datetime, list[Cell]]] = [
        (
            row.granted_at,
            [
                *(row.exam.name, _("one more attempt"), school.local_text(row.granted_at)),
                *(str(row.granted_by), row.reason),
            ],
        )
        for row in file.grants
    ]
    return Table(
        caption=_("Lessons started again, and granted attempts"),
        headings=(_("Lesson or exam"), _("What"), _("When"), _("By"), _("Reason")),
        rows=[cells for _at, cells in sorted(resets + grants, key=lambda row: row[0])],
        empty=_("No lesson was started again, and no attempt was granted."),
    )


def describe_result(is_passed: bool | None, *, open_text: str = "—") -> str:
    return {True: _("passed"), False: _("not passed"), None: open_text}[is_passed]


def build_credits(file: EnrollmentFile) -> Table:
    return Table(
        caption=_("Credits for earlier training"),
        headings=(_("What is credited"), _("Reason"), _("By"), _("Credited"), _("Document"), _("State")),
        rows=[build_credit(row, file) for row in file.credits],
        empty=_("Nothing is credited for earlier training."),
    )


def build_credit(row: Credit, file: EnrollmentFile) -> list[Cell]:
    school = file.enrollment.company
    return [
        file.item_names.get(row.item_id, _("A deleted item")),
        row.reason,
        str(row.credited_by),
        format_day(school.local_date(row.credited_at)),
        render_credit_link("document", row, _("Open")) if row.document else "—",
        describe_credit_state(row, school),
    ]


def describe_credit_state(row: Credit, school: Company) -> Cell:
    if row.revoked_at is None:
        return join_parts([_("counts"), render_credit_link("revoke", row, _("Revoke…"))], " · ")
    day = format_day(school.local_date(row.revoked_at))
    values = {"person": row.revoked_by, "day": day, "reason": row.revocation_reason}
    return _("revoked by %(person)s on %(day)s: %(reason)s") % values


def render_credit_link(page: str, row: Credit, text: str) -> SafeString:
    name = {"document": "credit_document", "revoke": "revoke_credit"}[page]
    return render_link(reverse(f"admin:trainings_enrollment_{name}", args=[row.enrollment_id, row.pk]), text)
