"""The first steps of a new school, shown on its dashboard until they are done."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Company, User
from accounts.roles import Role
from office.dashboard.lists import build_list_link
from trainings.models import Enrollment, Lesson, Training


@dataclass(frozen=True)
class SetupStep:
    """A step: what to do, the page to do it on, and whether it is done."""

    title: str
    text: str
    link: str
    is_done: bool


def list_first_steps(manager: User) -> list[SetupStep]:
    """The steps in an order in which they are possible. Empty when all are done."""
    done = find_existing(manager.company)
    steps = [
        SetupStep(
            _("Add the people"),
            _("Instructors and students, each with an email address: one by one, or imported from a spreadsheet."),
            build_list_link("accounts.user"),
            done[0],
        ),
        SetupStep(
            _("Create a training"),
            _("From a shipped template, or empty from the list of trainings."),
            reverse("course_templates"),
            done[1],
        ),
        SetupStep(
            _("Write its syllabus"),
            _("“Edit the syllabus” in the list: subjects, lessons, slides, exams."),
            build_list_link("trainings.training"),
            done[2],
        ),
        SetupStep(
            _("Enroll the students"),
            _("A group, or a spreadsheet of students. Their progress then appears here."),
            build_list_link("trainings.enrollment"),
            done[3],
        ),
    ]
    return [] if all(done) else steps


def find_existing(company: Company) -> tuple[bool, ...]:
    """Whether the school has a student, a training, a lesson, an enrollment. One query."""
    of_company = {"company": OuterRef("pk")}
    lessons = Lesson.objects.live().filter(
        subject__training__company=OuterRef("pk"), subject__training__is_template=False
    )
    row = Company.objects.filter(pk=company.pk).values_list(
        Exists(User.objects.filter(group=Role.STUDENT, **of_company)),
        Exists(Training.objects.without_templates().filter(**of_company)),
        Exists(lessons),
        Exists(Enrollment.objects.filter(**of_company)),
    )
    return tuple(bool(exists) for exists in row.get())
