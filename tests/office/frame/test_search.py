"""The search box finds what the manager may see, as it is now: nothing is cached."""

from typing import Any

import pytest
from django.core.cache import cache

from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import populate
from tests.world import World

ROWS_OF_A_KIND = 6


@pytest.fixture
def browser(world: World) -> Browser:
    populate(world.alpine, "Alpine")
    populate(world.baltic, "Baltic")
    return open_browser(world.maria)


def search(browser: Browser, term: str, **more: str) -> str:
    response = browser.get("/admin/search/", {"s": term, "extended": "1", **more})
    assert response.status_code == 200
    return str(response.content.decode())


def list_links(browser: Browser, term: str) -> list[str]:
    results = browser.get("/admin/search/", {"s": term, "extended": "1"}).context["results"]
    return [result.link for result in results]


def test_rows_of_every_kind_are_found_by_name(browser: Browser) -> None:
    page = search(browser, "Alpine")
    for kind in ("group", "training", "subject", "lesson", "exam", "mission", "room", "Student"):
        assert f"Alpine 0 {kind}" in page
    for link in list_links(browser, "Alpine"):
        assert browser.get(link, follow=True).status_code == 200


def test_pages_are_found_by_name(browser: Browser) -> None:
    assert "/admin/onsite/classsession/" in list_links(browser, "class")


def test_the_other_school_is_not_found(browser: Browser, world: World) -> None:
    other = open_browser(world.otto)
    for _ in range(2):  # neither the first search nor a repeated one
        assert not list_links(browser, "Baltic 0")
        assert list_links(other, "Baltic 0")
        assert not list_links(other, "Alpine 0")
        assert list_links(browser, "Alpine 0")


def test_what_was_found_is_not_kept(browser: Browser, world: World) -> None:
    cache.clear()
    assert "Alpine 0 room" in search(browser, "Alpine 0 room")
    assert not [key for key in getattr(cache, "_cache", {}) if "unfold_search" in key]

    world.alpine.locations.update(name="Renamed")
    assert "Alpine 0 room" not in search(browser, "Alpine 0 room")


def test_the_small_and_the_large_list_do_not_answer_for_each_other(browser: Browser) -> None:
    assert "command-results-list" not in browser.get("/admin/search/", {"s": "Alpine"}).content.decode()
    assert "command-results-list" in search(browser, "Alpine")


def test_a_few_of_a_kind_are_shown_however_many_there_are(browser: Browser, world: World, queries_of: Any) -> None:
    few = queries_of(lambda: search(browser, "Room"))
    make.LocationFactory.create_batch(30, company=world.alpine)

    assert len(list_links(browser, "Room")) == ROWS_OF_A_KIND
    assert len(queries_of(lambda: search(browser, "Room"))) == len(few)


@pytest.mark.parametrize("term", ["", " ", "\x00", "a\x00b", "%", "'", '"', "x" * 5000, "'a b", "é", "\ud83d\ude80"])
def test_any_term_is_answered(browser: Browser, term: str) -> None:
    term = term.encode("utf-16", "surrogatepass").decode("utf-16")
    for parameters in ({"s": term}, {"s": term, "extended": "1", "page": "x"}):
        assert browser.get("/admin/search/", parameters).status_code == 200
    for path in ("onsite/classsession", "accounts/user", "trainings/enrollment"):
        assert browser.get(f"/admin/{path}/", {"q": term}).status_code == 200
    query = {"app_label": "exams", "model_name": "exam", "field_name": "subject", "term": term}
    assert browser.get("/admin/autocomplete/", query).status_code == 200


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_the_search_is_closed_to_everybody_else(world: World, who: str) -> None:
    response = open_browser(getattr(world, who)).get("/admin/search/", {"s": "Maria"})

    assert response.status_code == 302
    assert "Maria" not in response.content.decode()
