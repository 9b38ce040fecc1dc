"""Which screens of Alpine's manager read the standby, and that each shows there what it shows on the primary."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test.utils import CaptureQueriesContext

from core.replica.reading import build_key
from office.base.tables import exports
from tests.core.replica.conftest import Pair
from tests.office.browser import open_browser
from tests.world import create_client

pytestmark = pytest.mark.postgresql

PERIOD = "from=2026-03-01&to=2026-03-31"
OVERVIEW = ["/admin/", "/admin/onsite/classsession/teaching_report/", "/admin/trainings/enrollment/students.csv",
            "/admin/accounts/user/export.csv", "/admin/accounts/user/export.xlsx"]  # fmt: skip
FILES = [
    "/trainings/onsite/session_report/2026-03-01/2026-03-31.json",
    "/trainings/onsite/session_report/2026-03-01/2026-03-31.csv",
    f"/manager/trainings/trainings/teaching_report.csv?{PERIOD}",
    "/manager/trainings/students/list.xlsx",
]


def count_statements(client: Any, path: str) -> tuple[bytes, int, int]:
    """The body, and the numbers of statements at the primary and at the standby."""
    with (
        CaptureQueriesContext(connections["default"]) as first,
        CaptureQueriesContext(connections["replica"]) as second,
    ):
        response = client.get(path)
    assert response.status_code == 200, response
    body = b"".join(response)
    response.close()
    return body, len(first), len(second)


@pytest.mark.parametrize("path", OVERVIEW)
def test_the_overview_reports_and_exports_of_the_admin_are_read_from_the_standby(pair: Pair, path: str) -> None:
    check_same(open_browser(pair.world.maria), path, pair)


@pytest.mark.parametrize("path", FILES)
def test_reports_and_exports_of_the_api_are_read_from_the_standby(pair: Pair, path: str) -> None:
    check_same(create_client(pair.world.maria), path, pair)


def check_same(client: Any, path: str, pair: Pair) -> None:
    """Before the standby is measured, nothing asks it; afterwards, the same statements in all."""
    pair.freshness.keep_measuring = lambda: None  # type: ignore[method-assign]
    pair.freshness.distrust()
    client.get(path).close()  # what is cached is cached
    cache.delete(build_key(pair.world.maria.pk))  # the login was a write; looking at a page is none
    usual, at_primary, nothing = count_statements(client, path)
    assert nothing == 0
    del pair.freshness.keep_measuring
    pair.wait_until_used()

    body, rest, at_standby = count_statements(client, path)

    assert at_standby > 0
    assert rest > 0  # who asks is read from the primary
    assert rest + at_standby == at_primary
    if not path.endswith((".xlsx", "/")):  # these hold the moment, or a token of the form
        assert body == usual


def test_the_list_of_people_itself_is_read_from_the_primary(pair: Pair) -> None:
    browser = open_browser(pair.world.maria)
    pair.wait_until_used()
    assert count_statements(browser, "/admin/accounts/user/")[2] == 0


def test_a_file_that_loses_its_standby_is_begun_anew(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, path = open_browser(pair.world.maria), "/admin/accounts/user/export.csv"
    monkeypatch.setattr(exports, "PAGE_SIZE", 2)
    usual, _at_primary, _nothing = count_statements(browser, path)
    cache.delete(build_key(pair.world.maria.pk))
    pair.wait_until_used()
    read_cell, seen = exports.read_cell, set[tuple[str, int]]()

    def read_cell_and_crash(model_admin: Any, name: Any, row: Any, zone: Any) -> Any:
        is_first_cell = (row._state.db, row.pk) not in seen
        seen.add((row._state.db, row.pk))
        if is_first_cell and len(seen) == 3:
            pair.standby.crash()
        return read_cell(model_admin, name, row, zone)

    monkeypatch.setattr(exports, "read_cell", read_cell_and_crash)
    try:
        assert count_statements(browser, path)[0] == usual
    finally:
        pair.standby.start()
    assert {alias for alias, _ in seen} == {"replica", "default"}
    assert usual.count(b"@alpine.example") == 6


def test_a_server_without_its_standby_is_ready_and_shows_everything(pair: Pair) -> None:
    browser = open_browser(pair.world.maria)
    pair.wait_until_used()
    pair.standby.crash()
    try:
        assert browser.get("/readyz").json()["database"] == "ok"
        for path in OVERVIEW:
            response = browser.get(path)
            response.close()
            assert response.status_code == 200
    finally:
        pair.standby.start()
