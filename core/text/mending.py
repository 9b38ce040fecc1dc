"""Normalises text that was stored before `core.text.cleaning` existed.

Four migrations import these functions, so their names stay.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import IntegrityError, transaction

from core.text.cleaning import clean_email, clean_line


def mend_lines(model: Any, *names: str) -> None:
    """Cleans the named fields of every row.

    A row whose cleaned text would violate a unique constraint keeps its text, and a line about it is printed.
    """
    for name in names:
        mend_field(model, name, lambda text: clean_line(text).strip())


def mend_emails(model: Any, name: str) -> None:
    mend_field(model, name, clean_email)


def mend_field(model: Any, name: str, clean: Callable[[str], str]) -> None:
    for pk, text in list(iterate_unclean(model, name, clean)):
        try:
            with transaction.atomic():
                model.objects.filter(pk=pk).update(**{name: clean(text)})
        except IntegrityError:
            print(f"{model._meta.label} {pk} keeps {name} {text!a}: another has {clean(text)!r}.")  # noqa: T201


def iterate_unclean(model: Any, name: str, clean: Callable[[str], str]) -> Iterator[tuple[Any, str]]:
    """Yields the rows whose text cleaning would change. Rows whose text would become empty are left out: a name of
    invisible characters is better than none."""
    for pk, text in model.objects.order_by("pk").values_list("pk", name).iterator(chunk_size=2000):
        cleaned = clean(text)
        if cleaned and cleaned != text:
            yield pk, text
