"""No index that another one makes superfluous: each is written with every row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db.models import F, Index, Model, UniqueConstraint
from django.db.models.expressions import OrderBy

# Of the packages of this repository; Django's own models and the tables between two models cannot be changed.
MODELS = [model for model in apps.get_models() if not model.__module__.startswith("django.")]

Column = tuple[str, str]  # the attribute, and "DESC" or ""


@dataclass(frozen=True)
class Known:
    """An index of a table: its columns in order, and whether it has all rows."""

    name: str
    columns: tuple[Column, ...]
    is_whole: bool = True
    is_unique: bool = False


def list_indexes(model: type[Model]) -> list[Known]:
    return [*list_column_indexes(model), *list_named_indexes(model), *list_unique_constraints(model)]


def list_column_indexes(model: type[Model]) -> Iterator[Known]:
    for field in model._meta.local_concrete_fields:
        if field.unique or getattr(field, "db_index", False):
            yield Known(f"the index of {field.name}", ((field.attname, ""),), is_unique=field.unique)


def list_named_indexes(model: type[Model]) -> Iterator[Known]:
    for index in model._meta.indexes:
        yield Known(index.name, tuple(list_columns(model, index)), is_whole=index.condition is None)


def list_unique_constraints(model: type[Model]) -> Iterator[Known]:
    for rule in model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and rule.fields:
            columns = tuple((get_column(model, name), "") for name in rule.fields)
            yield Known(rule.name, columns, is_whole=rule.condition is None, is_unique=True)


def list_columns(model: type[Model], index: Index) -> Iterator[Column]:
    for name, order in index.fields_orders:
        yield get_column(model, name), order
    for expression in index.expressions:
        yield read_expression(model, expression)


def read_expression(model: type[Model], expression: Any) -> Column:
    if isinstance(expression, OrderBy):
        return read_expression(model, expression.expression)[0], "DESC" if expression.descending else ""
    return (get_column(model, str(vars(expression)["name"])) if isinstance(expression, F) else repr(expression)), ""


def get_column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]  # indexes are of columns


def find_superfluous(indexes: list[Known]) -> list[str]:
    """`NAME begins OTHER` for each index that only finds what another finds too. One that is unique is a rule."""
    return [
        f"{one.name} begins {other.name}"
        for one in indexes
        for other in indexes
        if one is not other and not one.is_unique and one.is_whole and other.is_whole
        if other.columns[: len(one.columns)] == one.columns
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_index_begins_another(model: type[Model]) -> None:
    assert find_superfluous(list_indexes(model)) == []


def test_an_index_that_begins_another_is_found() -> None:
    user, newest = Known("user", (("user_id", ""),)), Known("newest", (("user_id", ""), ("created_at", "DESC")))

    assert find_superfluous([user, newest]) == ["user begins newest"]
    assert find_superfluous([newest, Known("supervised", (("user_id", ""),), is_whole=False)]) == []
    assert find_superfluous([newest, Known("one", (("user_id", ""),), is_unique=True)]) == []
    assert find_superfluous([user, Known("open", (("user_id", ""), ("at", "")), is_whole=False)]) == []
