"""The page on which a manager grants a student one more attempt at an exam (docs/decisions/0032)."""

import uuid

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from exams.models import Exam
from exams.sitting.granting import explain_grant_obstacle, get_exam, grant_attempt
from office.enrollment_acts.acts import describe
from office.enrollment_acts.forms import ReasonForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from office.student_file.certificate_pages import get_file_address
from trainings.models import Enrollment


def build_grant_page(request: HttpRequest, enrollment: Enrollment, exam_id: uuid.UUID, by: User) -> ActPage:
    """Raises NotFound for an exam of another training."""
    exam = get_exam(exam_id, enrollment)
    name = _("%(exam)s: %(enrollment)s") % {"exam": exam, "enrollment": describe(enrollment)}
    obstacle = explain_grant_obstacle(exam, enrollment)
    return ActPage(
        title=_("Grant one more attempt at %(exam)s") % {"exam": exam},
        button=_("Grant"),
        listing=Listing([], [(name, obstacle)]) if obstacle else Listing([name]),
        form=ReasonForm(by, get_form_data(request)),
        run=lambda data: run_grant(exam, enrollment, data["reason"], by),
        back=get_file_address(enrollment.pk),
    )


def run_grant(exam: Exam, enrollment: Enrollment, reason: str, by: User) -> str:
    grant_attempt(enrollment_id=enrollment.pk, exam_id=exam.pk, reason=reason, by=by)
    return _("One more attempt at %(exam)s is granted.") % {"exam": exam}
