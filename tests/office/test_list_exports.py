"""Exports of the lists: exactly what the list shows, and after it what an import of the file needs."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import Role
from exams.models import Question
from office.base.tables import exports
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered, populate
from tests.world import World
from trainings.models import Enrollment


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def read_content(response: Any) -> bytes:
    assert response.status_code == 200, (response.status_code, response.headers)
    return b"".join(response.streaming_content)


def export_list(browser: Browser, model: type[Any], query: str = "") -> list[list[str]]:
    response = browser.get(f"{build_address(model)}export.csv?{query}")
    return list(csv.reader(io.StringIO(read_content(response).decode("utf-8-sig"))))


def test_every_list_is_exported_with_its_columns_and_the_own_schools_rows_alone(browser: Browser, world: World) -> None:
    populate(world.alpine, "Alpine", 2)
    populate(world.baltic, "Baltic", 2)
    for model, _ in list_registered():
        shown = browser.get(build_address(model))
        heading, *rows = export_list(browser, model)

        changelist = shown.context["cl"]
        columns = [name for name in changelist.list_display if name not in changelist.model_admin.screen_columns]
        more = [column.heading for column in shown.context["cl"].model_admin.export_columns]
        assert len(heading) == len(columns) + len(more), model
        assert heading[len(columns) :] == more, model
        assert len(rows) == shown.context["cl"].result_count > 0, model
        assert f"{build_address(model)}export.xlsx" in shown.content.decode(), model
        assert "Baltic" not in str(rows), model


def test_both_formats_say_the_same(browser: Browser, world: World) -> None:
    worksheet: Any = load_workbook(io.BytesIO(read_content(browser.get(f"{build_address(User)}export.xlsx")))).active

    assert [[cell or "" for cell in row] for row in worksheet.iter_rows(values_only=True)] == export_list(browser, User)


def test_people_are_exported_as_the_list_shows_them(browser: Browser, world: World) -> None:
    for name in ("Night", "Day"):
        make.PilotGroupFactory(company=world.alpine, name=name).members.set([world.sam])
    User.objects.filter(pk=world.sue.pk).update(phone="+64 1", country_id="NZ")

    assert export_list(browser, User, "q=Student") == [
        [
            "Surname", "Name", "Email", "Role", "May log in", "Last day", "Invitation",
            "Phone", "Country", "Time zone", "Language", "Pilot group",
        ],
        ["Student", "Sam", "sam@alpine.example", "Student", "yes", "", "not invited", "", "", "", "en", "Day\nNight"],
        ["Student", "Sue", "sue@alpine.example", "Student", "yes", "", "not invited", "'+64 1", "NZ", "", "en", ""],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query", ["", "q=in", f"group__exact={Role.INSTRUCTOR}", "o=-3", "o=2.-1&q=a", "is_active__exact=0", "p=2"]
)
def test_an_export_is_filtered_searched_and_ordered_like_its_list(browser: Browser, world: World, query: str) -> None:
    User.objects.filter(pk=world.sue.pk).update(is_active=False)

    shown = browser.get(f"{build_address(User)}?{query}").context["cl"].queryset

    assert [row[2] for row in export_list(browser, User, query)[1:]] == [user.email for user in shown]


def test_an_export_holds_more_than_a_page_in_the_order_of_the_list(
    browser: Browser, world: World, monkeypatch: Any
) -> None:
    monkeypatch.setattr(exports, "PAGE_SIZE", 7)
    make.UserFactory.create_batch(60, company=world.alpine)

    shown = browser.get(f"{build_address(User)}?o=-3").context["cl"].queryset
    assert [row[2] for row in export_list(browser, User, "o=-3")[1:]] == [user.email for user in shown]


def test_enrollments_are_exported_with_their_progress(browser: Browser, world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, name="PPL theory")
    subject = make.SubjectFactory(training=training)
    lessons = make.LessonFactory.create_batch(2, subject=subject)
    finish_before = world.alpine.get_day_start(date(2026, 12, 31))
    enrollment = make.EnrollmentFactory(
        training=training, user=world.sam, supervisor=world.ines, finish_before_at=finish_before
    )
    make.LessonStudyFactory(enrollment=enrollment, lesson=lessons[0])

    heading, row = export_list(browser, Enrollment)

    assert dict(zip(heading, row, strict=True)) == {
        "Student": "Sam Student", "Training": "PPL theory", "Enrolled (Pacific/Auckland)": "2026-03-18 23:00:00",
        "Ground school": "1 / 2", "Flights": "—", "Finished (Pacific/Auckland)": "", "Valid until": "",
        "State": "Ongoing", "Email": "sam@alpine.example", "Supervisor": "ines@alpine.example",
        "Finish before": "2026-12-31", "Training id": str(training.pk),
    }  # fmt: skip


def test_times_are_those_of_the_schools_clock_as_in_the_list(browser: Browser, world: World) -> None:
    world.alpine.timezone_id = "Europe/Vienna"
    world.alpine.save()
    make.EnrollmentFactory(training__company=world.alpine, user=world.sam)

    assert export_list(browser, Enrollment)[1][2] == "2026-03-18 11:00:00"
    assert "18 Mar 2026, 11:00" in browser.get(build_address(Enrollment)).content.decode()


def test_questions_are_exported_with_their_statistics(browser: Browser, world: World) -> None:
    make.QuestionFactory(company=world.alpine, text="What is lift?")

    assert export_list(browser, Question)[1][:1] == ["What is lift?"]


def test_a_cell_that_would_run_as_a_formula_is_text(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(name="=1+1", surname="@SUM(A1)")

    assert ["'@SUM(A1)", "'=1+1"] in [row[:2] for row in export_list(browser, User)]


def test_an_export_costs_the_same_queries_for_one_row_and_for_thirty(
    browser: Browser, world: World, queries_of: Any
) -> None:
    populate(world.alpine, "First", 1)
    few = {model: len(queries_of(lambda model=model: export_list(browser, model))) for model, _ in list_registered()}
    populate(world.alpine, "More", 30)

    assert {model: len(queries_of(lambda model=model: export_list(browser, model))) for model in few} == few


def test_too_many_rows_are_refused_in_words(browser: Browser, world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(exports, "MAX_ROWS", 3)

    response = browser.get(f"{build_address(User)}export.csv", follow=True)

    assert "The list has more than 3 rows. Filter it first." in response.content.decode()


def test_a_filter_that_makes_no_sense_leads_back_to_the_list(browser: Browser) -> None:
    assert browser.get(f"{build_address(User)}export.csv?group__exact=x").status_code == 302
    assert browser.get(f"{build_address(User)}export.csv?company__name=x").status_code == 400
    assert browser.get(f"{build_address(User)}export.pdf").status_code == 404


def test_only_managers_export(world: World) -> None:
    for person in (world.ines, world.sam):
        assert open_browser(person).get(f"{build_address(User)}export.csv").status_code == 302
