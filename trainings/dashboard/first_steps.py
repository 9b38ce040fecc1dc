"""What a school that has just been made does first."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import Company, User
from accounts.roles import Role
from trainings.dashboard.lists import adding, listing
from trainings.models import Enrollment, Lesson, Training


@dataclass(frozen=True)
class Step:
    """One thing to do, where, and whether it is done."""

    title: str
    text: str
    link: str
    is_done: bool


def first_steps(manager: User) -> list[Step]:
    """In the order in which they are possible. Empty when all are done."""
    done = whats_there(manager.company)
    steps = [
        Step(
            "Add the people", "Instructors and students, each with an e-mail address.", adding("accounts.user"), done[0]
        ),
        Step(
            "Make a training",
            "The course you give: its name, its kind, its dates.",
            adding("trainings.training"),
            done[1],
        ),
        Step("Write its syllabus", "Subjects, then their lessons.", listing("trainings.subject"), done[2]),
        Step(
            "Enroll the students",
            "From then on you see here how far they are.",
            listing("trainings.enrollment"),
            done[3],
        ),
    ]
    return [] if all(done) else steps


def whats_there(company: Company) -> tuple[bool, ...]:
    """Students, a training, a lesson, an enrollment."""
    school = {"company": OuterRef("pk")}
    lessons = Lesson.objects.live().filter(
        subject__training__company=OuterRef("pk"), subject__training__is_template=False
    )
    row = Company.objects.filter(pk=company.pk).values_list(
        Exists(User.objects.filter(group=Role.STUDENT, **school)),
        Exists(Training.objects.courses().filter(**school)),
        Exists(lessons),
        Exists(Enrollment.objects.filter(**school)),
    )
    return tuple(bool(found) for found in row.get())
