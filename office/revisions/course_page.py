"""The page of a course: its revisions, with day, what changed, who approved it and how many students each has."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.models import User
from core.dates.writing import format_day
from office.base.tables.drawing import Cell, Table, join_parts, render_link
from office.revisions.words import list_change_sentences
from revisions.models import Revision
from trainings.models import Enrollment, Training


@dataclass(frozen=True)
class CoursePage:
    """What the page shows: the table, and which acts it offers."""

    training: Training
    table: Table
    current: Training | None
    draft: Training | None
    paragraph: str


def read_course_page(training: Training, by: User) -> CoursePage:
    """Two queries, however many revisions there are."""
    revisions = list(Revision.objects.visible_to(by).of_course(training.course_id))
    students = count_students(revisions)
    rows = [build_row(revision, *students.get(revision.training_id, (0, 0))) for revision in revisions]
    headings = [
        gettext("Revision"), gettext("State"), gettext("In force since"), gettext("Summary"), gettext("What changed"),
        gettext("Approved by"), gettext("Students"), gettext("What to do"),
    ]  # fmt: skip
    empty = gettext("This training is not published: its syllabus can be changed, and the changes are not recorded.")
    by_state = {revision.training.revision_state: revision.training for revision in revisions}
    return CoursePage(
        training=training,
        table=Table(gettext("Revisions of %(training)s") % {"training": training.name}, headings, rows, empty),
        current=by_state.get(Training.RevisionState.CURRENT),
        draft=by_state.get(Training.RevisionState.DRAFT),
        paragraph=by.company.rules.syllabus_paragraph,
    )


def count_students(revisions: list[Revision]) -> dict[object, tuple[int, int]]:
    """How many enrollments each revision has, unfinished and in all."""
    rows = Enrollment.objects.filter(training__in=[revision.training_id for revision in revisions]).order_by()
    unfinished = Count("pk", filter=Q(finished_at__isnull=True, withdrawn_at__isnull=True))
    counted = rows.values_list("training").annotate(unfinished=unfinished, total=Count("pk"))
    return {training: (unfinished, total) for training, unfinished, total in counted}


def build_row(revision: Revision, unfinished: int, total: int) -> list[Cell]:
    training = revision.training
    state = training.revision_state
    return [
        str(revision.number),
        str(state.label) if state else "",
        format_day(revision.effective_on) if revision.effective_on else "—",
        revision.summary or "—",
        render_changes(revision),
        str(revision.approved_by or "—"),
        gettext("%(unfinished)s unfinished, %(total)s in all") % {"unfinished": unfinished, "total": total},
        join_parts(list_links(training, unfinished), " · "),
    ]


def render_changes(revision: Revision) -> SafeString:
    sentences = [(sentence,) for sentence in list_change_sentences(revision.changes)]
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", sentences)) if sentences else SafeString("—")


def list_links(training: Training, unfinished: int) -> list[SafeString]:
    links = [render_link(reverse("course", args=[training.pk]), gettext("Syllabus"))]
    if training.revision_state == Training.RevisionState.SUPERSEDED and unfinished:
        links.append(render_link(reverse("course_move", args=[training.pk]), gettext("Move students…")))
    if training.revision_state == Training.RevisionState.DRAFT:
        links.append(render_link(reverse("course_approve", args=[training.pk]), gettext("Approve…")))
        links.append(render_link(reverse("course_discard", args=[training.pk]), gettext("Discard…")))
    return links
