"""What all pages of the admin share: menu, title, time zone, login, error pages, assets; and the filters of lists."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles import finders
from django.test import override_settings

from accounts.models import Company
from records.models import Event
from tests import factories as make
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered, populate
from tests.world import World
from trainings.models import Enrollment, Lesson, Training


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def read_text(response: Any) -> str:
    return str(response.content.decode())


# --- title, menu, time zone


def test_the_name_of_the_own_school_stands_above_the_menu(browser: Browser, world: World) -> None:
    for path in ("/admin/", build_address(Training), build_address(Training, "add")):
        assert "Alpine Flight School" in read_text(browser.get(path))
        assert "Baltic" not in read_text(browser.get(path))
    assert "Alpine" not in read_text(Browser().get("/admin/login/"))


def test_students_and_users_are_lit_apart_in_the_menu(browser: Browser) -> None:
    def list_active(path: str) -> list[str]:
        menu = browser.get(path).context["sidebar_navigation"]
        return [item["title"] for group in menu for item in group["items"] if item["active"]]

    assert list_active("/admin/accounts/user/?group__exact=190") == ["Students"]
    assert list_active("/admin/accounts/user/") == ["Users"]
    assert list_active("/admin/") == ["Overview"]


def test_the_menu_leads_to_the_app(browser: Browser, settings: Any) -> None:
    assert 'href="/app/"' in read_text(browser.get("/admin/"))

    settings.CLIENT_URL = "https://app.alpine.example"
    assert 'href="https://app.alpine.example"' in read_text(browser.get("/admin/"))


def test_times_are_told_by_the_schools_clock(browser: Browser, world: World) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id="Europe/Vienna")
    subject = make.SubjectFactory(training__company=world.alpine)
    make.ClassSessionFactory(
        subject=subject, teacher=world.ines, starts_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC), duration_minutes=45
    )

    assert "2 Jul 2026, 00:30" in read_text(browser.get("/admin/onsite/classsession/"))
    assert "Times in Europe/Vienna" in read_text(browser.get("/admin/"))


def test_a_time_is_taken_as_the_schools_clock_says(browser: Browser, world: World) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id="Europe/Vienna")
    enrollment = make.EnrollmentFactory(training__company=world.alpine, user=world.sam)
    moment = {"finish_before_at_0": "2026-07-01", "finish_before_at_1": "18:00"}

    browser.post(build_address(Enrollment, "change", enrollment.pk), moment)

    enrollment.refresh_from_db()
    assert enrollment.finish_before_at == datetime(2026, 7, 1, 16, tzinfo=UTC)


# --- filters


def test_counting_in_the_filters_works_in_every_list(browser: Browser, world: World) -> None:
    populate(world.alpine, "Alpine", 2)
    populate(world.baltic, "Baltic", 2)
    for model, _ in list_registered():
        response = browser.get(build_address(model), {"_facets": "True"})
        assert response.status_code == 200, model
        assert "Baltic" not in read_text(response), model


def test_a_filter_by_a_person_of_the_other_school_names_nobody(browser: Browser, world: World) -> None:
    for path in ("onsite/classsession/?teacher__id__exact=", "records/event/?actor__id__exact="):
        own, foreign = (browser.get(f"/admin/{path}{who.pk}") for who in (world.ines, world.otto))
        assert "Ines Instructor" in read_text(own)
        assert "Otto" not in read_text(foreign)
        assert not foreign.context["cl"].result_count


def test_a_filter_by_person_keeps_the_other_filters(browser: Browser) -> None:
    shown = read_text(browser.get("/admin/onsite/classsession/?signature=signed"))

    assert '<input type="hidden" name="signature" value="signed">' in shown
    assert "Apply Filters" in shown


def test_the_phases_of_the_other_school_are_not_offered(browser: Browser, world: World) -> None:
    for company, phase in ((world.alpine, "Circuits"), (world.baltic, "Secret phase")):
        make.EnrollmentFactory.create_batch(2, training__company=company, user__company=company, flight_phase=phase)

    page = read_text(browser.get(build_address(Enrollment)))
    assert "Circuits" in page
    assert "Secret phase" not in page


@pytest.mark.parametrize("value", ["nonsense", "", "\x00", "x" * 3000])
def test_a_filter_takes_any_value(browser: Browser, world: World, value: str) -> None:
    for path, name in (("trainings/enrollment", "phase"), ("trainings/enrollment", "state"),
                       ("onsite/classsession", "week"), ("onsite/classsession", "signature"),
                       ("missions/flightrecord", "debriefing")):  # fmt: skip
        assert browser.get(f"/admin/{path}/", {name: value}).status_code == 200, (path, name)


# --- what change pages cost


def test_the_page_of_a_training_costs_the_same_with_thirty_subjects(
    browser: Browser, world: World, queries_of: Any
) -> None:
    training = make.TrainingFactory(company=world.alpine)
    make.SubjectFactory(training=training, teacher=world.ines)
    browser.get(build_address(Training, "change", training.pk))  # Django caches the content types on the first request
    few = queries_of(lambda: browser.get(build_address(Training, "change", training.pk)))
    make.SubjectFactory.create_batch(29, training=training, teacher=world.tom)
    many = queries_of(lambda: browser.get(build_address(Training, "change", training.pk)))

    assert len(many) == len(few), many[-3:]


def test_teachers_offered_in_a_training_are_the_schools_staff(browser: Browser, world: World) -> None:
    training = make.SubjectFactory(training__company=world.alpine, teacher=world.ines).training

    formset = browser.get(build_address(Training, "change", training.pk)).context["inline_admin_formsets"][0].formset
    offered = {label for value, label in formset.forms[0].fields["teacher"].choices if value}
    assert offered == {"Maria Manager", "Charles Chief", "Ines Instructor", "Tom Teacher"}


@pytest.mark.parametrize("model", [Lesson, Enrollment, Event])
def test_a_change_page_costs_the_same_in_a_large_school(
    browser: Browser, world: World, queries_of: Any, model: Any
) -> None:
    populate(world.alpine, "Alpine")
    pk = model._default_manager.order_by("pk")[0].pk
    ContentType.objects.clear_cache()
    few = queries_of(lambda: browser.get(build_address(model, "change", pk)))
    populate(world.alpine, "More", 30)
    ContentType.objects.clear_cache()
    many = queries_of(lambda: browser.get(build_address(model, "change", pk)))

    assert len(many) == len(few), many[-3:]


# --- login


def test_the_login_page_leads_to_the_front_page(world: World) -> None:
    open_browser(world.maria)
    response = Browser().post("/admin/login/", {"username": world.maria.email, "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_the_login_page_leads_to_no_other_server(world: World) -> None:
    open_browser(world.maria)
    entered = {"username": world.maria.email, "password": PASSWORD}

    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert Browser().post(f"/admin/login/?next={elsewhere}", entered)["Location"] == "/admin/"


@override_settings(GUESSES_PER_ACCOUNT=3)
def test_the_login_page_stops_guessing(world: World) -> None:
    open_browser(world.maria)
    for _ in range(3):
        assert "is incorrect" in read_text(Browser().enter(world.maria, "wrong"))

    response = Browser().enter(world.maria, PASSWORD)
    assert "Please wait" in read_text(response)
    assert "_auth_user_id" not in response.client.session


# --- error pages


def test_error_pages_are_pages_for_people(browser: Browser, world: World, monkeypatch: Any) -> None:
    assert "Page not found" in read_text(browser.get("/admin/nothing/"))
    assert "Access denied" in read_text(browser.get(build_address(Enrollment, "add")))
    monkeypatch.setattr("office.dashboard.page.list_first_steps", lambda manager: 1 / 0)
    broken = browser.get("/admin/")
    assert broken.status_code == 500
    assert "Something went wrong on the server" in read_text(broken)


def test_a_form_that_was_open_for_too_long_says_so(world: World) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(world.maria)

    response = browser.post(build_address(Training, "add"), {"name": "Late"})
    assert response.status_code == 403
    assert "This page has expired" in read_text(response)


def test_outside_the_admin_errors_stay_json(browser: Browser) -> None:
    assert browser.get("/nothing.json").json() == {"message": "Not found."}


# --- assets


def test_every_asset_is_the_servers_own_and_there(browser: Browser, world: World) -> None:
    populate(world.alpine, "Alpine")
    make.SubjectFactory(training__company=world.alpine)
    addresses = [
        "/admin/",
        build_address(Training),
        build_address(Training, "add"),
        build_address(Event),
        build_address(Enrollment),
    ]
    pages = [read_text(browser.get(address)) for address in addresses] + [read_text(Browser().get("/admin/login/"))]
    asset_link = re.compile(r'<(?:link|script|img)[^>]*?(?:href|src)="([^"]+)"')
    assets = {asset for page in pages for asset in asset_link.findall(page)}

    assert len(assets) > 10
    for asset in assets - {"/admin/jsi18n/"}:
        assert asset.startswith("/static/"), asset
        assert finders.find(asset.removeprefix("/static/")), asset
