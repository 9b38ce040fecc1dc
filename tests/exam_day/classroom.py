"""`python -m tests.exam_day.classroom STUDENTS QUESTIONS`: stores an exam and a class that can sit it.

Runs in a process of its own, with the database of the served school, and prints the class as JSON: the id of the exam,
and of each student the token and the enrollment. Rows are stored directly, as those of the load school are: what is
measured is the exam.
"""

import json
import sys
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

BANK_PER_QUESTION = 2  # so that each student draws another paper


def main() -> None:
    students, questions = map(int, sys.argv[1:])
    django.setup()
    sys.stdout.write(json.dumps(create_class(students, questions)))


def create_class(students: int, questions: int) -> dict[str, Any]:
    from accounts.models import Company, User
    from accounts.roles import Role
    from tests import factories as make
    from trainings.models import Enrollment

    company = Company.objects.get(users__email="manager@demo.example")
    name = uuid4().hex[:8]
    users = make.UserFactory.build_batch(students, company=company, group=Role.STUDENT)
    for number, user in enumerate(users):
        user.email = f"student{number}-{name}@exam-day.example"
    User.objects.bulk_create(users)
    exam = create_exam(company, questions)
    enrollments = make.EnrollmentFactory.build_batch(students, training=exam.get_training(), company=company)
    for enrollment, user in zip(enrollments, users, strict=True):
        enrollment.user = user
    Enrollment.objects.bulk_create(enrollments)
    sitters = [{"token": issue_session(row.user), "enrollment": str(row.pk)} for row in enrollments]
    return {"exam": str(exam.pk), "students": sitters}


def create_exam(company: Any, questions: int) -> Any:
    """An exam beside a lesson, so that passing it does not finish the training."""
    from tests import factories as make
    from tests.exams.exam_setup import fill_bank

    subject = make.SubjectFactory(training__company=company, training__name=f"Exam day {uuid4().hex[:8]}")
    make.LessonFactory(subject=subject)
    exam = make.ExamFactory(subject=subject, name="Air law", question_count=questions, duration_minutes=120)
    fill_bank(exam, questions * BANK_PER_QUESTION)
    return exam


def issue_session(user: Any) -> str:
    from django.utils import timezone

    from accounts.models import Token
    from accounts.sign_in.sessions import issue_token

    issued = issue_token(user=user, kind=Token.Kind.SESSION, expires_at=timezone.now() + timedelta(days=1))
    return issued.secret


if __name__ == "__main__":
    main()
