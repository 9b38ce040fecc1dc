"""Saving a training, a subject or a lesson costs no query for each row below it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.world import World
from trainings.models import Lesson, Subject, Training

SIZES = (1, 1, 30)  # the first save of a process costs more: it fills caches
Queries = Callable[[Callable[[], Any]], list[str]]


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def create_training(world: World, count: int) -> Training:
    training: Training = make.TrainingFactory(company=world.alpine)
    for order in range(count):
        make.SubjectFactory(training=training, order=order, name=f"Subject {order}", teacher=world.ines)
    return training


def get_path(row: Any) -> str:
    return f"/admin/trainings/{row._meta.model_name}/{row.pk}/change/"


def read_fields(browser: Browser, path: str) -> dict[str, Any]:
    """What the browser sends when the page is saved as it is shown."""
    page = browser.get(path).context
    forms = [page["adminform"].form]
    for inline in page["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: "" if value is None else value for name, value in values.items() if value is not False}


def save(browser: Browser, path: str, fields: dict[str, Any]) -> None:
    response = browser.post(path, fields)
    assert response.status_code == 302, response.context["errors"]


def count_saving(browser: Browser, path: str, queries_of: Queries, fields: dict[str, Any]) -> list[str]:
    return queries_of(lambda: save(browser, path, fields))


def rename_all(fields: dict[str, Any], prefix: str) -> dict[str, Any]:
    is_name = {name for name in fields if name.startswith(prefix) and name.endswith("-name")}
    return {name: f"{value} (new)" if name in is_name else value for name, value in fields.items()}


@pytest.mark.parametrize("is_changed", [False, True])
def test_thirty_subjects_cost_the_queries_of_one(
    world: World, browser: Browser, queries_of: Queries, is_changed: bool
) -> None:
    costs = []
    for count in SIZES:
        training = create_training(world, count)
        fields = read_fields(browser, get_path(training))
        fields = rename_all(fields, "subjects-") if is_changed else fields
        costs.append(count_saving(browser, get_path(training), queries_of, fields))
        renamed = Subject.objects.filter(training=training, name__endswith=" (new)", teacher=world.ines)
        assert renamed.count() == (count if is_changed else 0)

    assert len(costs[1]) == len(costs[2]), costs[2]


def test_thirty_new_subjects_cost_the_queries_of_one(world: World, browser: Browser, queries_of: Queries) -> None:
    costs = []
    for count in SIZES:
        training = create_training(world, 1)
        fields = read_fields(browser, get_path(training)) | {"subjects-TOTAL_FORMS": 1 + count}
        for number in range(1, 1 + count):
            values = {"order": number, "code": "", "name": f"Added {number}", "hours": "2", "teacher": world.ines.pk}
            fields |= {f"subjects-{number}-{name}": value for name, value in values.items()}
        costs.append(count_saving(browser, get_path(training), queries_of, fields))
        assert training.subjects.filter(name__startswith="Added", hours=2, teacher=world.ines).count() == count

    assert len(costs[1]) == len(costs[2]), costs[2]


def test_thirty_lessons_of_a_subject_cost_the_queries_of_one(
    world: World, browser: Browser, queries_of: Queries
) -> None:
    costs = []
    for count in SIZES:
        (subject,) = create_training(world, 1).subjects.all()
        for order in range(count):
            make.LessonFactory(subject=subject, order=order, name=f"Lesson {order}")
        fields = rename_all(read_fields(browser, get_path(subject)), "lessons-")
        costs.append(count_saving(browser, get_path(subject), queries_of, fields))
        assert Lesson.objects.filter(subject=subject, name__endswith=" (new)").count() == count

    assert len(costs[1]) == len(costs[2]), costs[2]


def test_only_what_was_changed_is_stored_and_the_ledger_names_it(world: World, browser: Browser) -> None:
    training = create_training(world, 3)
    fields = read_fields(browser, get_path(training))
    first, second, _third = training.subjects.all()
    # Meanwhile, somebody else has described the subject that Maria renames: her page does not have the description.
    Subject.objects.filter(pk=second.pk).update(description="By Charles")

    save(browser, get_path(training), fields | {"subjects-1-name": "Radio", "subjects-1-hours": "7.5"})

    second.refresh_from_db()
    assert (second.name, second.hours, second.description) == ("Radio", Decimal("7.5"), "By Charles")
    assert training.subjects.filter(name="Radio").count() == 1
    assert first.name in training.subjects.values_list("name", flat=True)
    (event,) = Event.objects.filter(action="admin.changed", object_id=str(training.pk))
    assert "Radio" in event.payload


def test_a_subject_of_another_training_cannot_be_renamed_by_its_id(world: World, browser: Browser) -> None:
    training, other = create_training(world, 1), create_training(world, 1)
    (stranger,) = other.subjects.all()
    fields = read_fields(browser, get_path(training))

    browser.post(get_path(training), fields | {"subjects-0-id": str(stranger.pk), "subjects-0-name": "Taken over"})

    stranger.refresh_from_db()
    assert (stranger.name, stranger.training_id) == ("Subject 0", other.pk)


@pytest.mark.parametrize("who", ["otto", "sam"])
def test_nobody_else_becomes_teacher_by_a_forged_id(world: World, browser: Browser, who: str) -> None:
    training = create_training(world, 1)
    fields = read_fields(browser, get_path(training))

    response = browser.post(get_path(training), fields | {"subjects-0-teacher": getattr(world, who).pk})

    assert response.status_code == 200
    assert response.context["errors"]
    assert training.subjects.get().teacher == world.ines
