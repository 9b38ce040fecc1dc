"""An exam as a student sat it: the questions and options of the paper in their order, what was answered, what is right.

The paper is a copy that was taken when the attempt started, so later edits of the bank do not show here.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.exceptions import Conflict
from exams.endpoints.reads import Result, read_result
from exams.models import Attempt, AttemptQuestion
from exams.sitting.settling import settle_attempt
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.base.tables.drawing import render_link
from office.syllabus_editor.formulas import FORMULA_SCRIPTS, FORMULA_STYLES


@dataclass(frozen=True)
class OptionOnPaper:
    """`is_right` is None for whoever may not see the answer key."""

    text: str
    is_chosen: bool
    is_right: bool | None


@dataclass(frozen=True)
class QuestionOnPaper:
    """`is_right` says whether it was answered right; None for whoever may not see the answer key."""

    number: int
    text: str
    media: str
    options: list[OptionOnPaper]
    is_answered: bool
    is_right: bool | None

    @property
    def points(self) -> int:
        return int(bool(self.is_right))


class PaperMixin(ScopedAdmin):
    """For the admin of attempts: the fields `paper` and `file`."""

    class Media:
        css = {"all": ("managers/student_file.css", *FORMULA_STYLES)}
        js = FORMULA_SCRIPTS

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """An attempt whose time has run out is graded first, as on every way to it."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            return None
        attempt: Any = settle_attempt(found)
        attempt.viewer = get_manager(request)  # for `paper`, which gets the row alone
        return attempt

    @admin.display(description=gettext_lazy("student's file"))
    def file(self, row: Attempt) -> SafeString:
        return render_link(reverse("admin:trainings_enrollment_file", args=[row.enrollment_id]), row.enrollment)

    @admin.display(description=gettext_lazy("the exam as it was sat"))
    def paper(self, row: Any) -> SafeString:
        return render_paper(row, row.viewer)


def render_paper(attempt: Attempt, viewer: User) -> SafeString:
    """The paper of a graded attempt, as HTML. While the attempt is open, a sentence that says so."""
    try:
        result = read_result(attempt.pk, viewer)
    except Conflict as error:
        return SafeString(render_to_string("student_file/paper.html", {"obstacle": error.message}))
    return SafeString(render_to_string("student_file/paper.html", build_paper_context(result)))


def build_paper_context(result: Result) -> dict[str, Any]:
    questions = [build_question(row, result.shows_answer_key) for row in result.questions]
    answered = sum(question.is_answered for question in questions)
    values = {"points": sum(question.points for question in questions), "total": len(questions), "answered": answered}
    if result.shows_answer_key:
        summary = _("%(points)s of %(total)s points; %(answered)s of %(total)s questions answered.") % values
    else:
        summary = _("%(answered)s of %(total)s questions answered. You may not see which answers are right.") % values
    return {"questions": questions, "summary": summary, "shows_key": result.shows_answer_key}


def build_question(row: AttemptQuestion, shows_key: bool) -> QuestionOnPaper:
    return QuestionOnPaper(
        number=row.order,
        text=row.text,
        media=row.media,
        options=[build_option(option, row, shows_key) for option in row.options],
        is_answered=row.chosen_option_id is not None,
        is_right=row.is_answered_right if shows_key else None,
    )


def build_option(option: dict[str, Any], row: AttemptQuestion, shows_key: bool) -> OptionOnPaper:
    is_chosen = option["id"] == str(row.chosen_option_id)
    return OptionOnPaper(option["text"], is_chosen, option["is_correct"] if shows_key else None)
