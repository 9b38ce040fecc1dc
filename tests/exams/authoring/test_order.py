"""The one order of the lessons and exams of a subject (docs/api.md, section 8, Authoring)."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from exams.authoring.ordering import find_next_place, get_place
from exams.models import Exam
from records.models import Event
from tests import factories as make
from tests.exams.authoring.conftest import PEOPLE, SUBJECTS, UNKNOWN_ID, Authoring
from tests.world import create_client
from trainings.credits.items import list_items
from trainings.models import Lesson, Subject

PATH = f"{SUBJECTS}/reorder_activities.json"


def list_activities(subject: Subject) -> list[Any]:
    lessons, exams = Lesson.objects.live().filter(subject=subject), Exam.objects.live().filter(subject=subject)
    return sorted([*lessons, *exams.filter(lesson=None)], key=get_place)


@pytest.fixture
def activities(authoring: Authoring) -> list[Any]:
    """Two lessons, one with a gate exam, and two exams of Ines's subject."""
    make.LessonFactory(subject=authoring.subject, name="Clouds")
    make.ExamFactory(subject=authoring.subject, lesson=Lesson.objects.get(name="Clouds"), name="Gate")
    Exam.objects.filter(pk=authoring.exam.pk).update(order=90_000)
    make.ExamFactory(subject=authoring.subject, name="Second exam", order=90_001)
    make.ExamFactory(subject=authoring.subject, name="Old exam", deleted_at=timezone.now())
    return list_activities(authoring.subject)


def write_ids(rows: list[Any]) -> list[str]:
    return [str(row.pk) for row in rows]


def reorder(authoring: Authoring, rows: list[Any], who: str = "ines") -> Any:
    return authoring.post(who, PATH, {"id": str(authoring.subject.pk), "items": write_ids(rows)})


def test_exams_stand_between_lessons(authoring: Authoring, activities: list[Any]) -> None:
    mixed = [activities[2], activities[0], activities[3], activities[1]]

    for _ in range(2):
        assert reorder(authoring, mixed).json() == {"result": True}

    assert list_activities(authoring.subject) == mixed
    assert [row.order for row in list_activities(authoring.subject)] == [1, 2, 3, 4]
    [event] = Event.objects.filter(action="syllabus.reordered")
    assert event.object_id == str(authoring.subject.pk)


@pytest.mark.parametrize("form", ["brackets", "places", "commas", "wrapped"])
def test_a_form_orders_them_too(authoring: Authoring, activities: list[Any], form: str) -> None:
    ids = write_ids(activities[::-1])
    id = str(authoring.subject.pk)
    forms: dict[str, dict[str, Any]] = {
        "brackets": {"id": id, "items[]": ids},
        "places": {"id": id, **{f"items[{place}]": pk for place, pk in enumerate(ids)}},
        "commas": {"id": id, "items": ",".join(ids)},
        "wrapped": {"data[id]": id, "data[items][]": ids},
    }

    assert authoring.post_form("maria", PATH, forms[form]).status_code == 200
    assert list_activities(authoring.subject) == activities[::-1]


def test_everything_shows_the_order(authoring: Authoring, activities: list[Any]) -> None:
    mixed = [activities[2], activities[0], activities[3], activities[1]]
    reorder(authoring, mixed)
    maria = create_client(authoring.get_person("maria"))

    subject = maria.get(f"{SUBJECTS}/view/{authoring.subject.pk}.json").json()["subject"]
    parts = subject["TrainingSubjectLesson"] + subject["TrainingSubjectExam"]
    assert [part["id"] for part in sorted(parts, key=lambda part: part["order"])] == write_ids(mixed)
    items = list_items(authoring.exam_setup.enrollment, timezone.now())
    assert [item.id for item in items if item.group == str(authoring.subject)] == [row.pk for row in mixed]


def test_new_activities_come_last(authoring: Authoring, activities: list[Any]) -> None:
    reorder(authoring, activities[::-1])

    authoring.add_exam("ines", training_subject_id=str(authoring.subject.pk), name="Last")

    assert list_activities(authoring.subject)[-1].name == "Last"
    assert find_next_place(authoring.subject.pk) == 6


