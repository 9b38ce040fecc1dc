"""A syllabus with something of every kind, and the browser of the manager who edits it."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Company
from exams.models import Exam
from missions.models import FlightTemplate
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.world import World
from trainings.models import Lesson, Slide, Subject, Training

ORDER = "/admin/trainings/training/order/"
PICTURE = "/admin/trainings/slide/picture/"
TEMPLATES = "/admin/trainings/training/templates/"
NOBODY = "01900000-0000-7000-8000-000000000000"


def build_page_path(training: Any, kind: str = "course") -> str:
    return f"/admin/trainings/training/{getattr(training, 'pk', training)}/{kind}/"


def build_preview_path(slide: Any) -> str:
    return f"/admin/trainings/slide/{getattr(slide, 'pk', slide)}/preview/"


@dataclass
class SampleSyllabus:
    """Two subjects, the first with two lessons of two slides, an exam and a gate exam; two missions."""

    company: Company
    training: Training = field(init=False)
    subjects: list[Subject] = field(init=False)
    lessons: list[Lesson] = field(init=False)
    slides: list[Slide] = field(init=False)
    exam: Exam = field(init=False)
    gate: Exam = field(init=False)
    missions: list[FlightTemplate] = field(init=False)

    def __post_init__(self) -> None:
        self.training = make.TrainingFactory(company=self.company, name="Night rating", has_flights=True)
        self.subjects = [make.SubjectFactory(training=self.training, order=n) for n in range(2)]
        self.lessons = [make.LessonFactory(subject=self.subjects[0], order=n) for n in range(2)]
        self.slides = [make.SlideFactory(lesson=self.lessons[0], order=n) for n in range(2)]
        self.exam = make.ExamFactory(subject=self.subjects[0])
        self.gate = make.ExamFactory(subject=self.subjects[0], lesson=self.lessons[0])
        self.missions = [make.FlightTemplateFactory(training=self.training, order=n, phase="Night") for n in range(2)]


@pytest.fixture
def syllabus(world: World) -> SampleSyllabus:
    return SampleSyllabus(world.alpine)


@pytest.fixture
def foreign(world: World) -> SampleSyllabus:
    return SampleSyllabus(world.baltic)


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def build_image(kind: str = "PNG", size: tuple[int, int] = (40, 20), name: str = "photo.png") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", size, (40, 110, 180)).save(drawn, kind)
    return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/png")
