"""Lists every path of the API, with an example for each."""

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.regex_helper import normalize

UNKNOWN_ID = "01900000-0000-7000-8000-000000000000"
EXAMPLES = (UNKNOWN_ID, "999999999", "page:1", "subject", "true", *("x" * length for length in range(1, 65)))
# Paths that need no token: the login, and paths with a secret of their own.
OPEN = (
    "/login.json", "/users/login.json", "/users/sso.json", "/users/end_session.json",
    "/users/password_recover.json", "/users/new_password/", "/users/confirmation/",
    "/trainings/trainings/calendar.ics", "/certificates/",
)  # fmt: skip
# Paths for browsers, which are not endpoints of the API.
PAGES = ("admin/", "app/", "account/", "health", "docs", "openapi", "schema", "static/", "media/", "sso/")


class Address(NamedTuple):
    route: str
    path: str
    methods: frozenset[str]

    @property
    def is_open(self) -> bool:
        return self.path.startswith(OPEN)


def list_addresses() -> list[Address]:
    """The paths of the API, with an example for each that resolves to exactly this pattern."""
    return [
        build_address(patterns) for patterns in walk_patterns(get_resolver().url_patterns) if is_api_address(patterns)
    ]


def is_api_address(patterns: tuple[Any, ...]) -> bool:
    return hasattr(patterns[-1].callback, "cls") and not build_route(patterns).lstrip("^/").startswith(PAGES)


def build_route(patterns: tuple[Any, ...]) -> str:
    return "".join(str(pattern.pattern) for pattern in patterns)


def walk_patterns(patterns: list[Any], above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk_patterns(pattern.url_patterns, (*above, pattern))
        elif isinstance(pattern, URLPattern):
            yield (*above, pattern)


def build_address(patterns: tuple[Any, ...]) -> Address:
    path = "/" + "".join(find_example(pattern.pattern) for pattern in patterns)
    # DRF adds HEAD to the actions of a GET at its first request.
    methods = {method.upper() for method in getattr(patterns[-1].callback, "actions", {})} - {"HEAD"}
    return Address(build_route(patterns), path, frozenset(methods))


def find_example(pattern: Any) -> str:
    """The first text with values of EXAMPLES that the pattern matches."""
    for text in iterate_candidates(pattern):
        if pattern.match(text):
            return text
    raise AssertionError(f"No example fits {pattern}; add one to EXAMPLES.")


def iterate_candidates(pattern: RoutePattern | RegexPattern) -> Iterator[str]:
    for form, names in normalize(pattern.regex.pattern.replace(r"\Z", "")):
        for values in product(EXAMPLES, repeat=len(names)):
            yield form % dict(zip(names, values, strict=True))
