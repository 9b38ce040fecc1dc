"""Two teachers of one training: Ines teaches Meteorology, of `exam_setup`, and Tom teaches Navigation."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from accounts.models import User
from exams.models import Exam, Question
from records.models import Event
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, fill_bank
from tests.world import create_client
from trainings.models import Subject

UNKNOWN_ID = "01900000-0000-7000-8000-000000000000"
SUBJECTS = "/manager/trainings/subjects"
QUESTIONS = "/manager/trainings/questions"
PEOPLE = ["maria", "charles", "ines", "tom", "sam", "otto"]


@dataclass
class Authoring:
    """Requests of authors. `exam` is of Ines's subject, `other_exam` of Tom's, `foreign_exam` of the other school."""

    exam_setup: ExamSetup
    exam: Exam
    other_exam: Exam
    foreign_exam: Exam

    @property
    def subject(self) -> Subject:
        return self.exam_setup.subject

    def get_person(self, who: str) -> User:
        person: User = getattr(self.exam_setup.world, who)
        return person

    def post(self, who: str, path: str, body: Any) -> Any:
        return create_client(self.get_person(who)).post(path, body, format="json")

    def post_form(self, who: str, path: str, fields: dict[str, Any]) -> Any:
        """As `application/x-www-form-urlencoded`."""
        form = "application/x-www-form-urlencoded"
        return create_client(self.get_person(who)).generic(
            "POST", path, urlencode(fields, doseq=True), content_type=form
        )

    def save_question(self, who: str, **body: Any) -> Any:
        return self.post(who, f"{QUESTIONS}/create.json", body)

    def add_exam(self, who: str, **body: Any) -> Any:
        return self.post(who, f"{SUBJECTS}/add_exam.json", body)

    def read_impact(self, who: str, **body: Any) -> Any:
        return self.post(who, f"{SUBJECTS}/activity_impact.json", {name: str(id) for name, id in body.items()})

    def delete_question(self, who: str, question: Question, exam: Exam | None = None) -> Any:
        body = {"id": str(question.pk)} | ({"exam_id": str(exam.pk)} if exam else {})
        return self.post(who, f"{QUESTIONS}/delete.json", body)


@pytest.fixture
def authoring(exam_setup: ExamSetup) -> Authoring:
    world = exam_setup.world
    training = exam_setup.exam.get_training()
    other = make.ExamFactory(subject=make.SubjectFactory(training=training, teacher=world.tom), name="Navigation")
    foreign = make.ExamFactory(subject__training__company=world.baltic, name="Radio")
    fill_bank(other, 2)
    fill_bank(foreign, 2)
    return Authoring(exam_setup, exam_setup.exam, other, foreign)


def write_options(*texts: str, right: int = 0) -> list[dict[str, Any]]:
    return [{"name": text, "value": place == right} for place, text in enumerate(texts)]


def list_options(question: Question) -> list[tuple[str, bool]]:
    return [(row.text, row.is_correct) for row in question.options.all()]


def list_actions() -> list[str]:
    return list(Event.objects.filter(action__startswith="question.").order_by("seq").values_list("action", flat=True))


def create(authoring: Authoring, **body: Any) -> Question:
    body = {"name": "Which cloud rains?", "TrainingQuestionOption": write_options("Nimbostratus", "Cirrus")} | body
    response = authoring.save_question("maria", exam_id=str(authoring.exam.pk), **body)
    assert response.status_code == 200, response.content
    return Question.objects.get(pk=response.json()["id"])
