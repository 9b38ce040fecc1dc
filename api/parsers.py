"""Parses request bodies of every media type into a nested dict of plain values (docs/api.md, section 1, Transport).

The result has text keys and no NUL bytes, lone surrogates, NaN, duplicate keys or nesting deeper than `MAX_DEPTH`; a
body with any of these gets a 400. So no code after the parsers has to consider them.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import IO, Any, TypeAlias

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import QueryDict
from django.utils.translation import gettext
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser
from rest_framework.request import Request

MAX_DEPTH = 8
FIELD_NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")
SUBSCRIPT = re.compile(r"\[([^\[\]]*)\]")
UNTRANSLATED = "Multipart form parse error - "  # of DRF
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Tree = dict[str, Any]
Parsed: TypeAlias = "DataAndFiles[Any, Any]"  # not subscriptable at runtime


class JsonParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Tree:
        text = read_body_text(stream)
        if not text.strip():
            return {}
        try:
            tree = json.loads(text, parse_constant=reject_constant, object_pairs_hook=reject_duplicate_keys)
        except (ValueError, RecursionError) as error:
            raise ParseError(gettext("The body is not valid JSON.")) from error
        if not isinstance(tree, dict):
            raise ParseError(gettext("The body must be a JSON object."))
        return unwrap_data(check_tree(tree))


class UrlencodedParser(BaseParser):
    media_type = "application/x-www-form-urlencoded"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Tree:
        try:
            form = QueryDict(read_body_text(stream), encoding="utf-8")
        except TooManyFieldsSent as error:
            raise ParseError(gettext("The form has too many fields.")) from error
        return nest_fields(form)


class MultipartParser(MultiPartParser):
    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> "Parsed":
        reject_oversized(parser_context["request"])
        try:
            parsed = super().parse(stream, media_type, parser_context)
        except (TooManyFieldsSent, TooManyFilesSent) as error:
            raise ParseError(gettext("The form has too many fields.")) from error
        except ParseError as error:
            raise build_multipart_error(error) from error
        return DataAndFiles(nest_fields(parsed.data), parsed.files)


def build_multipart_error(error: ParseError) -> ParseError:
    """DRF's error with a text that is translated; what is wrong with the form stays in the English of its parser."""
    reason = str(error.detail).removeprefix(UNTRANSLATED)
    return ParseError(gettext("Multipart form parse error - %(reason)s") % {"reason": reason})


def reject_oversized(request: Request) -> None:
    """Applies the limit to the whole body: Django's own limit leaves out the files of a multipart body."""
    if int(request.META["CONTENT_LENGTH"]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise RequestDataTooBig


def read_body_text(stream: IO[Any]) -> str:
    """The body as text. Raises RequestDataTooBig or ParseError."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise RequestDataTooBig
    try:
        return str(raw, "utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(gettext("The body is not UTF-8.")) from error


def reject_constant(name: str) -> None:
    raise ParseError(gettext("%(name)s is not a JSON number.") % {"name": name})


def reject_duplicate_keys(pairs: list[tuple[str, Any]]) -> Tree:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise ParseError(gettext("A key is given twice."))
    return tree


def nest_fields(form: QueryDict) -> Tree:
    """`attendance[12][value]=1` as `{"attendance": {"12": {"value": "1"}}}`; a repeated name gets its last value."""
    tree: Tree = {}
    for name, values in form.lists():
        path = split_field_name(name)
        if path[-1] == "":
            set_value(tree, path[:-1], list(values))
        else:
            set_value(tree, path, values[-1] if values else "")
    return unwrap_data(check_tree(tree))


def split_field_name(name: str) -> list[str]:
    match = FIELD_NAME.match(name)
    if not match:
        raise ParseError(gettext("A field name is invalid."))
    keys = [match[1], *SUBSCRIPT.findall(match[2])]
    if len(keys) > MAX_DEPTH or "" in keys[:-1]:
        raise ParseError(gettext("A field is nested in a way that is not supported."))
    return keys


def set_value(tree: Tree, path: list[str], value: Any) -> None:
    for key in path[:-1]:
        tree = tree.setdefault(key, {})
        if not isinstance(tree, dict):
            raise ParseError(gettext("A field is given both as a value and as a group."))
    if path[-1] in tree:
        raise ParseError(gettext("A field is given both as a value and as a group."))
    tree[path[-1]] = value


def unwrap_data(tree: Tree) -> Tree:
    """The tree inside the optional wrapper `data[...]`. Keys that frameworks add next to it, such as `_method`, are
    dropped with the wrapper."""
    inner = tree.get("data")
    others = [key for key in tree if key != "data" and not key.startswith("_")]
    return inner if isinstance(inner, dict) and not others else tree


def check_tree(tree: Tree) -> Tree:
    """Raises ParseError for text that a database cannot store and for deep nesting.

    Iterative, because the client determines the depth, and recursion would exhaust the stack.
    """
    level: list[Any] = [tree]
    for _ in range(MAX_DEPTH + 1):
        level = [child for node in level for child in iterate_children(node)]
        if not level:
            return tree
    raise ParseError(gettext("The body is nested too deeply."))


def iterate_children(node: Any) -> Iterable[Any]:
    if isinstance(node, str):
        reject_unstorable(node)
    elif isinstance(node, Mapping):
        return [*node.keys(), *node.values()]
    elif isinstance(node, list):
        return node
    return ()


def reject_unstorable(text: str) -> None:
    if UNSTORABLE.search(text):
        raise ParseError(gettext("Text must not contain NUL or unpaired surrogate characters."))
