"""Output serializers: they are declared like any serializer of the REST framework, and compiled to plain functions.

The REST framework copies all fields for each serializer and then asks each of them for each row, which was half of what
a request cost (docs/decisions/0046). `Output` reads the same declaration once, and writes a function from it.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any, TypeVar
from uuid import UUID
from weakref import proxy

from django.core.exceptions import ObjectDoesNotExist
from django.db.models.manager import BaseManager
from rest_framework import serializers
from rest_framework.fields import SkipField, empty

from api.outputs.leaves import READS, WITH_CONTEXT, AnyField, is_pure_leaf, write_id, write_leaf
from core.timestamps import to_unix_seconds

T = TypeVar("T")
Represent = Callable[["Output[Any] | None", Any], dict[str, Any]]
SKIP = object()  # a value that the field's rules leave out


class Output(serializers.Serializer[T]):
    # A serializer for responses. It gives what `serializers.Serializer` gives; its fields are fixed by the class, as
    # `get_fields` runs once for all. As a docstring, this would describe every class below it in the OpenAPI document.

    own_fields: Mapping[str, Any] = {}  # each serializer makes its own

    def to_representation(self, instance: T) -> dict[str, Any]:
        return find_compiled(type(self)).represent(self, instance)

    def find_field(self, name: str) -> Any:
        """A field of this serializer, for those that need its context; the others are never copied."""
        try:
            return self.own_fields[name]
        except KeyError:
            own: dict[str, Any] = self.__dict__.setdefault("own_fields", {})
            own[name] = self.copy_field(name, find_compiled(type(self)).fields[name])
            return own[name]

    def copy_field(self, name: str, field: AnyField) -> Any:
        """The field as one of this serializer. What has fields of its own is copied with them, which takes longer.

        It refers to the serializer weakly: otherwise all rows would be garbage that Python has to look for.
        """
        if hasattr(field, "child") or (isinstance(field, serializers.Serializer) and not isinstance(field, Output)):
            copied = copy.deepcopy(field)
            copied.bind(name, self)
            copied.parent = proxy(self)
            return copied
        copied = copy.copy(field)
        copied.parent = proxy(self)
        for kept in ("own_fields", "fields"):  # of an Output, which then makes its own
            copied.__dict__.pop(kept, None)
        return copied


def to_rows(output: type[Output[T]], rows: Iterable[T], **context: object) -> list[dict[str, Any]]:
    """`rows`, each serialized by `output`; `context` becomes the serializer's context."""
    represent = output(context=context).to_representation
    return [represent(row) for row in rows]


# --- compiling


@dataclass(frozen=True)
class Compiled:
    """`represent(serializer, row)` of a class. If it `stands_alone`, it uses no serializer, and None will do."""

    represent: Represent
    stands_alone: bool
    fields: dict[str, AnyField]


@dataclass
class Code:
    """The lines of the function, and the objects that they name."""

    lines: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        name = f"bound_{len(self.names)}"
        self.names[name] = value
        return name

    def build(self) -> Represent:
        head = ["def represent(serializer, row):", "    output = {}"]
        source = "\n".join([*head, *(f"    {line}" for line in self.lines), "    return output"])
        scope = self.names | SCOPE
        exec(source, scope)  # noqa: S102  # only names and attributes of our own classes are in it
        represent: Represent = scope["represent"]
        return represent


ERRORS = (AttributeError, KeyError, ObjectDoesNotExist)
COMPILED: dict[type[Output[Any]], Compiled] = {}


def find_compiled(output: type[Output[Any]]) -> Compiled:
    """Compiled at the first use. Two threads may do it at the same time, with the same result."""
    try:
        return COMPILED[output]
    except KeyError:
        compiled = COMPILED[output] = compile_output(output)
        return compiled


def compile_output(output: type[Output[Any]]) -> Compiled:
    fields = {name: item for name, item in output().fields.items() if not item.write_only}
    code = Code()
    for name, declared in fields.items():
        write_field(code, name, declared)
    stands_alone = output.to_representation is Output.to_representation and all(map(is_pure, fields.values()))
    return Compiled(code.build(), stands_alone, fields)


