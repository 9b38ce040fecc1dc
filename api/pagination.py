"""Pagination (docs/api.md, section 1): `paginate: {page, current, count, prevPage, nextPage, pageCount, limit}`."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Subquery
from django.utils.translation import gettext

from core.database.statements import Statement
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

    One query returns the rows and, as a subquery, the count of all rows: a window function would make the database
    build every row, in order, to return those of one page. Only a page past the end, which has no row to carry the
    count, takes a second query. Raises InvalidInput for a bad `page` or `limit`.
    """
    requested = parse_page_request(values, default_limit=limit)
    rows = list(cut_page(queryset, requested, build_total_of(queryset)))
    return build_page(rows, requested, queryset.count)


class PagedStatement:
    """A list whose pages are compiled once: `build(*shape, **values)` returns the queryset, as for a `Statement`.

    `build_total(queryset, *shape, **values)` returns the count of all rows, as a column, if there is a cheaper way than
    to count them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], build_total: Callable[..., Any] | None = None) -> None:
        self.build = build
        self.build_total = build_total
        self.pages: Statement[Any] = Statement(self.select_page)

    def select_page(self, requested: PageRequest, *shape: Hashable, **values: Any) -> QuerySet[Any]:
        rows = self.build(*shape, **values)
        total = self.build_total(rows, *shape, **values) if self.build_total else build_total_of(rows)
        return cut_page(rows, requested, total)

    def paginate(self, page_values: Mapping[str, str], *shape: Hashable, limit: int, **values: Any) -> Page:
        """The same as `paginate(build(*shape, **values), page_values, limit=limit)`."""
        requested = parse_page_request(page_values, default_limit=limit)
        rows = self.pages.fetch(requested, *shape, **values)
        return build_page(rows, requested, lambda: self.build(*shape, **values).count())


def build_total_of(queryset: QuerySet[Any]) -> Subquery:
    """The count of all rows, as a column."""
    # Not the aggregate `Count`, which would group by the columns of the queryset.
    return Subquery(
        queryset.order_by().values(rows_in_all=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    )


def cut_page(queryset: QuerySet[Any], requested: PageRequest, total: Any) -> QuerySet[Any]:
    rows_with_count: QuerySet[Any] = queryset.annotate(rows_in_all=total)
    return rows_with_count[requested.start : requested.start + requested.limit]


def build_page(rows: list[Any], requested: PageRequest, count_all: Callable[[], int]) -> Page:
    """`count_all` is called for a page past the end only, which has no row to carry the count."""
    is_past_the_end = not rows and requested.page > 1
    count = count_all() if is_past_the_end else sum(row.rows_in_all for row in rows[:1])
    return Page(rows=rows, count=count, page=requested.page, limit=requested.limit)


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
