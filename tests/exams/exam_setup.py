"""An exam that can be taken, and a student who takes it over HTTP."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from exams.models import Attempt, Exam, Option, Question
from tests import factories as make
from tests.world import World, create_client
from trainings.models import Enrollment, Subject

UNKNOWN_ID = uuid.UUID("01900000-0000-7000-8000-000000000000")
ANSWER_PATH = "/trainings/exams/answer.json"


def fill_bank(exam: Exam, size: int, *, options: int = 4) -> list[Question]:
    """New questions in the exam's bank, each with one right option."""
    company = exam.get_training().company
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
        # A second mandatory item, so that passing the exam does not finish the enrollment.
        make.LessonFactory(subject=subject)
        self.exam = make.ExamFactory(
            subject=subject, name="Meteorology", question_count=3, duration_minutes=10, pass_percent=60
        )
        fill_bank(self.exam, 5)
        self.enrollment = self.enroll_user(self.world.sam)

    @property
    def subject(self) -> Subject:
        assert self.exam.subject is not None
        return self.exam.subject

    def enroll_user(self, user: User) -> Enrollment:
        enrollment: Enrollment = make.EnrollmentFactory(training=self.exam.get_training(), user=user)
        return enrollment

    def add_gate(self, *, slides: int = 0) -> Exam:
        """Makes the exam the gate exam of a new lesson with so many slides."""
        self.exam.lesson = make.LessonFactory(subject=self.exam.subject)
        self.exam.save(update_fields=["lesson"])
        make.SlideFactory.create_batch(slides, lesson=self.exam.lesson)
        return self.exam


@dataclass
class Student:
    """The requests of one user about one enrollment at the exam."""

    exam_setup: ExamSetup
    user: User
    enrollment: Enrollment

    def __post_init__(self) -> None:
        self.client = create_client(self.user)
        self.address = f"/trainings/exams/start/{self.enrollment.pk}/{self.exam_setup.exam.pk}.json"

    def view_start(self) -> Any:
        return self.client.get(self.address)

    def start(self) -> Any:
        return self.client.post(self.address)

    def start_and_get_id(self) -> str:
        response = self.start()
        assert response.status_code == 200, response.content
        return str(response.json()["attempt_id"])

    def do(self, attempt_id: str) -> Any:
        return self.client.get(f"/trainings/exams/do/{attempt_id}.json")

    def answer(self, paper_question_id: Any, option_id: Any) -> Any:
        return self.client.post(
            ANSWER_PATH, {"attemptDetailId": str(paper_question_id), "questionOptionId": str(option_id)}
        )

    def finish(self, attempt_id: str) -> Any:
        return self.client.post(f"/trainings/exams/finish/{attempt_id}.json")

    def view(self, attempt_id: str) -> Any:
        return self.client.get(f"/trainings/exams/view/{attempt_id}.json")

    def answer_all(self, attempt_id: str, *, right: int) -> None:
        """Answers every question, the first `right` of them right."""
        for place, question in enumerate(Attempt.objects.get(pk=attempt_id).paper.all()):
            response = self.answer(question.pk, find_option_id(question.options, right=place < right))
            assert response.status_code == 200, response.content

    def sit(self, *, right: int) -> str:
        """A whole attempt with so many right answers; its id."""
        attempt_id = self.start_and_get_id()
        self.answer_all(attempt_id, right=right)
        assert self.finish(attempt_id).status_code == 200
        return attempt_id


def find_option_id(options: list[dict[str, Any]], *, right: bool) -> uuid.UUID:
    """The id of the right option of a question on a paper, or of a wrong one."""
    return next(uuid.UUID(option["id"]) for option in options if option["is_correct"] is right)
