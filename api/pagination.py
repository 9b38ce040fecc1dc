"""Pages as every list answers them: `paginate: {page, current, count, prevPage, nextPage, pageCount, limit}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window

from core.exceptions import InvalidInput

MAX_LIMIT = 100
# A fraction is cut, as everywhere (docs/api.md, section 1, Numbers).
WHOLE_NUMBER = re.compile(r"([0-9]{1,300})(?:\.[0-9]{1,300})?")
# Beyond every list there is; keeps the OFFSET inside what a database takes.
LAST_PAGE = 1_000_000_000
PARAMETERS = {"page", "limit"}


@dataclass(frozen=True)
class Slice:
    """Which rows were asked for."""

    page: int
    limit: int

    @property
    def start(self) -> int:
        return (self.page - 1) * self.limit


@dataclass(frozen=True)
class Page:
    """The rows of one page and what the client needs to know to turn it."""

    rows: list[Any]
    count: int
    page: int
    limit: int

    @property
    def as_output(self) -> dict[str, Any]:
        page_count = -(-self.count // self.limit)
        return {
            "page": self.page,
            "current": len(self.rows),
            "count": self.count,
            "prevPage": self.page > 1,
            "nextPage": self.page < page_count,
            "pageCount": page_count,
            "limit": self.limit,
        }


def paginate(queryset: QuerySet[Any], values: Mapping[str, str], *, limit: int) -> Page:
    """The page that `values` (`page`, `limit`, as text) ask for; a page past the end is empty.

    The count rides along in the page's own statement. Only an empty page, which carries no row to ride on, is counted
    with a second one.
    """
    asked = parse_slice(values, default_limit=limit)
    counted = queryset.annotate(rows_in_all=Window(Count("*")))
    rows = list(counted[asked.start : asked.start + asked.limit])
    count = rows[0].rows_in_all if rows else count_past_the_end(queryset, asked)
    return Page(rows=rows, count=count, page=asked.page, limit=asked.limit)


def count_past_the_end(queryset: QuerySet[Any], asked: Slice) -> int:
    return queryset.count() if asked.page > 1 else 0


def parse_slice(values: Mapping[str, str], *, default_limit: int) -> Slice:
    return Slice(
        page=min(parse_positive(values, "page", 1), LAST_PAGE),
        limit=parse_positive(values, "limit", default_limit, MAX_LIMIT),
    )


def parse_positive(values: Mapping[str, str], name: str, default: int, maximum: int | None = None) -> int:
    text = values.get(name)
    if text is None:
        return default
    digits = WHOLE_NUMBER.fullmatch(text)
    number = int(digits[1]) if digits else 0
    if number < 1:
        raise InvalidInput.for_field(name, "This must be a whole number from 1.")
    if maximum is not None and number > maximum:
        raise InvalidInput.for_field(name, f"This must be at most {maximum}.")
    return number
