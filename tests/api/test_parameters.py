"""Named parameters and the query string (contract section 1)."""

from typing import Any

import pytest

from tests.world import Client


def filters(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


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
    sandboxed: Client, named: str, values: dict[str, str]
) -> None:
    assert filters(sandboxed, f"/list/{named}.json") == values


def test_a_query_string_on_the_bare_path_filters_the_same(sandboxed: Client) -> None:
    asked = filters(sandboxed, "/list.json?finished=&username=%C3%85sa%2FB&training=1")

    assert asked == filters(sandboxed, "/list/training:1/username:%C3%85sa%2FB/finished:.json")
    assert asked == {"training": "1", "username": "Åsa/B"}


def test_both_together_add_up_and_the_path_has_the_last_word(sandboxed: Client) -> None:
    assert filters(sandboxed, "/list/training:1.json?training=2&finished=1") == {"training": "1", "finished": "1"}


def test_the_cache_buster_of_jquery_is_no_filter(sandboxed: Client) -> None:
    assert filters(sandboxed, "/list.json?_=1790000000") == {}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/list/color:red.json", "color"),
        ("/list/training:1/color:.json", "color"),
        ("/list/Training:1.json", None),
        ("/list.json?color=red", "color"),
        ("/list.json?username__startswith=a", "username__startswith"),
        ("/list/training:1/training:2.json", "training"),
        ("/list/training:1/training:.json", "training"),
        ("/list/username:%00.json", "username"),
        ("/list.json?username=a%00", "username"),
        ("/list.json?username=" + "a" * 2_001, "username"),
        ("/list.json?%00=1", "?"),
        ("/list.json?%25ED%25A0%2580=1", "\ufffd\ufffd\ufffd"),
    ],
)
def test_a_parameter_that_is_unknown_twice_or_unreadable_is_refused_by_name(
    sandboxed: Client, path: str, field: str | None
) -> None:
    answer = sandboxed.get(path)

    assert answer.status_code == (400 if field else 404), answer.content
    assert list(answer.json().get("errors", {})) == ([field] if field else [])


def test_a_query_of_more_fields_than_anybody_has_is_refused(sandboxed: Client) -> None:
    answer = sandboxed.get("/list.json?" + "a=1&" * 10_001)

    assert answer.status_code == 400
    assert answer.json() == {"message": "The request could not be read."}
