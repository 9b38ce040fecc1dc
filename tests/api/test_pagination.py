"""Pages (docs/api.md, section 1, Pagination)."""

from typing import Any

import pytest

from accounts.models import Company
from tests import factories as make
from tests.world import Client


@pytest.fixture
def people(db: None, sandbox_client: Client) -> list[int]:
    company: Company = make.CompanyFactory()
    return sorted(user.pk for user in make.UserFactory.create_batch(65, company=company))


def get_page(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


def test_pages_follow_each_other_without_gap_or_overlap(people: list[int], sandbox_client: Client) -> None:
    pages = [get_page(sandbox_client, f"/people/page:{number}.json") for number in (1, 2, 3)]

    assert [pk for response in pages for pk in response["ids"]] == people
    assert [response["paginate"] for response in pages] == [
        {"page": 1, "current": 30, "count": 65, "prevPage": False, "nextPage": True, "pageCount": 3, "limit": 30},
        {"page": 2, "current": 30, "count": 65, "prevPage": True, "nextPage": True, "pageCount": 3, "limit": 30},
        {"page": 3, "current": 5, "count": 65, "prevPage": True, "nextPage": False, "pageCount": 3, "limit": 30},
    ]


def test_the_query_string_turns_pages_like_named_parameters(people: list[int], sandbox_client: Client) -> None:
    assert get_page(sandbox_client, "/people.json") == get_page(sandbox_client, "/people.json?page=1")
    assert get_page(sandbox_client, "/people.json?page=2.0&limit=7.9") == get_page(
        sandbox_client, "/people.json?page=2&limit=7"
    )
    assert get_page(sandbox_client, "/people.json?page=2&limit=7") == get_page(
        sandbox_client, "/people/limit:7/page:2.json"
    )


@pytest.mark.parametrize("limit", [1, 64, 65, 66, 100])
def test_the_client_chooses_the_length_of_a_page_up_to_a_hundred(
    people: list[int], sandbox_client: Client, limit: int
) -> None:
    response = get_page(sandbox_client, f"/people.json?limit={limit}")

    assert response["ids"] == people[:limit]
    assert response["paginate"]["limit"] == limit
    assert response["paginate"]["nextPage"] is (limit < 65)


@pytest.mark.parametrize("number", ["4", "1000", "9" * 18, "9" * 19, "9" * 40, "9" * 300])
def test_a_page_past_the_end_is_empty_and_still_tells_the_count(
    people: list[int], sandbox_client: Client, number: str
) -> None:
    response = get_page(
        sandbox_client, f"/people.json?limit=100&page={number}" if number != "4" else "/people.json?page=4"
    )

    assert response["ids"] == []
    assert response["paginate"]["count"] == 65
    assert (response["paginate"]["current"], response["paginate"]["nextPage"]) == (0, False)


def test_an_empty_list_has_one_empty_page(db: None, sandbox_client: Client) -> None:
    assert get_page(sandbox_client, "/people.json") == {
        "ids": [],
        "paginate": {
            "page": 1, "current": 0, "count": 0, "prevPage": False, "nextPage": False, "pageCount": 0, "limit": 30,
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    "bad", ["0", "0.5", "-1", "x", "1.", "1e3", "+1", " 1", "٣", "²", "0x1", "null", "9" * 301, "9" * 1_999]
)
@pytest.mark.parametrize("name", ["page", "limit"])
def test_a_page_or_limit_that_is_no_whole_number_from_one_is_refused(
    db: None, sandbox_client: Client, name: str, bad: str
) -> None:
    for response in (sandbox_client.get("/people.json", {name: bad}), sandbox_client.get(f"/people/{name}:{bad}.json")):
        assert response.status_code == 400
        assert list(response.json()["errors"]) == [name]


@pytest.mark.parametrize("limit", ["101", "1000000", "9" * 40])
def test_a_limit_over_a_hundred_is_refused(db: None, sandbox_client: Client, limit: str) -> None:
    response = sandbox_client.get("/people.json", {"limit": limit})

    assert response.status_code == 400
    assert response.json()["errors"] == {"limit": ["This must be at most 100."]}


def test_a_page_costs_one_query_and_one_past_the_end_two(
    people: list[int], sandbox_client: Client, queries_of: Any
) -> None:
    for path, cost in [("?limit=1", 1), ("?limit=100", 1), ("?page=4", 2)]:
        assert len(queries_of(lambda path=path: get_page(sandbox_client, f"/people.json{path}"))) == cost
