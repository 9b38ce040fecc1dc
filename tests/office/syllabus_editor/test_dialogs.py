"""Forms in dialogs: framed by our own pages only, filled in from the outline, reported to the page around them."""

from typing import Any

import pytest

from exams.models import Exam, Question
from missions.models import FlightTemplate
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser
from tests.office.syllabus_editor.conftest import NOBODY, SampleSyllabus
from tests.world import World, create_client
from trainings.models import Lesson, Slide, Subject

PARTS = ["trainings/subject", "trainings/lesson", "trainings/slide", "exams/exam", "exams/question",
         "missions/flighttemplate"]  # fmt: skip
OPTIONS = {"options-TOTAL_FORMS": 2, "options-INITIAL_FORMS": 0, "options-0-order": 0, "options-1-order": 1,
           "options-0-text": "Right", "options-1-text": "Wrong", "options-0-is_correct": "on"}  # fmt: skip


def get_row(part: str, syllabus: SampleSyllabus) -> Any:
    return {
        "trainings/subject": syllabus.subjects[0],
        "trainings/lesson": syllabus.lessons[0],
        "trainings/slide": syllabus.slides[0],
        "exams/exam": syllabus.exam,
        "exams/question": make.QuestionFactory(company=syllabus.company),
        "missions/flighttemplate": syllabus.missions[0],
    }[part]


@pytest.mark.parametrize("part", PARTS)
def test_a_form_stands_in_a_frame_only_when_asked_for_as_a_dialog(
    browser: Browser, syllabus: SampleSyllabus, part: str
) -> None:
    row = get_row(part, syllabus)

    for address in (f"/admin/{part}/add/", f"/admin/{part}/{row.pk}/change/", f"/admin/{part}/{row.pk}/delete/"):
        assert browser.get(address)["X-Frame-Options"] == "DENY", address
        assert browser.get(address, {"_popup": 1})["X-Frame-Options"] == "SAMEORIGIN", address
    assert browser.get(f"/admin/{part}/", {"_popup": 1})["X-Frame-Options"] == "DENY"


def test_a_form_with_errors_stays_in_its_frame(browser: Browser, syllabus: SampleSyllabus) -> None:
    response = browser.post("/admin/trainings/slide/add/", {"_popup": 1, "lesson": syllabus.lessons[0].pk})

    assert response.context["errors"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_saving_and_deleting_tell_the_page(browser: Browser, syllabus: SampleSyllabus) -> None:
    fields = {"lesson": syllabus.lessons[0].pk, "title": "Twilight", "order": 3, "content": "", "_popup": 1}
    slide = syllabus.slides[0].pk

    responses = [
        browser.post("/admin/trainings/slide/add/", fields),
        browser.post(f"/admin/trainings/slide/{slide}/change/", fields),
        browser.post(f"/admin/trainings/slide/{slide}/delete/", {"post": "yes", "_popup": 1}),
    ]

    for response in responses:
        assert response.status_code == 200
        assert "syllabus_editor/saved.js" in response.content.decode()
        assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("part", "parent"),
    [
        ("trainings/subject", "training"),
        ("trainings/lesson", "subject"),
        ("trainings/slide", "lesson"),
        ("exams/exam", "subject"),
        ("missions/flighttemplate", "training"),
    ],
)
def test_a_new_row_comes_last(browser: Browser, syllabus: SampleSyllabus, part: str, parent: str) -> None:
    row = get_row(part, syllabus)
    type(row).objects.filter(pk=row.pk).update(order=7)

    form = browser.get(f"/admin/{part}/add/", {parent: str(getattr(row, f"{parent}_id"))}).context["adminform"].form

    assert form.initial["order"] == 8
    assert str(form.initial[parent]) == str(getattr(row, f"{parent}_id"))


def test_a_new_lesson_and_a_new_exam_come_after_both(browser: Browser, syllabus: SampleSyllabus) -> None:
    parent = {"subject": str(syllabus.subjects[0].pk)}
    for last, part in ((syllabus.exam, "trainings/lesson"), (syllabus.lessons[0], "exams/exam")):
        type(last).objects.filter(pk=last.pk).update(order=last.order + 20)
        form = browser.get(f"/admin/{part}/add/", parent).context["adminform"].form
        assert form.initial["order"] == 21


@pytest.mark.parametrize("value", ["x", "", "\x00", "1e30", NOBODY])
def test_an_address_that_names_no_parent_fills_in_nothing(browser: Browser, value: str) -> None:
    for part in PARTS:
        for name in ("training", "subject", "lesson", "exam", "exams", "questions", "order"):
            response = browser.get(f"/admin/{part}/add/", {name: value, "_popup": "1"})
            assert response.status_code == 200, (part, name)


def test_another_schools_parent_tells_nothing_and_is_not_taken(browser: Browser, foreign: SampleSyllabus) -> None:
    type(foreign.lessons[0]).objects.filter(pk=foreign.lessons[0].pk).update(name="Baltic secret")
    fields = {"lesson": foreign.lessons[0].pk, "title": "Twilight", "order": 3, "content": ""}

    shown = browser.get("/admin/trainings/slide/add/", {"lesson": str(foreign.lessons[0].pk)})
    response = browser.post("/admin/trainings/slide/add/", fields)

    assert "Baltic" not in shown.content.decode()
    assert shown.context["adminform"].form.initial["order"] == 1
    assert "lesson" in response.context["adminform"].form.errors
    assert not Slide.objects.filter(title="Twilight").exists()


