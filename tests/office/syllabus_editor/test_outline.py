"""The syllabus editor: all of one training, for the managers of its school, in a constant number of queries."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.syllabus_editor.conftest import (
    NOBODY,
    PICTURE,
    TEMPLATES,
    SampleSyllabus,
    build_page_path,
    build_preview_path,
)
from tests.world import World
from trainings.models import LearningObjective, Training


def read_text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def test_the_page_shows_every_part_of_the_syllabus(browser: Browser, syllabus: SampleSyllabus) -> None:
    question = make.QuestionFactory(company=syllabus.company, text="When is night?")
    syllabus.exam.questions.add(question)
    LearningObjective.objects.create(lesson=syllabus.lessons[0], name="Tell night from day")

    shown = read_text(browser.get(build_page_path(syllabus.training)))

    parts = [
        *syllabus.subjects,
        *syllabus.lessons,
        *syllabus.slides,
        syllabus.exam,
        syllabus.gate,
        *syllabus.missions,
        question,
    ]
    assert [str(part) for part in parts if str(part) not in shown] == []
    assert "2 slides, 1 gate exam" in shown
    assert "1 objective" in shown
    assert "1 question" in shown


def test_deleted_parts_are_not_shown(browser: Browser, syllabus: SampleSyllabus) -> None:
    deleted = [syllabus.subjects[1], syllabus.lessons[1], syllabus.slides[1], syllabus.exam, syllabus.missions[1]]
    for row in deleted:
        type(row)._default_manager.filter(pk=row.pk).update(deleted_at=timezone.now())

    shown = read_text(browser.get(build_page_path(syllabus.training)))

    assert [str(row) for row in deleted if f'data-dialog="{row}"' in shown] == []
    assert f'data-dialog="{syllabus.lessons[0]}"' in shown


def test_an_exam_with_too_few_questions_says_so(browser: Browser, syllabus: SampleSyllabus) -> None:
    make.OptionFactory(question=(ready := make.QuestionFactory(company=syllabus.company)), is_correct=True)
    make.OptionFactory(question=ready)
    syllabus.exam.questions.add(ready, make.QuestionFactory(company=syllabus.company))
    type(syllabus.exam).objects.filter(pk=syllabus.exam.pk).update(question_count=2)

    assert "draws 2, has 1 ready" in read_text(browser.get(build_page_path(syllabus.training)))

    type(syllabus.exam).objects.filter(pk=syllabus.exam.pk).update(question_count=1)
    assert "draws 1, has" not in read_text(browser.get(build_page_path(syllabus.training)))


def test_what_people_write_is_shown_as_text(browser: Browser, syllabus: SampleSyllabus) -> None:
    make.LessonFactory(subject=syllabus.subjects[0], name="\"><script>alert('x')</script>")

    assert "<script>alert" not in read_text(browser.get(build_page_path(syllabus.training)))


def test_the_page_costs_the_same_with_thirty_of_everything(
    browser: Browser, world: World, syllabus: SampleSyllabus, queries_of: Any
) -> None:
    def cost() -> list[str]:
        ContentType.objects.clear_cache()
        queries: list[str] = queries_of(lambda: browser.get(build_page_path(syllabus.training)))
        return queries

    few = cost()
    for number in range(30):
        subject = make.SubjectFactory(training=syllabus.training, teacher=world.ines)
        lesson = make.LessonFactory(subject=subject)
        make.SlideFactory(lesson=lesson)
        for exam in (make.ExamFactory(subject=subject), make.ExamFactory(subject=subject, lesson=lesson)):
            exam.questions.add(make.QuestionFactory(company=syllabus.company))
        make.FlightTemplateFactory(training=syllabus.training, phase=f"Phase {number}")
        make.EnrollmentFactory(training=syllabus.training)

    assert len(cost()) == len(few) == 11, few
    # session, user, training, exams, questions, slides, lessons, subjects, missions, ongoing enrollments, unread
    # messages


@pytest.mark.parametrize("kind", ["course", "copy"])
def test_another_schools_training_is_no_training(browser: Browser, foreign: SampleSyllabus, kind: str) -> None:
    other, none = browser.get(build_page_path(foreign.training, kind)), browser.get(build_page_path(NOBODY, kind))

    assert (other.status_code, other.content) == (none.status_code, none.content)
    assert other.status_code == 404


def test_a_shipped_template_is_not_edited(browser: Browser) -> None:
    shipped = make.TrainingFactory(company=None, is_template=True)

    assert browser.get(build_page_path(shipped)).status_code == 404


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_nobody_but_managers_reaches_the_pages(world: World, syllabus: SampleSyllabus, who: str) -> None:
    stranger = open_browser(getattr(world, who))

    for address in (
        build_page_path(syllabus.training),
        build_page_path(syllabus.training, "copy"),
        TEMPLATES,
        build_preview_path(syllabus.slides[0]),
    ):
        response = stranger.get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith("/admin/login/")
    assert stranger.post(PICTURE).status_code == 302
    assert (
        stranger.post(build_page_path(syllabus.training, "copy"), {"name": "Stolen", "type": "ONSITE"}).status_code
        == 302
    )
    assert not Training.objects.filter(name="Stolen").exists()


def test_the_list_and_the_settings_lead_to_the_page(browser: Browser, syllabus: SampleSyllabus) -> None:
    for address in ("/admin/trainings/training/", build_page_path(syllabus.training, "change")):
        assert build_page_path(syllabus.training) in read_text(browser.get(address))
