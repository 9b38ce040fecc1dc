"""An exam ready to be sat, and a student at the keyboard."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from exams.models import Attempt, Exam, Option, Question
from tests import factories as make
from tests.world import World, create_client
from trainings.models import Enrollment

NOBODY = uuid.UUID("01900000-0000-7000-8000-000000000000")
ANSWER = "/trainings/exams/answer.json"


def fill_bank(exam: Exam, size: int, *, options: int = 4) -> list[Question]:
    """New questions in the exam's bank, each with one right option."""
    company = exam.subject.training.company
    questions = Question.objects.bulk_create(
        Question(company=company, text=f"Question {n} of {exam.name}?") for n in range(size)
    )
    Option.objects.bulk_create(
        Option(question=question, text=f"{question.text[:-1]}, option {n}", is_correct=n == 0, order=n)
        for question in questions
        for n in range(options)
    )
    exam.questions.add(*questions)
    return questions


@dataclass
class ExamSetup:
    """Sam is enrolled in a distance training whose subject, taught by Ines, has an exam of three questions out of five.

    Ten minutes, three attempts, passed from 60 percent.
    """

    world: World
    exam: Exam = field(init=False)
    enrollment: Enrollment = field(init=False)

    def __post_init__(self) -> None:
        subject = make.SubjectFactory(training__company=self.world.alpine, teacher=self.world.ines)
        # Keeps an enrollment from being finished by the exam alone.
        make.LessonFactory(subject=subject)
        self.exam = make.ExamFactory(
            subject=subject, name="Meteorology", question_count=3, duration_minutes=10, pass_percent=60
        )
        fill_bank(self.exam, 5)
        self.enrollment = self.enrolled(self.world.sam)

    def enrolled(self, user: User) -> Enrollment:
        enrollment: Enrollment = make.EnrollmentFactory(training=self.exam.subject.training, user=user)
        return enrollment

    def gate(self, *, slides: int = 0) -> Exam:
        """The exam becomes the gate of a lesson with so many slides."""
        self.exam.lesson = make.LessonFactory(subject=self.exam.subject)
        self.exam.save(update_fields=["lesson"])
        make.SlideFactory.create_batch(slides, lesson=self.exam.lesson)
        return self.exam


@dataclass
class Student:
    """Somebody at the exam's addresses."""

    hall: ExamSetup
    user: User
    enrollment: Enrollment

    def __post_init__(self) -> None:
        self.client = create_client(self.user)
        self.address = f"/trainings/exams/start/{self.enrollment.pk}/{self.hall.exam.pk}.json"

    def look(self) -> Any:
        return self.client.get(self.address)

    def start(self) -> Any:
        return self.client.post(self.address)

    def start_and_get_id(self) -> str:
        response = self.start()
        assert response.status_code == 200, response.content
        return str(response.json()["attempt_id"])

    def do(self, attempt_id: str) -> Any:
        return self.client.get(f"/trainings/exams/do/{attempt_id}.json")

    def answer(self, detail_id: Any, option_id: Any) -> Any:
        return self.client.post(ANSWER, {"attemptDetailId": str(detail_id), "questionOptionId": str(option_id)})

    def finish(self, attempt_id: str) -> Any:
        return self.client.post(f"/trainings/exams/finish/{attempt_id}.json")

    def view(self, attempt_id: str) -> Any:
        return self.client.get(f"/trainings/exams/view/{attempt_id}.json")

    def answer_all(self, attempt_id: str, *, right: int) -> None:
        """Answers every question, the first `right` of them right."""
        for place, shown in enumerate(Attempt.objects.get(pk=attempt_id).paper.all()):
            answered = self.answer(shown.pk, find_option_id(shown.options, right=place < right))
            assert answered.status_code == 200, answered.content

    def sit(self, *, right: int) -> str:
        """A whole attempt."""
        attempt_id = self.start_and_get_id()
        self.answer_all(attempt_id, right=right)
        assert self.finish(attempt_id).status_code == 200
        return attempt_id


def find_option_id(options: list[dict[str, Any]], *, right: bool) -> str:
    """The id of the right option of a paper's question, or of a wrong one."""
    return next(str(option["id"]) for option in options if option["is_correct"] is right)
