"""Lists are printed whole: all rows of the filter that is set, up to a limit that the page names."""

import re
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from office.base.tables import printing
from onsite.models import ClassSession
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered, populate
from tests.world import World

ROW = re.compile(r"<tr>(<td>.*?)</tr>")
CELL = re.compile(r"<td>(.*?)</td>", re.DOTALL)


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def print_list(browser: Browser, model: type[Any], query: str = "") -> str:
    response = browser.get(f"{build_address(model)}print/?{query}")
    assert response.status_code == 200, response
    return str(response.content.decode())


def read_rows(page: str) -> list[list[str]]:
    return [CELL.findall(row) for row in ROW.findall(page)]


def test_every_list_is_printed_with_its_columns_and_the_own_schools_rows_alone(browser: Browser, world: World) -> None:
    populate(world.alpine, "Alpine", 2)
    populate(world.baltic, "Baltic", 2)
    for model, _ in list_registered():
        shown = browser.get(build_address(model))
        page = print_list(browser, model)

        changelist = shown.context["cl"]
        columns = [name for name in changelist.list_display if name not in changelist.model_admin.screen_columns]
        assert f'href="{build_address(model)}print/' in shown.content.decode(), model
        assert [len(row) for row in read_rows(page)] == [len(columns)] * changelist.result_count, model
        assert "Baltic" not in page, model


def test_a_list_is_printed_beyond_its_page_and_up_to_a_limit_that_is_named(
    browser: Browser, world: World, monkeypatch: Any
) -> None:
    make.UserFactory.create_batch(70, company=world.alpine)
    count = User.objects.filter(company=world.alpine).count()
    whole = print_list(browser, User)
    monkeypatch.setattr(printing, "MAX_PRINTED_ROWS", 60)
    cut = print_list(browser, User)

    assert len(read_rows(whole)) == count > 70
    assert f"{count} rows" in whole
    assert "more than" not in whole
    assert len(read_rows(cut)) == 60
    assert "The list has more than 60 rows. These are the first 60" in cut


def test_a_printed_list_says_which_rows_it_holds_and_of_which_moment(browser: Browser, world: World) -> None:
    subject = make.SubjectFactory(training__company=world.alpine)
    make.ClassSessionFactory(subject=subject, teacher=world.ines)
    make.ClassSessionFactory(subject=subject, teacher=world.tom)
    students = print_list(browser, User, f"q=Stud&group__exact={Role.STUDENT.value}")
    held = print_list(browser, ClassSession, f"teacher__id__exact={world.ines.pk}")

    assert {row[2] for row in read_rows(students)} == {"sam@alpine.example", "sue@alpine.example"}
    assert "search: Stud" in students
    assert "role: Student" in students
    assert "Alpine Flight School" in students
    assert "As of 18 Mar 2026, 23:00 (Pacific/Auckland)" in students
    assert len(read_rows(held)) == 1
    assert "teacher: Ines Instructor" in held


def test_printing_costs_the_same_queries_for_one_row_and_for_thirty(
    browser: Browser, world: World, queries_of: Any
) -> None:
    populate(world.alpine, "First", 1)
    few = {model: len(queries_of(lambda model=model: print_list(browser, model))) for model, _ in list_registered()}
    populate(world.alpine, "More", 29)
    many = {model: len(queries_of(lambda model=model: print_list(browser, model))) for model, _ in list_registered()}

    assert many == few
