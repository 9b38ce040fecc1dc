"""Importing questions from a spreadsheet."""

import json
from typing import Any

import pytest

from core.tables.reading import ImportRow
from exams.models import Exam, Question
from office.imports.base import Outcome
from office.imports.questions import COLUMNS, QuestionImporting, import_question_table
from records.models import Event
from tests import factories as make
from tests.core.xlsx.parts import build_raw_xlsx, build_row
from tests.office.browser import open_browser
from tests.office.imports.test_imports import confirm, read_seal, upload
from tests.office.population import build_address
from tests.world import World

LIFT: dict[str, str] = {
    "exam": "Aerodynamics", "text": "What is lift?", "a": "A force", "b": "A hope", "c": "A speed", "correct": "a",
}  # fmt: skip


@pytest.fixture
def exam(world: World) -> Exam:
    return create_exam(world, "Aerodynamics")


def create_exam(world: World, name: str, **fields: Any) -> Exam:
    company = fields.pop("company", world.alpine)
    return make.ExamFactory(subject__training__company=company, name=name, **fields)


def import_rows(world: World, *rows: dict[str, str], is_dry_run: bool = False) -> list[Outcome]:
    import_rows = [ImportRow(number, row) for number, row in enumerate(rows, start=2)]
    return import_question_table(rows=import_rows, by=world.maria, is_dry_run=is_dry_run)


def test_questions_join_the_bank_of_the_exam_beside(world: World, exam: Exam) -> None:
    other = create_exam(world, "Meteorology")
    import_rows(world, LIFT, {**LIFT, "exam": str(other.pk), "text": "What is rain?", "correct": "B"})

    lift, rain = Question.objects.order_by("text")
    assert list(exam.questions.all()) == [lift]
    assert list(other.questions.all()) == [rain]
    assert lift.company == world.alpine
    options = lift.options.values_list("text", "is_correct")
    assert list(options) == [("A force", True), ("A hope", False), ("A speed", False)]
    assert [text for text, right in rain.options.values_list("text", "is_correct") if right] == ["A hope"]


def test_the_import_is_on_record_by_exam(world: World, exam: Exam) -> None:
    import_rows(world, LIFT)

    event = Event.objects.get(action="questions.imported")
    assert (event.object_id, event.actor, json.loads(event.payload)) == (
        str(exam.pk),
        world.maria,
        {"taken": 1, "skipped": 0},
    )


def test_a_dry_run_says_the_same_and_stores_nothing(world: World, exam: Exam) -> None:
    preview = import_rows(world, LIFT, is_dry_run=True)

    assert not Question.objects.exists()
    assert preview == import_rows(world, LIFT)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"exam": "Nowhere"}, "exam"), ({"exam": "Twin"}, "exam"), ({"exam": "Baltic exam"}, "exam"),
        ({"exam": "Gone"}, "exam"), ({"text": ""}, "text"), ({"text": " \u00a0"}, "text"), ({"correct": ""}, "correct"),
        ({"correct": "D"}, "correct"), ({"correct": "AB"}, "correct"), ({"correct": "1"}, "correct"),
        ({"b": ""}, "a to j"), ({"b": "A force"}, "a to j"), ({"b": "", "c": ""}, "a to j"),
    ],
)  # fmt: skip
def test_one_bad_cell_is_named_and_stores_nothing(world: World, exam: Exam, cells: dict[str, str], column: str) -> None:
    create_exam(world, "Twin")
    create_exam(world, "Twin")
    create_exam(world, "Baltic exam", company=world.baltic)
    create_exam(world, "Gone", deleted_at=exam.get_training().created_at)

    bad, good = import_rows(world, {**LIFT, **cells}, {**LIFT, "text": "What is drag?"})

    assert (list(bad.errors), good.errors) == ([column], {})
    assert not Question.objects.exists()


def test_what_the_bank_has_is_left_out(world: World, exam: Exam) -> None:
    import_rows(world, LIFT)

    outcomes = import_rows(world, LIFT, {**LIFT, "text": "What is drag?"})

    assert [outcome.is_present for outcome in outcomes] == [True, False]
    assert Question.objects.count() == 2


def test_a_table_costs_the_same_queries_for_one_row_and_for_thirty(world: World, exam: Exam, queries_of: Any) -> None:
    import_rows(world, LIFT)
    one = queries_of(lambda: import_rows(world, {**LIFT, "text": "One?"}))
    thirty = queries_of(lambda: import_rows(world, *({**LIFT, "text": f"{n}?"} for n in range(30))))

    assert len(one) == len(thirty)


def test_the_page_previews_and_stores(world: World, exam: Exam) -> None:
    browser, address = open_browser(world.maria), build_address(Question, "import")
    assert address in browser.get(build_address(Question)).content.decode()
    data = b"Exam;Text;A;B;Correct\nAerodynamics;What is lift?;A force;A hope;A\n"

    preview = upload(browser, data, address=address)
    assert not Question.objects.exists()
    confirm(browser, read_seal(preview), address)

    assert Question.objects.get().text == "What is lift?"


def test_options_are_read_as_the_sheet_shows_them_or_refused_by_column(world: World, exam: Exam) -> None:
    heading = build_row("exam", "text", "a", "b", "correct")
    shares = build_row(
        "Aerodynamics", "How much is nitrogen?", '<c s="1"><v>0.78</v></c>', '<c s="2"><v>21</v></c>', "A"
    )
    ratio = build_row("Aerodynamics", "A glide ratio?", '<c s="3"><v>46296</v></c>', "<c><f>1*2</f><v/></c>", "A")
    rows = QuestionImporting.importer.read(build_raw_xlsx(heading + shares + ratio, formats=["0%", "0000", "d-mmm"]))

    accepted, rejected = import_question_table(rows=rows, by=world.maria)

    assert (rows[0].cells["a"], rows[0].cells["b"], accepted.errors) == ("78%", "0021", {})
    assert set(rejected.errors) == {"a", "b"}
    assert "depends on the language" in rejected.errors["a"][0]
    assert "formula whose value is not stored" in rejected.errors["b"][0]
    assert not Question.objects.exists()


def test_the_row_of_the_sample_can_be_taken(world: World) -> None:
    create_exam(world, "Meteorology")

    assert [outcome.errors for outcome in import_rows(world, {column.name: column.sample for column in COLUMNS})] == [
        {}
    ]