def is_pure(field: AnyField) -> bool:
    """Whether the field can do without the context of a serializer."""
    if isinstance(field, Output):
        return find_compiled(type(field)).stands_alone
    if isinstance(field, serializers.ListSerializer | serializers.DictField):
        return is_pure(field.child)  # type: ignore[arg-type]
    return is_pure_leaf(field)


def write_field(code: Code, name: str, field: AnyField) -> None:
    if type(field) is serializers.SerializerMethodField:
        code.lines.append(f"output[{name!r}] = serializer.{field.method_name}(row)")
        return
    code.lines += write_read(code, name, field)
    code.lines.append("if value is not SKIP:")
    code.lines.append(f"    output[{name!r}] = None if value is None else ({write_value(code, name, field)})")


def write_read(code: Code, name: str, field: AnyField) -> list[str]:
    """Lines that read the field's `value` off the row.

    Attributes are read as such, and so are keys of dictionaries. Whatever is not that simple (a method, nothing there)
    is left to the field.
    """
    own = code.bind(field) if is_pure(field) else f"serializer.find_field({name!r})"
    by_field = f"value = {code.bind(read_by_field)}({own}, row)"
    if not field.source_attrs:
        return ["value = row"]
    made = READS.get(type(field).get_attribute)
    if made is None or any(map(iskeyword, field.source_attrs)):
        return [by_field]
    return [
        "try:",
        f"    value = {write_access(field)}",
        f"    if callable(value): {by_field}",
        *([] if made == "value" else [f"    else: value = {made}"]),
        "except ERRORS:",
        f"    {by_field}",
    ]


def write_access(field: AnyField) -> str:
    names = field.source_attrs
    if len(names) > 1:
        return write_path(names, may_end=field.allow_null and field.default is empty)
    return f"row[{names[0]!r}] if row.__class__ is dict else row.{names[0]}"


def write_path(names: list[str], *, may_end: bool) -> str:
    """Attributes of attributes. One that is None ends a path that `may_end`, as the field would, after an error."""
    path = f"row.{names[0]}"
    for name in names[1:]:
        path = f"None if (step := {path}) is None else step.{name}" if may_end else f"{path}.{name}"
    return path


def read_by_field(field: AnyField, row: Any) -> Any:
    try:
        return field.get_attribute(row)
    except SkipField:
        return SKIP


def write_value(code: Code, name: str, field: AnyField) -> str:
    """The expression that represents `value`."""
    if not is_pure(field):
        return write_with_serializer(code, name, field)
    if isinstance(field, Output):
        return f"{bind_represent(code, field)}(None, value)"
    if isinstance(field, serializers.ListSerializer) and isinstance(field.child, Output):
        return f"[{bind_represent(code, field.child)}(None, item) for item in list_items(value)]"
    return write_leaf(field, code.bind)


def write_with_serializer(code: Code, name: str, field: AnyField) -> str:
    """The expression of a field that needs the context of its serializer."""
    represent = type(field).to_representation
    if represent in WITH_CONTEXT:
        return WITH_CONTEXT[represent]
    own = f"serializer.find_field({name!r})"
    if isinstance(field, Output) and represent is Output.to_representation:
        return f"{bind_represent(code, field)}({own}, value)"
    return f"{own}.to_representation(value)"


def bind_represent(code: Code, output: Output[Any]) -> str:
    return code.bind(find_compiled(type(output)).represent)


def list_items(rows: Any) -> Any:
    return rows.all() if isinstance(rows, BaseManager) else rows


# What every compiled function may name.
SCOPE = {
    "SKIP": SKIP,
    "ERRORS": ERRORS,
    "UUID": UUID,
    "list_items": list_items,
    "to_unix_seconds": to_unix_seconds,
    "write_id": write_id,
}
