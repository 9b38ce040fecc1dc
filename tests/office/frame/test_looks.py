"""What the pages of the admin show round their own content: the school's logo, headings, buttons, empty values."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Company, User
from office.base.site import site
from onsite.models import ClassSession
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World
from trainings.models import Training

LOGO = '<img src="/media/logos/alpine.png" alt="Logo of Alpine Flight School">'


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def read_page(browser: Browser, address: str) -> str:
    return str(browser.get(address).content.decode())


def give_logo(company: Company, name: str) -> None:
    Company.objects.filter(pk=company.pk).update(logo=f"logos/{name}.png")


def test_the_logo_of_the_own_school_is_above_the_menu(browser: Browser, world: World) -> None:
    give_logo(world.alpine, "alpine")
    give_logo(world.baltic, "baltic")

    for address in ("/admin/", build_address(Training), build_address(Training, "add")):
        assert LOGO in read_page(browser, address)
        assert "baltic.png" not in read_page(browser, address)
    assert "alpine.png" not in read_page(Browser(), "/admin/login/")


def test_a_school_without_a_logo_has_the_symbol(browser: Browser) -> None:
    page = read_page(browser, "/admin/")

    assert 'class="school-logo"' not in page
    assert '<span class="material-symbols-outlined md-18">flight</span>' in page


def test_the_logo_costs_no_query(browser: Browser, world: World, django_assert_num_queries: Any) -> None:
    with CaptureQueriesContext(connection) as without:
        browser.get(build_address(Training))
    give_logo(world.alpine, "alpine")
    with django_assert_num_queries(len(without)):
        browser.get(build_address(Training))


def test_where_the_logo_is_shown_is_said_beside_it(browser: Browser, world: World) -> None:
    page = read_page(browser, build_address(Company, "change", world.alpine.pk))

    assert "Shown at the top of mails and above the menu of these pages." in page


def test_the_heading_of_a_history_names_its_row_once(browser: Browser, world: World) -> None:
    page = read_page(browser, build_address(User, "history", world.ines.pk))

    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert heading is not None
    assert title is not None
    assert heading[1].split() == ["History:", "Ines", "Instructor"]
    assert title[1].split(" | ")[:2] == [" Ines Instructor", "History"]


def test_the_button_that_deletes_names_what_it_deletes(browser: Browser, world: World) -> None:
    page = read_page(browser, build_address(User, "change", world.sam.pk))

    links = re.findall(r'<a href="([^"]*/delete/)"[^>]*>\s*([^<]*?)\s*</a>', page)
    assert links == [(build_address(User, "delete", world.sam.pk), "Delete user")]


def test_an_empty_value_is_the_same_dash_in_every_column(browser: Browser, world: World) -> None:
    make.ClassSessionFactory(subject__training__company=world.alpine, location=None, exam=None)

    page = read_page(browser, build_address(ClassSession))

    assert site.empty_value_display == "—"
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)]
    assert "—" in cells
    assert "-" not in cells