# --- questions and exams


def test_a_new_question_goes_into_the_bank_of_its_exam(browser: Browser, syllabus: SampleSyllabus) -> None:
    response = browser.post(
        "/admin/exams/question/add/", {**OPTIONS, "text": "When is night?", "exam": syllabus.exam.pk, "_popup": 1}
    )

    assert response.status_code == 200, response.context
    question = Question.objects.get()
    assert list(syllabus.exam.questions.all()) == [question]
    assert question.company == syllabus.company
    changed = Event.objects.get(action="admin.changed")
    assert (changed.object_id, str(question.pk) in changed.payload) == (str(syllabus.exam.pk), True)


def test_a_question_does_not_go_into_another_schools_exam(browser: Browser, foreign: SampleSyllabus) -> None:
    response = browser.post("/admin/exams/question/add/", {**OPTIONS, "text": "?", "exam": foreign.exam.pk})

    assert "exam" in response.context["adminform"].form.errors
    assert not Question.objects.exists()


def test_a_question_without_an_exam_goes_into_the_schools_bank(browser: Browser, syllabus: SampleSyllabus) -> None:
    assert browser.post("/admin/exams/question/add/", {**OPTIONS, "text": "?"}).status_code == 302

    assert not Question.objects.get().exams.exists()


def test_a_gate_exam_belongs_to_the_subject_of_its_lesson(browser: Browser, syllabus: SampleSyllabus) -> None:
    fields = {"name": "Gate", "type": "ONLINE", "pass_percent": 75, "question_count": 1, "duration_minutes": 10,
              "max_attempts": 1, "lesson": syllabus.lessons[0].pk}  # fmt: skip

    wrong = browser.post("/admin/exams/exam/add/", {**fields, "subject": syllabus.subjects[1].pk})
    right = browser.post("/admin/exams/exam/add/", {**fields, "subject": syllabus.subjects[0].pk})

    assert wrong.context["adminform"].form.errors == {"lesson": ["This lesson belongs to another subject."]}
    assert right.status_code == 302
    assert Exam.objects.filter(name="Gate").count() == 1


def test_every_part_of_a_syllabus_is_created_in_dialogs(browser: Browser, syllabus: SampleSyllabus) -> None:
    training = syllabus.training.pk
    forms = [
        ("trainings/subject", {"training": training, "name": "New subject", "hours": 1, "order": 5,
                               "lessons-TOTAL_FORMS": 0, "lessons-INITIAL_FORMS": 0}),
        ("trainings/lesson", {"subject": syllabus.subjects[0].pk, "name": "New lesson", "duration_minutes": 5,
                              "order": 5, "objectives-TOTAL_FORMS": 0, "objectives-INITIAL_FORMS": 0}),
        ("missions/flighttemplate", {"training": training, "name": "New mission", "flight_type": "NIGHT",
                                     "rules": "VFR", "hours": 1, "order": 5,
                                     "objectives-TOTAL_FORMS": 0, "objectives-INITIAL_FORMS": 0}),
    ]  # fmt: skip
    for part, fields in forms:
        response = browser.post(f"/admin/{part}/add/", {**fields, "_popup": 1})
        assert "syllabus_editor/saved.js" in response.content.decode(), part

    for model in (Subject, Lesson, FlightTemplate):
        assert model.objects.filter(name__startswith="New ").count() == 1, model


def test_another_row_is_added_in_the_same_dialog(browser: Browser, syllabus: SampleSyllabus) -> None:
    lesson = syllabus.lessons[0].pk
    address = f"/admin/trainings/slide/add/?_popup=1&lesson={lesson}"
    assert "Save and add another" in browser.get(address).content.decode()
    assert "Save and add another" not in browser.get(address + "&_to_field=id").content.decode()
    fields = {"lesson": lesson, "title": "Dusk", "order": 3, "content": "", "_popup": 1, "_addanother": "1"}

    response = browser.post(address, fields, follow=True)

    assert response.redirect_chain == [(address, 302)]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "“Dusk” was added. Add another one below." in response.content.decode()
    form = response.context["adminform"].form
    assert (str(form["lesson"].value()), form["order"].value()) == (str(lesson), 4)
    assert Slide.objects.filter(title="Dusk").count() == 1


def test_the_order_of_exams_and_questions_is_that_of_the_api(syllabus: SampleSyllabus, world: World) -> None:
    subject = syllabus.subjects[0]
    first = make.ExamFactory(subject=subject, name="Zulu", order=1)
    Exam.objects.filter(pk=syllabus.exam.pk).update(name="Alpha", order=2)
    Exam.objects.filter(pk=syllabus.gate.pk).update(order=9)
    late, early, unplaced = (make.QuestionFactory(company=syllabus.company, order=order) for order in (2, 1, None))
    first.questions.set([late, early, unplaced])

    index = create_client(world.maria).get(f"/trainings/exams/index/subject:{subject.pk}.json")

    exams = [row["Exam"] for row in index.json()["exams"]]
    assert [exam["name"] for exam in exams][:2] == ["Zulu", "Alpha"]
    assert list(first.questions.all()) == [early, late, unplaced]