@pytest.mark.parametrize(
    "change",
    [
        lambda ids: ids[1:], lambda ids: [], lambda ids: [*ids, ids[0]], lambda ids: [*ids, UNKNOWN_ID],
        lambda ids: [*ids[1:], UNKNOWN_ID], lambda ids: [*ids, str(Exam.objects.get(name="Gate").pk)],
        lambda ids: [*ids, str(Exam.objects.get(name="Old exam").pk)],
        lambda ids: [*ids, str(Exam.objects.get(name="Navigation").pk)], lambda ids: ids * 251, lambda ids: 7,
        lambda ids: None,
    ],
    ids=["one missing", "none", "twice", "unknown", "replaced", "gate", "deleted", "of another subject", "too many",
         "a number", "null"],
)  # fmt: skip
def test_an_order_is_complete_and_without_duplicates(authoring: Authoring, activities: list[Any], change: Any) -> None:
    body = {"id": str(authoring.subject.pk), "items": change(write_ids(activities[::-1]))}

    response = authoring.post("maria", PATH, body)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["items"])
    assert list_activities(authoring.subject) == activities


def test_what_is_no_id_is_named_by_its_place(authoring: Authoring, activities: list[Any]) -> None:
    response = authoring.post("maria", PATH, {"id": str(authoring.subject.pk), "items": ["7"]})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["items.0"])


@pytest.mark.parametrize("id", ["", "7", UNKNOWN_ID])
def test_a_subject_is_named(authoring: Authoring, activities: list[Any], id: str) -> None:
    response = authoring.post("maria", PATH, {"id": id, "items": write_ids(activities)})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["id"])


@pytest.mark.parametrize("in_form", [False, True], ids=["json", "form"])
@pytest.mark.parametrize("of", ["exam", "other_exam", "foreign_exam"])
def test_everybody_and_every_subject(authoring: Authoring, of: str, in_form: bool) -> None:
    exam = getattr(authoring, of)
    allowed = {"exam": {"maria", "ines"}, "other_exam": {"maria", "tom"}, "foreign_exam": {"otto"}}[of]
    body = {"id": str(exam.subject.pk), "items": ",".join(write_ids(list_activities(exam.subject)))}
    send = authoring.post_form if in_form else authoring.post

    statuses = {who: send(who, PATH, body).status_code for who in PEOPLE}

    never = dict.fromkeys(("sam", "charles"), 403)
    sees = {who for who in PEOPLE if (of == "foreign_exam") == (who == "otto")}
    expected = {who: 200 if who in allowed else 403 if who in sees else 400 for who in PEOPLE}
    assert statuses == expected | never


def test_thirty_activities_cost_what_four_cost(authoring: Authoring, activities: list[Any], queries_of: Any) -> None:
    def count_queries() -> int:
        rows = list_activities(authoring.subject)[::-1]
        return len(queries_of(lambda: reorder(authoring, rows)))

    count_queries()  # begins the chain of the ledger
    few = count_queries()
    make.LessonFactory.create_batch(13, subject=authoring.subject)
    make.ExamFactory.create_batch(13, subject=authoring.subject)

    assert count_queries() == few


def test_the_migration_keeps_the_order_of_before(authoring: Authoring) -> None:
    """Exams came after the lessons, in an order of their own."""
    subject = authoring.subject
    Lesson.objects.filter(subject=subject).update(order=5)
    names = ["B", "A", "C"]
    for name, order in zip(names, [1, 1, 0], strict=True):
        make.ExamFactory(subject=subject, name=name, order=order)
    gate = make.ExamFactory(subject=subject, lesson=Lesson.objects.get(subject=subject), order=1)
    huge = make.LessonFactory(subject=authoring.other_exam.subject, order=2**31 - 1)

    migration: Any = import_module("exams.migrations.0011_lessons_and_exams_share_one_order")
    migration.place_exams_after_lessons(apps, None)

    exams = Exam.objects.filter(subject=subject, lesson=None)
    assert [(row.name, row.order) for row in exams] == [("C", 6), ("Meteorology", 7), ("A", 8), ("B", 9)]
    assert list_activities(subject)[0] == Lesson.objects.get(subject=subject)
    gate.refresh_from_db()
    assert gate.order == 1
    assert list_activities(huge.subject) == [huge, authoring.other_exam]
