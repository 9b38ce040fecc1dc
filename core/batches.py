"""Work in batches: a database limits the parameters of a statement, and memory the rows that are held at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def iterate_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`, in their order; the last list may be shorter. No list is empty."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
