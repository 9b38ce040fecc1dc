"""Objects of models from the rows of a statement that is compiled once (core/database/statements.py).

Django finds out anew with each query which column belongs to which field, and sets each field of each object with a
call (`ModelIterable`, `Model.__init__`). Here a function is written once that puts the columns of a row where they
belong. Models that do more than store them are left to Django.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.files import FileDescriptor, ImageFileDescriptor
from django.db.models.fields.mixins import FieldCacheMixin
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import ModelIterable, QuerySet, ValuesIterable
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

Row = Sequence[Any]
Make = Callable[[Row], Any]

INDENT = "    "

# What stands for a column in the class of a model, and puts a new object's value into its `__dict__`, unchanged.
PLAIN_ATTRIBUTES = {DeferredAttribute, ForeignKeyDeferredAttribute, FileDescriptor, ImageFileDescriptor}


def build_make(queryset: QuerySet[Any], compiler: SQLCompiler) -> Make | None:
    """A function that makes the object of a row, or the dictionary of `values()`. None if Django has to do it: for
    lists of values, and models with rules of their own for making objects."""
    if queryset._iterable_class is ValuesIterable and queryset.query.selected:
        names = tuple(queryset.query.selected)
        return lambda row: dict(zip(names, row, strict=True))
    info: Any = compiler.klass_info
    if queryset._iterable_class is not ModelIterable or queryset._known_related_objects or not is_plain(info):  # type: ignore[attr-defined]
        return None
    annotations = list((compiler.annotation_col_map or {}).items())
    if any(hasattr(info["model"], name) for name, _ in annotations):  # which may do more than store it
        return None
    code = Code(compiler.select, queryset.db)
    return code.build(code.write_object(info, INDENT, annotations))


def is_plain(info: Any) -> bool:
    """Whether the model and all that are joined to it only store their columns."""
    model: type[Model] = info["model"]
    has_usual_rules = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
    attributes = {type(getattr(model, field.attname)) for field in model._meta.concrete_fields}
    return (
        has_usual_rules
        and model.__new__ is object.__new__
        and not model._meta.parents
        and attributes <= PLAIN_ATTRIBUTES
        and not any(signal.has_listeners(model) for signal in (pre_init, post_init))
        and all(is_plain(related) for related in info.get("related_klass_infos", ()))
    )


@dataclass
class Code:
    """The lines of the function, and the objects that they name."""

    select: Sequence[Any]
    database: str
    lines: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=lambda: {"new": object.__new__, "ModelState": ModelState})

    def bind(self, value: Any) -> str:
        name = f"bound_{len(self.names)}"
        self.names[name] = value
        return name

    def get_columns(self, info: Any) -> list[tuple[str, int]]:
        """The attributes of an object, and where their values are in the row."""
        return [(self.select[position][0].target.attname, position) for position in info["select_fields"]]

    def write_object(self, info: Any, indent: str, more: Sequence[tuple[str, int]] = ()) -> str:
        """Writes how an object is made of its columns and `more`, with those joined to it. The name that it has."""
        model = self.bind(info["model"])
        made, state = f"of_{model}", f"state_of_{model}"
        values = ", ".join(f"{name!r}: row[{position}]" for name, position in [*self.get_columns(info), *more])
        self.lines += [
            f"{indent}{state} = new(ModelState)",
            f"{indent}{state}.__dict__ = {{'adding': False, 'db': {self.database!r}, 'fields_cache': {{}}}}",
            f"{indent}{made} = new({model})",
            f"{indent}{made}.__dict__ = {{{values}, '_state': {state}}}",
        ]
        for related in info.get("related_klass_infos", ()):
            self.write_relation(related, made, indent)
        return made

    def write_relation(self, info: Any, made: str, indent: str) -> None:
        """Writes how the row joined to `made` is made, if there is one, and how the two refer to each other."""
        key = dict(self.get_columns(info))[info["model"]._meta.pk.attname]
        self.lines.append(f"{indent}if row[{key}] is None:")
        self.write_reference(info["local_setter"], made, "None", indent + INDENT)
        self.lines.append(f"{indent}else:")
        related = self.write_object(info, indent + INDENT)
        self.write_reference(info["local_setter"], made, related, indent + INDENT)
        if info["reverse"] or info["field"].unique:  # otherwise the setter does nothing
            self.write_reference(info["remote_setter"], related, made, indent + INDENT)

    def write_reference(self, setter: Any, source: str, target: str, indent: str) -> None:
        """Writes how `source` gets to know `target`. A field's own setter puts it into the cache, as is done here."""
        if getattr(setter, "__func__", None) is FieldCacheMixin.set_cached_value:
            line = f"state_{source}.fields_cache[{setter.__self__.cache_name!r}] = {target}"
        else:
            line = f"{self.bind(setter)}({source}, {target})"
        self.lines.append(indent + line)

    def build(self, made: str) -> Make:
        source = "\n".join(["def make(row):", *self.lines, f"{INDENT}return {made}"])
        exec(source, self.names)  # noqa: S102  # only names of columns and of our own objects are in it
        make: Make = self.names["make"]
        return make
