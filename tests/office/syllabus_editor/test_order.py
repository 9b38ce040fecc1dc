"""Reordering the parts of a syllabus: a complete list of the own school, each row once."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from exams.models import Exam, Question
from office.syllabus_editor.ordering import reorder
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.syllabus_editor.conftest import (
    NOBODY,
    ORDER,
    PICTURE,
    SampleSyllabus,
    build_image,
    build_page_path,
)
from tests.world import World
from trainings.models import Lesson, Slide

KINDS = ["subjects", "activities", "slides", "missions", "gate exams", "questions"]


@dataclass
class OrderedSyllabus(SampleSyllabus):
    """With two of everything that has an order."""

    activities: list[Lesson | Exam] = field(init=False)
    gate_exams: list[Exam] = field(init=False)
    questions: list[Question] = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        subject = self.subjects[0]
        Exam.objects.filter(pk=self.exam.pk).update(order=7)
        self.activities = [*self.lessons, self.exam, make.ExamFactory(subject=subject, order=8)]
        self.gate_exams = [self.gate, make.ExamFactory(subject=subject, lesson=self.lessons[0])]
        self.questions = [make.QuestionFactory(company=self.company) for _ in range(2)]
        self.exam.questions.set(self.questions)


@pytest.fixture
def syllabus(world: World) -> OrderedSyllabus:
    return OrderedSyllabus(world.alpine)


@pytest.fixture
def foreign(world: World) -> OrderedSyllabus:
    return OrderedSyllabus(world.baltic)


def get_parent(syllabus: OrderedSyllabus, kind: str) -> Any:
    subject, lesson = syllabus.subjects[0], syllabus.lessons[0]
    parents = {"activities": subject, "slides": lesson, "gate exams": lesson, "questions": syllabus.exam}
    return parents.get(kind, syllabus.training)


def list_rows(syllabus: OrderedSyllabus, kind: str) -> list[Any]:
    rows: list[Any] = getattr(syllabus, kind.replace(" ", "_"))
    return rows


def list_ids(rows: list[Any]) -> list[str]:
    return [str(row.pk) for row in rows]


def list_stored_ids(syllabus: OrderedSyllabus, kind: str) -> list[str]:
    rows = list_rows(syllabus, kind)
    for row in rows:
        row.refresh_from_db(fields=["order"])
    return list_ids(sorted(rows, key=lambda row: row.order or 0))


def post_order(browser: Browser, syllabus: OrderedSyllabus, kind: str, order: list[str], **changes: Any) -> Any:
    data = {"kind": kind, "parent": str(get_parent(syllabus, kind).pk), "ids": order}
    return browser.post(ORDER, data | changes)


@pytest.mark.parametrize("kind", KINDS)
def test_a_manager_reverses_a_list(browser: Browser, world: World, syllabus: OrderedSyllabus, kind: str) -> None:
    reversed_ids = list_ids(list_rows(syllabus, kind)[::-1])

    response = post_order(browser, syllabus, kind, reversed_ids)

    assert (response.status_code, response.json()) == (200, {"result": True})
    assert list_stored_ids(syllabus, kind) == reversed_ids
    event = Event.objects.get(action="syllabus.reordered")
    assert (event.actor, event.object_id) == (world.maria, str(get_parent(syllabus, kind).pk))


def test_the_order_that_is_there_is_no_event(browser: Browser, syllabus: OrderedSyllabus) -> None:
    for _ in range(2):
        assert post_order(browser, syllabus, "activities", list_ids(syllabus.activities[::-1])).status_code == 200

    assert Event.objects.filter(action="syllabus.reordered").count() == 1


def test_an_exam_moves_between_lessons_and_the_page_shows_it_there(browser: Browser, syllabus: OrderedSyllabus) -> None:
    first, second, exam, last = syllabus.activities

    assert post_order(browser, syllabus, "activities", list_ids([first, exam, second, last])).status_code == 200

    shown = browser.get(build_page_path(syllabus.training)).content.decode()
    places = [shown.index(f'data-id="{row.pk}"') for row in (first, exam, second, last)]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", KINDS)
def test_another_schools_list_is_no_list(browser: Browser, foreign: OrderedSyllabus, kind: str) -> None:
    before = list_stored_ids(foreign, kind)

    other = post_order(browser, foreign, kind, before[::-1])
    none = post_order(browser, foreign, kind, before[::-1], parent=NOBODY)

    assert (other.status_code, other.content) == (none.status_code, none.content)
    assert other.status_code == 404
    assert list_stored_ids(foreign, kind) == before


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_belong_elsewhere_are_refused(
    browser: Browser, syllabus: OrderedSyllabus, foreign: OrderedSyllabus, kind: str
) -> None:
    before = list_stored_ids(syllabus, kind)

    for stranger in (list_ids(list_rows(foreign, kind))[0], str(uuid.uuid4())):
        response = post_order(browser, syllabus, kind, [*before[::-1], stranger])
        assert response.status_code == 400
        assert response.json()["errors"] == {"ids": ["An entry does not belong to this list or has been deleted."]}
    assert list_stored_ids(syllabus, kind) == before


def test_a_list_without_one_of_its_rows_is_refused(browser: Browser, syllabus: OrderedSyllabus) -> None:
    """Somebody added a lesson since the page was opened."""
    before = list_ids(syllabus.activities)
    make.LessonFactory(subject=syllabus.subjects[0])

    assert post_order(browser, syllabus, "activities", before[::-1]).status_code == 409
    assert list_stored_ids(syllabus, "activities") == before


def test_a_deleted_row_is_not_in_the_list(browser: Browser, syllabus: OrderedSyllabus) -> None:
    Slide.objects.filter(pk=syllabus.slides[0].pk).update(deleted_at=timezone.now())

    assert post_order(browser, syllabus, "slides", list_ids(syllabus.slides)).status_code == 400
    assert post_order(browser, syllabus, "slides", list_ids(syllabus.slides[1:])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "people"}, "kind"),
        ({"kind": "x" * 100}, "kind"),
        ({"kind": ""}, "kind"),
        ({"parent": "x"}, "parent"),
        ({"parent": "\x00"}, "parent"),
        ({"ids": ["x"]}, "ids"),
        ({"ids": []}, "ids"),
        ({"ids": [NOBODY, NOBODY]}, "ids"),
        ({"ids": [NOBODY] * 1001}, "ids"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(
    browser: Browser, syllabus: OrderedSyllabus, changes: dict[str, Any], field: str
) -> None:
    data = {"kind": "activities", "parent": str(syllabus.subjects[0].pk), "ids": list_ids(syllabus.activities)}

    response = browser.post(ORDER, data | changes)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


def test_an_order_is_posted_by_managers_alone(world: World, syllabus: OrderedSyllabus, browser: Browser) -> None:
    before = list_stored_ids(syllabus, "activities")

    assert browser.get(ORDER).status_code == 405
    assert post_order(open_browser(world.ines), syllabus, "activities", before[::-1]).status_code == 302
    assert list_stored_ids(syllabus, "activities") == before


def test_what_another_site_makes_a_manager_post_changes_nothing(world: World, syllabus: OrderedSyllabus) -> None:
    tricked = Browser(enforce_csrf_checks=True)
    tricked.force_login(world.maria)
    before = list_stored_ids(syllabus, "activities")

    assert post_order(tricked, syllabus, "activities", before[::-1]).status_code == 403
    assert tricked.post(PICTURE, {"file": build_image()}).status_code == 403
    assert list_stored_ids(syllabus, "activities") == before


def test_a_long_list_costs_no_more_queries_than_a_short_one(
    browser: Browser, syllabus: OrderedSyllabus, queries_of: Any
) -> None:
    def cost(rows: list[Any]) -> int:
        return len(queries_of(lambda: post_order(browser, syllabus, "slides", list_ids(rows[::-1]))))

    cost(syllabus.slides)  # the first event of a school creates the head of its ledger
    few = cost(syllabus.slides[::-1])
    syllabus.slides += [make.SlideFactory(lesson=syllabus.lessons[0], order=9) for _ in range(30)]

    assert cost(syllabus.slides) == few


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_orders_at_once_end_in_one_of_the_two() -> None:
    world = World()
    syllabus = OrderedSyllabus(world.alpine)
    syllabus.slides += [make.SlideFactory(lesson=syllabus.lessons[0], order=9) for _ in range(8)]
    forwards = [slide.pk for slide in syllabus.slides]
    backwards = forwards[::-1]

    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            start = threading.Barrier(2)

            def store_order(order: list[uuid.UUID], start: threading.Barrier = start) -> None:
                start.wait()
                reorder(kind="slides", parent_id=syllabus.lessons[0].pk, ids=order, by=world.maria)

            list(pool.map(store_order, [forwards, backwards]))
            stored = list(Slide.objects.order_by("order").values_list("pk", flat=True))
            assert stored in (forwards, backwards)
        close_connections(pool)


def close_connections(pool: ThreadPoolExecutor) -> None:
    """Each of the two threads closes its connection."""
    both = threading.Barrier(2)

    def close(_: int) -> None:
        both.wait()
        connection.close()

    list(pool.map(close, range(2)))
