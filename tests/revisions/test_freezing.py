"""What changes a published syllabus is refused: over the API, in the admin, in its dialogs, by imports."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms
from django.forms.models import InlineForeignKeyField

from core.exceptions import Conflict
from exams.bank.entries import EntryOption, QuestionEntry
from exams.bank.importing import import_questions
from exams.models import Exam, Question
from missions.models import FlightTemplate
from revisions.content.parts import digest_syllabus, read_syllabus
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.test_pages import read_form_data
from tests.revisions.conftest import Course, assert_records_are_clean
from tests.world import create_client
from trainings.models import Lesson, Slide, Subject, Training
from trainings.syllabus.freezing import FREE_COLUMNS

FROZEN = "is published as revision 1 and frozen"
ORDER = "/admin/trainings/training/order/"


@pytest.fixture
def maria(published: Course) -> Iterator[Browser]:
    """The browser; at the end the syllabus has to be what was published."""
    before = digest_syllabus(read_syllabus(published.training))
    yield open_browser(published.world.maria)
    assert digest_syllabus(read_syllabus(published.training)) == before
    assert_records_are_clean(published.world)


def list_parts(course: Course) -> list[Any]:
    slide = Slide.objects.get()
    return [course.training, course.subject, course.fronts, slide, course.exam, course.gate, course.mission]


def get_address(row: Any, page: str) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{page}/"


def get_other_value(bound: Any) -> Any:
    """A valid value that the field does not have; None for one that has none here."""
    field, value = bound.field, bound.value()
    if isinstance(field, forms.ModelChoiceField | forms.FileField | InlineForeignKeyField):
        return None
    if isinstance(field, forms.BooleanField):
        return "" if value else "on"
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return next((choice for choice, _label in choices if choice and choice != value), None)
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return str(int(value or 0) + 1)
    return "Something else"


def iterate_changes(shown: Any, label: str) -> Iterator[tuple[str, Any]]:
    """Every field of the page that is not free, with another value: those of the row, and those of its inlines."""
    main = shown.context["adminform"].form
    inlines = [form for inline in shown.context["inline_admin_formsets"] for form in inline.formset.forms]
    for form, model in [(main, label), *((form, form._meta.model._meta.label_lower) for form in inlines)]:
        for bound in form:
            other = get_other_value(bound)
            if other is not None and bound.name not in {*FREE_COLUMNS.get(model, ()), "id", "DELETE"}:
                yield bound.html_name, other


@pytest.mark.any_database  # a form that is refused is not written
def test_no_field_of_any_form_can_be_changed(published: Course, maria: Browser) -> None:
    tried = 0
    for row in list_parts(published):
        address = get_address(row, "change")
        for popup in ({}, {"_popup": "1"}):
            shown = maria.get(address, popup)
            assert FROZEN in shown.content.decode(), address
            data = read_form_data(shown)
            for name, value in iterate_changes(shown, row._meta.label_lower):
                response = maria.post(address, {**data, **popup, name: value})
                assert response.status_code == 200, (address, name)
                assert FROZEN in response.content.decode(), (address, name)
                tried += 1
    assert tried > 100


def test_saving_a_form_unchanged_is_no_change(published: Course, maria: Browser) -> None:
    for row in list_parts(published):
        address = get_address(row, "change")

        assert maria.post(address, read_form_data(maria.get(address))).status_code == 302, address


def test_nothing_can_be_deleted(published: Course, maria: Browser) -> None:
    for row in list_parts(published)[1:]:
        for popup in ({}, {"_popup": "1"}):
            address = get_address(row, "delete")
            response = maria.post(address, {"post": "yes", **popup}, follow=True)
            assert FROZEN in response.content.decode(), address
        action = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
        list_address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
        assert FROZEN in maria.post(list_address, action, follow=True).content.decode(), list_address


def build_additions(course: Course) -> dict[str, dict[str, Any]]:
    """What the dialogs of the editor add."""
    options = {
        "options-TOTAL_FORMS": 2, "options-INITIAL_FORMS": 0, "options-0-order": 1, "options-1-order": 2,
        "options-0-text": "Right", "options-1-text": "Wrong", "options-0-is_correct": "on",
    }  # fmt: skip
    none = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    lessons = {f"lessons-{name}": value for name, value in none.items()}
    objectives = {f"objectives-{name}": value for name, value in none.items()}
    exam = {
        "subject": course.subject.pk, "name": "New", "type": "ONLINE", "pass_percent": 75, "question_count": 1,
        "duration_minutes": 30, "max_attempts": 3,
    }  # fmt: skip
    return {
        "trainings/subject": {"training": course.training.pk, "name": "New", "hours": 1, "order": 9, **lessons},
        "trainings/lesson": {
            "subject": course.subject.pk, "name": "New", "duration_minutes": 5, "order": 9, **objectives
        },
        "trainings/slide": {"lesson": course.fronts.pk, "title": "New", "order": 9},
        "exams/exam": exam,
        "exams/question": {"exam": course.exam.pk, "text": "New?", **options},
        "missions/flighttemplate": {
            "training": course.training.pk, "name": "New", "flight_type": "DUAL", "rules": "VFR", "hours": 1,
            "order": 9, **objectives,
        },
    }  # fmt: skip


def test_nothing_can_be_added(published: Course, maria: Browser) -> None:
    for part, data in build_additions(published).items():
        for popup in ({}, {"_popup": "1"}):
            response = maria.post(f"/admin/{part}/add/", {**data, **popup})
            assert FROZEN in response.content.decode(), (part, response.context["errors"])


def test_a_slide_is_moved_neither_out_of_it_nor_into_it(published: Course, maria: Browser) -> None:
    elsewhere = make.LessonFactory(subject__training__company=published.world.alpine)
    other = make.SlideFactory(lesson=elsewhere)
    mine = Slide.objects.get(lesson=published.fronts)
    for slide, target in ((mine, elsewhere), (other, published.fronts)):
        address = get_address(slide, "change")
        data = read_form_data(maria.get(address)) | {"lesson": str(target.pk)}
        assert FROZEN in maria.post(address, data).content.decode()


def test_nothing_can_be_put_in_another_order(published: Course, maria: Browser) -> None:
    questions = list(published.exam.questions.order_by("-pk").values_list("pk", flat=True))
    lists = {
        "subjects": (published.training, [row.pk for row in published.training.subjects.order_by("-order")]),
        "activities": (published.subject, [published.exam.pk, published.clouds.pk, published.fronts.pk]),
        "slides": (published.fronts, [row.pk for row in published.fronts.slides.all()]),
        "gate exams": (published.clouds, [published.gate.pk]),
        "questions": (published.exam, questions),
        "missions": (published.training, [published.mission.pk]),
    }
    for kind, (parent, ids) in lists.items():
        response = maria.post(ORDER, {"kind": kind, "parent": parent.pk, "ids": ids})
        assert response.status_code == 409, kind
        assert FROZEN in response.json()["message"], kind


def list_requests(course: Course) -> dict[str, Any]:
    """Every path of the API that writes a syllabus (docs/api.md, section 8, Authoring)."""
    question = course.exam.questions.first()
    assert question
    options = [{"name": "Right", "value": True}, {"name": "Wrong", "value": False}]
    return {
        "subjects/add_exam.json": {"training_subject_id": str(course.subject.pk), "name": "New"},
        "subjects/reorder_activities.json": {
            "id": str(course.subject.pk),
            "items": [str(course.exam.pk), str(course.clouds.pk), str(course.fronts.pk)],
        },
        "questions/create.json": {"exam_id": str(course.exam.pk), "name": "New?", "TrainingQuestionOption": options},
        "questions/delete.json": {"id": str(question.pk), "exam_id": str(course.exam.pk)},
    }


@pytest.mark.parametrize("person", ["maria", "ines"])
def test_the_api_refuses_every_change(published: Course, maria: Browser, person: str) -> None:
    client = create_client(getattr(published.world, person))
    for path, body in list_requests(published).items():
        response = client.post(f"/manager/trainings/{path}", body, format="json")
        assert response.status_code == 409, path
        assert FROZEN in response.json()["message"], path


def test_questions_are_not_imported_into_its_exams(published: Course, maria: Browser) -> None:
    entry = QuestionEntry("New?", (EntryOption("a", True), EntryOption("b", False)))

    with pytest.raises(Conflict, match=FROZEN):
        import_questions(exam=published.exam, entries=[entry], by=published.world.maria)


FREE: list[tuple[str, dict[str, Any], Callable[[Course], Any]]] = [
    ("training", {"color": "#123456", "announcement": "News", "description": "About", "is_active": ""},
     lambda course: course.training),
    ("training", {"starts_on": "2026-01-01", "ends_on": "2027-01-01"}, lambda course: course.training),
    ("subject", {"teacher": ""}, lambda course: course.subject),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "changes", "get_row"), FREE)
def test_what_says_nothing_of_the_syllabus_stays_free(
    published: Course, maria: Browser, kind: str, changes: dict[str, Any], get_row: Callable[[Course], Any]
) -> None:
    address = get_address(get_row(published), "change")

    assert maria.post(address, read_form_data(maria.get(address)) | changes).status_code == 302


def test_the_bank_stays_open(published: Course, maria: Browser) -> None:
    question = published.exam.questions.first()
    assert question
    address = get_address(question, "change")
    data = read_form_data(maria.get(address))

    assert maria.post(address, data | {"text": "A better question?"}).status_code == 302
    assert maria.post(get_address(question, "delete"), {"post": "yes"}).status_code == 302
    assert Question.objects.get(pk=question.pk).deleted_at is not None


def test_the_refusal_leads_to_the_draft_if_there_is_one(published: Course, maria: Browser) -> None:
    published.start()

    text = maria.get(get_address(published.fronts, "change")).content.decode()

    assert "is published as revision 1 and frozen. Change the draft, revision 2." in text


def test_a_draft_and_other_trainings_are_edited_as_ever(published: Course) -> None:
    maria = open_browser(published.world.maria)
    draft = published.start()
    for training in (draft, make.TrainingFactory(company=published.world.alpine)):
        data = {"training": training.pk, "name": "New", "hours": 1, "order": 9}
        data |= {"lessons-TOTAL_FORMS": 0, "lessons-INITIAL_FORMS": 0}
        assert maria.post("/admin/trainings/subject/add/", data).status_code == 302
        assert training.subjects.filter(name="New").exists()


def test_every_model_of_a_syllabus_is_walked(published: Course) -> None:
    assert {type(row) for row in list_parts(published)} == {Training, Subject, Lesson, Slide, Exam, FlightTemplate}
