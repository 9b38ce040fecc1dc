"""Templates with a bit of everything, and what a syllabus says apart from its ids."""

from typing import Any

import pytest

from accounts.models import User
from exams.models import Exam
from missions.models import FlightObjective, FlightTemplate
from tests import factories as make
from tests.world import Client, World, create_client
from trainings.models import LearningObjective, Metric, Subject, Training

NOBODY = "01900000-0000-7000-8000-000000000000"
CREATE = "/manager/trainings/trainings/create.json"
TEMPLATES = "/manager/trainings/trainings/templates.json"


@pytest.fixture
def maria(world: World) -> Client:
    return create_client(world.maria)


@pytest.fixture
def own_template(world: World) -> Training:
    return create_template(
        name="Alpine PPL",
        company=world.alpine,
        manager=world.charles,
        teacher=world.ines,
        has_theory=True,
        has_flights=True,
        uses_competencies=True,
        uses_metrics=True,
        tracks_time_online=True,
        requires_debriefing_signature=True,
        auto_finish=False,
        description="From the first hour to the skill test.",
        color="#112233",
        validity_days=730,
    )


@pytest.fixture
def shipped_template(db: None) -> Training:
    return create_template(name="Shipped PPL", company=None)


def create_template(teacher: User | None = None, **fields: Any) -> Training:
    """Two metrics, two missions, two subjects; a question that the gate exam and the subject's exam share."""
    template: Training = make.TrainingFactory(is_template=True, **fields)
    for order, name in enumerate(("Airmanship", "Communication")):
        Metric.objects.create(training=template, name=name, order=order)
    circuits = make.FlightTemplateFactory(training=template, name="Circuits", phase="Basics", hours="1.25", order=1)
    FlightObjective.objects.create(template=circuits, name="Landing", description="On the centre line.", order=1)
    make.FlightTemplateFactory(training=template, name="First solo", flight_type="SOLO", order=2)
    add_subject(template, "050", teacher)
    add_subject(template, "061", teacher)
    make.RequiredHoursFactory(training=template, note="FCL.210.A(a)")
    return template


def add_subject(template: Training, code: str, teacher: User | None = None) -> Subject:
    """A subject with a row of each kind below it."""
    subject: Subject = make.SubjectFactory(training=template, code=code, hours="12.50", teacher=teacher)
    lesson = make.LessonFactory(subject=subject, description="Why it rains.", duration_minutes=45, is_mandatory=False)
    make.SlideFactory(lesson=lesson, media="slides/2026/front.png")
    LearningObjective.objects.create(lesson=lesson, name="Tell a front", description="From the chart.")
    make.RequiredHoursFactory(training=template, subject=subject, kind="CLASSROOM", minutes=750)
    shared, single = (make.QuestionFactory(company=template.company, media="questions/2026/chart.png") for _ in "ab")
    for question in (shared, single):
        make.OptionFactory(question=question, is_correct=True, order=1)
        make.OptionFactory(question=question, order=0)
    gate = make.ExamFactory(subject=subject, lesson=lesson, pass_percent=80, question_count=1, max_attempts=2)
    gate.questions.set([shared])
    school_exam = make.ExamFactory(
        subject=subject,
        show_answers=True,
        instructions="No documents.",
        access_mode=Exam.AccessMode.SCHEDULED,
        access_window_days=3,
    )
    school_exam.questions.set([shared, single])
    make.ExamFactory(subject=subject, type=Exam.Type.ONSITE, is_mandatory=False, duration_minutes=60)
    return subject


def describe_syllabus(training: Training) -> dict[str, Any]:
    """Everything a syllabus holds that is not an id, in its order."""
    return {
        "metrics": list(training.metrics.values_list("name", "order")),
        "missions": [describe_mission(mission) for mission in training.flight_templates.all()],
        "subjects": [describe_subject(subject) for subject in training.subjects.all()],
        "hours": list(training.required_hours.filter(subject=None).values_list("kind", "minutes", "note")),
    }


def describe_mission(mission: FlightTemplate) -> dict[str, Any]:
    return {
        "mission": (
            mission.name, mission.phase, mission.flight_type, mission.rules, mission.hours, mission.order,
        ),
        "objectives": list(mission.objectives.values_list("name", "description", "order")),
    }  # fmt: skip


def describe_subject(subject: Subject) -> dict[str, Any]:
    return {
        "subject": (subject.code, subject.name, subject.description, subject.hours, subject.order),
        "hours": [
            (row.training_id == subject.training_id, row.kind, row.minutes) for row in subject.required_hours.all()
        ],
        "lessons": [
            {
                "lesson": (lesson.name, lesson.description, lesson.duration_minutes, lesson.is_mandatory, lesson.order),
                "slides": list(lesson.slides.values_list("title", "content", "media", "order")),
                "objectives": list(lesson.objectives.values_list("name", "description", "order")),
                "gates": [describe_exam(exam) for exam in lesson.exams.all()],
            }
            for lesson in subject.lessons.all()
        ],
        "exams": [describe_exam(exam) for exam in subject.exams.filter(lesson=None)],
    }


def describe_exam(exam: Exam) -> dict[str, Any]:
    settings = (exam.name, exam.type, exam.is_mandatory, exam.pass_percent, exam.question_count, exam.duration_minutes)
    return {
        "exam": (
            *settings,
            exam.max_attempts,
            exam.instructions,
            exam.show_answers,
            exam.access_mode,
            exam.access_window_days,
        ),
        "bank": [
            (question.text, question.media.name, list(question.options.values_list("text", "is_correct", "order")))
            for question in exam.questions.all()
        ],
    }
