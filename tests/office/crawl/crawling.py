"""Every address of the managers' admin, with malformed ids and query strings."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib.admin.filters import FieldListFilter
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from tests.api.addresses import UNKNOWN_ID
from tests.office.population import build_address, list_registered

# By default each place gets one or two of the malformed values in turn; with THOROUGH every place gets all of them.
THOROUGH = bool(os.environ.get("THOROUGH"))
LONG = "9" * 400
VALUES = (
    "x",
    "",
    "\x00",
    "-1",
    LONG,
    f"{UNKNOWN_ID}\n",
    "\ud800".encode("utf-8", "surrogatepass"),
    "٣",
    "1e9",
    "_5F",
    "a,b",
)
IDS = (*VALUES, UNKNOWN_ID, "..%2f", "0" * 36, UNKNOWN_ID.upper(), "é" * 200)
# The parameters that lists and forms read from a query string.
PARAMETERS = (
    "q", "o", "p", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters", "ot", "next", "term", "s",
    "extended", "app_label", "model_name", "field_name", "page", "action", "select_across", "index", "training",
    "is_null", "_saveasnew",
)  # fmt: skip
DATES = ("year", "month", "day", "gte", "lt", "isnull", "range_0", "date__gte")
# Ends the session of the crawl.
LOGOUT = "/admin/logout/"


def iterate_routes() -> Iterator[str]:
    """The patterns of all addresses in the admin, as `admin/accounts/user/{}/change/`."""
    for route in walk_patterns(get_resolver().url_patterns):
        if route.startswith("admin/"):
            yield route


def walk_patterns(patterns: list[Any], above: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = above + build_template(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk_patterns(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def build_template(pattern: Any) -> str:
    """The route, each parameter replaced by `{}`."""
    if isinstance(pattern, RegexPattern):  # the site's catch-all, and a choice of apps
        return "{}"
    text = str(pattern)
    while "<" in text:
        start, end = text.index("<"), text.index(">")
        text = text[:start] + "{}" + text[end + 1 :]
    return text


def iterate_addresses(ids: dict[str, list[Any]]) -> Iterator[str]:
    """Each route with each of the `ids` of rows (by `app/model`), and with malformed ones."""
    for turn, route in enumerate(iterate_routes()):
        if "{}" not in route:
            yield f"/{route}"
            continue
        row_ids = [str(pk) for key, rows in ids.items() if f"admin/{key}/" in route for pk in rows]
        malformed = IDS if THOROUGH else (IDS[turn % len(IDS)], IDS[(turn * 3 + 1) % len(IDS)])
        for text in [*row_ids, *malformed]:
            yield "/" + route.format(*[quote(text)] * route.count("{}"))


def iterate_odd_queries() -> Iterator[tuple[str, str]]:
    """Lists and forms with one malformed parameter each: (address, query string)."""
    turn = 0
    for model, model_admin in list_registered():
        for kind in ("", "add", "export.csv"):
            names = [*PARAMETERS, *(iterate_lookups(model_admin) if kind != "add" else list_fields(model))]
            for name in names:
                turn += 1
                if THOROUGH or turn % 5 == 0:
                    address = build_address(model, kind) if kind != "export.csv" else f"{build_address(model)}{kind}"
                    for value in VALUES if THOROUGH else (VALUES[turn // 5 % len(VALUES)],):
                        yield address, urlencode({name: value})


def iterate_lookups(model_admin: Any) -> Iterator[str]:
    """The parameters by which the list filters, with further lookups of the same fields."""
    for spec in model_admin.list_filter:
        if isinstance(spec, tuple) and issubclass(spec[1], FieldListFilter):
            yield from (f"{spec[0]}__id__exact", f"{spec[0]}__isnull", spec[0])
        elif isinstance(spec, str):
            yield from (f"{spec}__exact", f"{spec}__in", f"{spec}__isnull", *(f"{spec}__{part}" for part in DATES))
        else:
            yield spec.parameter_name
    if model_admin.date_hierarchy:
        yield from (f"{model_admin.date_hierarchy}__{part}" for part in DATES)


def list_fields(model: Any) -> list[str]:
    return [field.name for field in model._meta.get_fields()]
