"""What a school that has just been made does first."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import Company, User
from accounts.roles import Role
from office.dashboard.lists import build_list_link
from trainings.models import Enrollment, Lesson, Training


@dataclass(frozen=True)
class SetupStep:
    """One thing to do, where, and whether it is done."""

    title: str
    text: str
    link: str
    is_done: bool


def list_first_steps(manager: User) -> list[SetupStep]:
    """In the order in which they are possible. Empty when all are done."""
    done = check_existing(manager.company)
    steps = [
        SetupStep(
            "Add the people",
            "Instructors and students, each with an e-mail address: one by one, or imported from a table.",
            build_list_link("accounts.user"),
            done[0],
        ),
        SetupStep(
            "Make a training",
            "From a template that comes with the server, or from nothing in the list of trainings.",
            reverse("course_templates"),
            done[1],
        ),
        SetupStep(
            "Write its syllabus",
            "“Build the course” beside it: subjects, lessons, slides, exams.",
            build_list_link("trainings.training"),
            done[2],
        ),
        SetupStep(
            "Enroll the students",
            "A group, or a table of them. From then on you see here how far they are.",
            build_list_link("trainings.enrollment"),
            done[3],
        ),
    ]
    return [] if all(done) else steps


def check_existing(company: Company) -> tuple[bool, ...]:
    """Students, a training, a lesson, an enrollment."""
    school = {"company": OuterRef("pk")}
    lessons = Lesson.objects.live().filter(
        subject__training__company=OuterRef("pk"), subject__training__is_template=False
    )
    row = Company.objects.filter(pk=company.pk).values_list(
        Exists(User.objects.filter(group=Role.STUDENT, **school)),
        Exists(Training.objects.without_templates().filter(**school)),
        Exists(lessons),
        Exists(Enrollment.objects.filter(**school)),
    )
    return tuple(bool(found) for found in row.get())
