"""Finds the view of a path without trying every pattern that stands before it.

Django compares a path with one pattern after the other, of which the API has more than a hundred: for an exam paper
that takes as long as reading it. Nearly all begin with literal segments, by which they are found here.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import Any

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RegexPattern, RoutePattern

# What a regular expression begins with, as far as it is a text, up to its first group.
LITERAL_HEAD = re.compile(r"\^([\w/]*/)\(")
INDEXED_SEGMENTS = 2

Index = dict[tuple[str, ...], list[URLPattern]]


class IndexedUrls(URLResolver):
    """The patterns of several lists of URLs, each included without a prefix. Of those that match a path, the first is
    taken, as Django does."""

    def __init__(self, included: list[URLResolver]) -> None:
        super().__init__(RoutePattern("", is_endpoint=False), included)

    @cached_property
    def index(self) -> Index:
        """For each beginning of a route the patterns that a path with this beginning may match, in their order."""
        found = [(get_segments(pattern), pattern) for pattern in iterate_patterns(self.url_patterns)]
        heads = set(chain([()], (head for head, _ in found)))
        return {head: [pattern for other, pattern in found if head[: len(other)] == other] for head in heads}

    def resolve(self, path: Any) -> ResolverMatch:
        for pattern in self.find_candidates(str(path)):
            if match := pattern.resolve(path):
                return match
        raise Resolver404({"path": path, "tried": []})

    def find_candidates(self, path: str) -> list[URLPattern]:
        segments = tuple(path.split("/", INDEXED_SEGMENTS)[:INDEXED_SEGMENTS])
        lengths = range(len(segments), -1, -1)
        return next(self.index[segments[:length]] for length in lengths if segments[:length] in self.index)


def iterate_patterns(patterns: Iterable[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) or pattern.namespace:
                raise ValueError(f"{pattern} has a prefix or a namespace; only lists without them are indexed.")
            yield from iterate_patterns(pattern.url_patterns)
        else:
            yield pattern


def get_segments(pattern: URLPattern) -> tuple[str, ...]:
    """The segments with which every path begins that the pattern matches; two at most."""
    route = str(pattern.pattern)
    if isinstance(pattern.pattern, RegexPattern):
        literal = LITERAL_HEAD.match(route)
        head = literal[1] if literal else ""
    else:
        head = route.partition("<")[0]
    segments = head.split("/")
    # The last one may go on, unless the route is a text as a whole.
    complete = segments if head == route else segments[:-1]
    return tuple(segment for segment in complete if segment)[:INDEXED_SEGMENTS]
