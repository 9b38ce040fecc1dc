"""A class of thirty students in the demo school, made by the services; `manage.py shell` runs this for the server."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Company, User
from accounts.roles import Role
from onsite.classes.class_plans import ClassPlan
from onsite.classes.scheduling import schedule_class
from trainings.enrollments.services import enroll_students
from trainings.models import Lesson, Training

SURNAME = "Wolkenstein-Trostburg"
COUNT = 30


def list_names() -> list[str]:
    """Long, each once, with letters that a font may lack."""
    firsts = ("Maximiliana-Konstantina", "Józef", "Đorđe", "Anne-Françoise", "Þórunn")
    return [f"{firsts[number % len(firsts)]} {SURNAME}-{number:02}" for number in range(COUNT)]


def write_people() -> str:
    """The students as a file for `import_users`."""
    rows = [f"pupil{number}@large.example;{'{};{}'.format(*name.split())}" for number, name in enumerate(list_names())]
    return "\n".join(["email;name;surname", *rows])


def create_class() -> None:
    """Enrolls the imported students, and schedules a class for them. Prints its address in the admin."""
    company = Company.objects.get(users__email="manager@demo.example")
    manager = User.objects.get(email="manager@demo.example")
    teacher = User.objects.filter(company=company, group=Role.INSTRUCTOR).earliest("pk")
    students = list(User.objects.filter(surname__startswith=SURNAME).values_list("pk", flat=True))
    training = Training.objects.get(company=company, name="PPL(A) theory", is_template=False)
    enroll_students(training=training, user_ids=students, group_ids=[], by=manager)
    lesson = Lesson.objects.filter(subject__training=training).earliest("pk")
    plan = ClassPlan(
        subject_id=lesson.subject_id,
        starts_at=timezone.now() + timedelta(days=3),
        teacher_id=teacher.pk,
        student_ids=students,
        options={"lesson_id": lesson.pk},
    )
    session = schedule_class(plan=plan, notify=False, by=manager)
    print(f"/admin/onsite/classsession/{session.pk}/change/")  # noqa: T201
