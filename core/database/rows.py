"""Objects of models from the rows of a statement that is compiled once (core/database/statements.py).

Django finds out anew with each query which column belongs to which field, and sets each field of each object with a
call (`ModelIterable`, `Model.__init__`). Here that is found out once, and an object gets its columns as they are.
Models that do more than store them are left to Django.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.files import FileDescriptor, ImageFileDescriptor
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import ModelIterable, QuerySet, ValuesIterable
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

Row = Sequence[Any]
Make = Callable[[Row], Any]

# What stands for a column in the class of a model, and puts a new object's value into its `__dict__`, unchanged.
PLAIN_ATTRIBUTES = {DeferredAttribute, ForeignKeyDeferredAttribute, FileDescriptor, ImageFileDescriptor}


@dataclass(frozen=True)
class Relation:
    """A row joined to another one: where its primary key is, and how the two objects refer to each other."""

    key: int
    make: Make
    set_local: Callable[[Any, Any], None]
    set_remote: Callable[[Any, Any], None]

    def add(self, row: Row, to: Any) -> None:
        if row[self.key] is None:
            self.set_local(to, None)
            return
        related = self.make(row)
        self.set_local(to, related)
        self.set_remote(related, to)


def build_make(queryset: QuerySet[Any], compiler: SQLCompiler) -> Make | None:
    """A function that makes the object of a row, or the dictionary of `values()`. None if Django has to do it: for
    lists of values, and models with rules of their own for making objects."""
    if queryset._iterable_class is ValuesIterable and queryset.query.selected:
        names = tuple(queryset.query.selected)
        return lambda row: dict(zip(names, row, strict=True))
    info: Any = compiler.klass_info
    if queryset._iterable_class is not ModelIterable or queryset._known_related_objects or not is_plain(info):  # type: ignore[attr-defined]
        return None
    make = build_make_of(info, compiler.select, queryset.db)
    annotations = tuple((compiler.annotation_col_map or {}).items())

    def make_annotated(row: Row) -> Any:
        made = make(row)
        for name, position in annotations:
            setattr(made, name, row[position])
        return made

    return make_annotated if annotations else make


def is_plain(info: Any) -> bool:
    """Whether the model and all that are joined to it only store their columns."""
    model: type[Model] = info["model"]
    has_usual_rules = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
    attributes = {type(getattr(model, field.attname)) for field in model._meta.concrete_fields}
    return (
        has_usual_rules
        and not model._meta.parents
        and attributes <= PLAIN_ATTRIBUTES
        and not any(signal.has_listeners(model) for signal in (pre_init, post_init))
        and all(is_plain(related) for related in info.get("related_klass_infos", ()))
    )


def build_make_of(info: Any, select: Sequence[Any], database: str) -> Make:
    model, positions = info["model"], info["select_fields"]
    start, end = positions[0], positions[-1] + 1
    names = tuple(column[0].target.attname for column in select[start:end])
    relations = [build_relation(related, select, database) for related in info.get("related_klass_infos", ())]

    def make(row: Row) -> Any:
        made = model.__new__(model)
        state = ModelState()
        state.adding, state.db = False, database
        made.__dict__.update(zip(names, row[start:end], strict=True), _state=state)
        for relation in relations:
            relation.add(row, made)
        return made

    return make


def build_relation(info: Any, select: Sequence[Any], database: str) -> Relation:
    names = [select[position][0].target.attname for position in info["select_fields"]]
    key = info["select_fields"][names.index(info["model"]._meta.pk.attname)]
    return Relation(key, build_make_of(info, select, database), info["local_setter"], info["remote_setter"])
