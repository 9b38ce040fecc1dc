"""Pagination (docs/api.md, section 1): `paginate: {page, current, count, prevPage, nextPage, pageCount, limit}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.utils.translation import gettext

from core.exceptions import InvalidInput

MAX_LIMIT = 100
# A fraction is rounded down, as everywhere (docs/api.md, section 1, Numbers).
WHOLE_NUMBER = re.compile(r"([0-9]{1,300})(?:\.[0-9]{1,300})?")
# Beyond the end of any list; keeps the OFFSET within a database's integers.
LAST_PAGE = 1_000_000_000
PARAMETERS = {"page", "limit"}


@dataclass(frozen=True)
class PageRequest:
    """The page that a client requests."""

    page: int
    limit: int

    @property
    def start(self) -> int:
        return (self.page - 1) * self.limit


@dataclass(frozen=True)
class Page:
    """The rows of one page, and what a client needs to request others."""

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

    @property
    def as_headers(self) -> dict[str, str]:
        """The same for a list whose body has no place for it."""
        output = self.as_output
        values = {"Page": self.page, "Page-Count": output["pageCount"], "Count": self.count, "Limit": self.limit}
        return {f"Pagination-{name}": str(value) for name, value in values.items()}


def paginate(queryset: QuerySet[Any], values: Mapping[str, str], *, limit: int) -> Page:
    """The page that `values` (`page`, `limit`, as text) request; a page past the end is empty.

    One query returns the rows and, as a window function, the count of all rows. Only a page past the end, which has no
    row to carry the count, takes a second query. Raises InvalidInput for a bad `page` or `limit`.
    """
    requested = parse_page_request(values, default_limit=limit)
    rows_with_count = queryset.annotate(rows_in_all=Window(Count("*")))
    rows = list(rows_with_count[requested.start : requested.start + requested.limit])
    count = rows[0].rows_in_all if rows else count_past_the_end(queryset, requested)
    return Page(rows=rows, count=count, page=requested.page, limit=requested.limit)


def count_past_the_end(queryset: QuerySet[Any], requested: PageRequest) -> int:
    return queryset.count() if requested.page > 1 else 0


def parse_page_request(values: Mapping[str, str], *, default_limit: int) -> PageRequest:
    return PageRequest(
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
        raise InvalidInput.for_field(name, gettext("This must be a whole number from 1."))
    if maximum is not None and number > maximum:
        raise InvalidInput.for_field(name, gettext("This must be at most %(limit)s.") % {"limit": maximum})
    return number
