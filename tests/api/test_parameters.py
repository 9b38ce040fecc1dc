"""Named parameters and the query string (docs/api.md, section 1)."""

from typing import Any

import pytest

from tests.world import Client


def get_filters(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.parametrize(
    ("named", "values"),
    [
        ("training:1/finished:0/username:ann", {"training": "1", "finished": "0", "username": "ann"}),
        ("username:ann/training:1/finished:0", {"training": "1", "finished": "0", "username": "ann"}),
        ("finished:1", {"finished": "1"}),
        ("training:1/finished:/username:ann", {"training": "1", "username": "ann"}),
        ("training:/finished:/username:", {}),
        ("username:%C3%85sa%20Berg", {"username": "Åsa Berg"}),
        ("username:a%2Fb", {"username": "a/b"}),
        ("username:a%2Fb%2Fc/finished:1", {"username": "a/b/c", "finished": "1"}),
        ("username:a%3Ab", {"username": "a:b"}),
        ("username:a.json", {"username": "a.json"}),
        ("username:100%25", {"username": "100%"}),
        ("username:a+b", {"username": "a+b"}),
    ],
)
def test_named_parameters_come_in_any_order_and_any_subset_and_an_empty_one_is_no_filter(
    sandbox_client: Client, named: str, values: dict[str, str]
) -> None:
    assert get_filters(sandbox_client, f"/list/{named}.json") == values


def test_a_query_string_on_the_bare_path_filters_the_same(sandbox_client: Client) -> None:
    filters = get_filters(sandbox_client, "/list.json?finished=&username=%C3%85sa%2FB&training=1")

    assert filters == get_filters(sandbox_client, "/list/training:1/username:%C3%85sa%2FB/finished:.json")
    assert filters == {"training": "1", "username": "Åsa/B"}


def test_both_together_add_up_and_the_path_has_the_last_word(sandbox_client: Client) -> None:
    assert get_filters(sandbox_client, "/list/training:1.json?training=2&finished=1") == {
        "training": "1",
        "finished": "1",
    }


@pytest.mark.parametrize(
    "query", ["_=1790000000", "utm_source=mail", "color=red", "username__startswith=a", "%00=1", "%ED%A0%80=1", "a[]=1"]
)
def test_what_the_query_string_has_beside_the_filters_is_ignored(sandbox_client: Client, query: str) -> None:
    assert get_filters(sandbox_client, f"/list.json?{query}&training=1") == {"training": "1"}
    assert get_filters(sandbox_client, f"/list/finished:1.json?{query}") == {"finished": "1"}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/list/training:1/username:/.json", {"training": "1"}),
        ("/list/training:1/username:ann/.json", {"training": "1", "username": "ann"}),
        ("/list/training:1//.json", {"training": "1"}),
        ("/list/.json", {}),
        ("/v1/list.json", {}),
        ("/v1/list/training:1/username:/.json", {"training": "1"}),
        ("/v1/list/.json?training=1", {"training": "1"}),
    ],
)
def test_a_slash_before_the_suffix_and_the_prefix_of_a_version_mean_nothing(
    sandbox_client: Client, path: str, values: dict[str, str]
) -> None:
    assert get_filters(sandbox_client, path) == values


@pytest.mark.parametrize("path", ["/v2/list.json", "/v1/v1/list.json", "/v1list.json", "/v1", "/list.json/", "/.json"])
def test_nothing_else_means_the_same_path(sandbox_client: Client, path: str) -> None:
    assert sandbox_client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/list/color:red.json", "color"),
        ("/list/training:1/color:.json", "color"),
        ("/list/Training:1.json", None),
        ("/list/training:1/training:2.json", "training"),
        ("/list/training:1/training:.json", "training"),
        ("/list/username:%00.json", "username"),
        ("/list.json?username=a%00", "username"),
        ("/list.json?username=" + "a" * 2_001, "username"),
    ],
)
def test_a_parameter_that_is_unknown_twice_or_unreadable_is_refused_by_name(
    sandbox_client: Client, path: str, field: str | None
) -> None:
    response = sandbox_client.get(path)

    assert response.status_code == (400 if field else 404), response.content
    assert list(response.json().get("errors", {})) == ([field] if field else [])


def test_a_query_of_more_fields_than_anybody_has_is_refused(sandbox_client: Client) -> None:
    response = sandbox_client.get("/list.json?" + "a=1&" * 10_001)

    assert response.status_code == 400
    assert response.json() == {"message": "The request could not be parsed."}
