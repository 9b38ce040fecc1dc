"""The index of URLs finds what Django finds by trying all patterns in their order (config/url_index.py)."""

import random
from typing import Any

import pytest
from django.urls import Resolver404, URLResolver, get_resolver, include, path, re_path, resolve, reverse
from django.urls.resolvers import RoutePattern
from django.views.generic import View

from config.url_index import IndexedUrls
from tests.api.addresses import list_addresses

VIEW = View.as_view()


def find_index() -> IndexedUrls:
    (found,) = (pattern for pattern in get_resolver().url_patterns if isinstance(pattern, IndexedUrls))
    return found


def build_plain(index: IndexedUrls) -> URLResolver:
    return URLResolver(RoutePattern("", is_endpoint=False), index.url_patterns)


def describe(resolver: URLResolver, address: str) -> Any:
    try:
        match = resolver.resolve(address)
    except Resolver404:
        return "not found"
    return match.func, match.args, match.kwargs, match.route, match.url_name


def list_paths() -> list[str]:
    """Every path of the API, and what comes of each by leaving out, doubling or exchanging a part."""
    paths = [address.path[1:] for address in list_addresses()]
    chosen, changed = random.Random(19), []
    for one in paths:
        parts = one.split("/")
        place = chosen.randrange(len(parts))
        changed += [
            "/".join(parts[:place] + parts[place + 1 :]),
            "/".join([*parts[: place + 1], *parts[place:]]),
            "/".join([*parts[:place], *chosen.choice(paths).split("/")[place:]]),
            f"{one}/",
            one[:-1],
            one.upper(),
        ]
    return [*paths, *changed, "", "/", "account/", "account/x", "certificates/" + "x" * 24, "a\n.json"]


def test_it_finds_what_django_finds() -> None:
    index = find_index()
    plain = build_plain(index)

    assert {one: found for one in list_paths() if (found := describe(index, one)) != describe(plain, one)} == {}


def test_few_patterns_are_tried() -> None:
    index = find_index()
    counts = [len(index.find_candidates(address.path[1:])) for address in list_addresses()]

    assert sum(counts) < len(counts) ** 2 / 10  # a tenth of all, on average


def test_the_first_of_several_patterns_wins() -> None:
    lists: Any = (
        [path("a/<str:name>.json", VIEW, name="any"), path("a/b.json", VIEW, name="late")],
        [re_path(r"^a/b/(?P<rest>.*)\Z", VIEW, name="expression"), path("a/b/c.json", VIEW, name="later")],
        [re_path(r"^a?/", VIEW, name="strange"), path("<str:x>/y/z", VIEW, name="open")],
    )
    index = IndexedUrls([path("", include(patterns)) for patterns in lists])
    plain = build_plain(index)

    for address in ("a/b.json", "a/c.json", "a/b/c.json", "a/b/", "a/", "/", "q/y/z", "a/y/z", "nothing"):
        assert describe(index, address) == describe(plain, address)
    assert index.resolve("a/b.json").route == "a/<str:name>.json"
    assert index.resolve("q/y/z").route == "<str:x>/y/z"


def test_a_list_with_a_prefix_is_refused() -> None:
    index = IndexedUrls([path("prefix/", include([path("a", VIEW)]))])

    with pytest.raises(ValueError, match="prefix/"):
        index.resolve("prefix/a")


def test_a_name_leads_to_its_path_and_back() -> None:
    assert reverse("recovery_sent") == "/account/recover/sent/"
    assert resolve("/account/recover/sent/").url_name == "recovery_sent"
