"""The short texts of the admin are marked for translation: titles, headings, labels, help, choices, messages.

Concerned are the modules of `office`, every `admin`, and the names that models give to themselves and their choices.
Sentences and errors are in test_translated_texts.py.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.test_floors import module_of
from tests.house.test_translated_texts import find_in_files, iterate_unmarked, name_call, read_text, strip_values
from tests.house.tree import list_packages, python_files

# Arguments, attributes of classes and keys of contexts that hold a text.
NAMED = {
    "caption", "description", "empty", "empty_label", "heading", "help_text", "label", "note", "short_description",
    "subtitle", "title", "verbose_name", "verbose_name_plural",
}  # fmt: skip
IN_CONTEXTS = {"caption", "heading", "label", "subtitle", "title"}
BY_FIELD = {"field_help", "field_names", "help_texts", "labels"}  # dictionaries: the name of a field, a text
# The place of the text among the arguments of a call.
PLACES = {"MenuItem": 1, "ListButton": 1, "add_error": 1, "message_user": 1, "add_message": 2}
MESSAGES = {"debug", "error", "info", "success", "warning"}
TAG_OR_VALUE = re.compile(r"<[^>]*>|\{[^}]*\}|&\w+;")
WORD = re.compile(r"[A-Za-z]?[a-z]{2,}")
# What is the same in every language, and keys of forms that no page shows.
SAME = {"Downwind", "iCal", "#rrggbb"}

Node = ast.AST


def is_of_admin(module: str) -> bool:
    parts = module.split(".")
    return parts[0] == "office" or {"admin", "models"} & set(parts[1:3]) != set()


def list_admin_files() -> list[Path]:
    packages = [name for name in list_packages() if name not in {"tests", "config", "demo", "operations"}]
    return [
        file for file in python_files(*packages) if is_of_admin(module_of(file)) and file.parent.name != "migrations"
    ]


def iterate_texts(node: Node) -> Iterator[Node]:
    """The expressions of a module that hold a short text for people."""
    for child in ast.walk(node):
        if isinstance(child, ast.Call):
            yield from iterate_arguments(child)
        elif isinstance(child, ast.ClassDef):
            yield from iterate_attributes(child)
        elif isinstance(child, ast.Dict):
            pairs = zip(child.keys, child.values, strict=True)
            yield from (value for key, value in pairs if getattr(key, "value", "") in IN_CONTEXTS)
        elif isinstance(child, ast.Tuple) and is_fieldset(child):
            yield child.elts[0]


def iterate_arguments(call: ast.Call) -> Iterator[Node]:
    name = name_call(call)
    yield from (keyword.value for keyword in call.keywords if keyword.arg in NAMED)
    is_message = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "messages"
    place = 1 if is_message and name in MESSAGES else PLACES.get(name)
    if place is not None:
        yield from call.args[place : place + 1]
    if name == "format_html":
        yield from call.args[:1]


def iterate_attributes(owner: ast.ClassDef) -> Iterator[Node]:
    has_choices = any(ast.unparse(base).endswith("Choices") for base in owner.bases)
    for child in owner.body:
        if not isinstance(child, ast.Assign | ast.AnnAssign) or child.value is None:
            continue
        target = child.targets[0] if isinstance(child, ast.Assign) else child.target
        name = getattr(target, "id", "")
        if name in NAMED | BY_FIELD:
            yield child.value
        elif name == "named_choices" and isinstance(child.value, ast.Tuple):
            yield from (choice.elts[1] for choice in child.value.elts if isinstance(choice, ast.Tuple))
        elif has_choices and isinstance(child.value, ast.Tuple):
            yield child.value.elts[-1]


def is_fieldset(pair: ast.Tuple) -> bool:
    """`(heading, {"fields": …})`"""
    if len(pair.elts) != 2 or not isinstance(pair.elts[1], ast.Dict):
        return False
    return "fields" in {getattr(key, "value", "") for key in pair.elts[1].keys}


def is_spoken(text: str) -> bool:
    """Whether it has a word outside of tags: not `CSV`, a code or an address."""
    plain = TAG_OR_VALUE.sub(" ", text)
    is_code = re.fullmatch(r"[\w.:/#-]*[_/:][\w.:/#-]*", text) is not None
    return text not in SAME and not is_code and WORD.search(plain) is not None


def list_unmarked_labels(tree: Node) -> list[tuple[int, str]]:
    found = {
        (text.lineno, read_text(text))
        for place in iterate_texts(tree)
        if isinstance(place, ast.expr)
        for text in iterate_unmarked(strip_values(place))
        if is_spoken(read_text(text))
    }
    return sorted(found)


def test_every_label_of_the_admin_is_translated() -> None:
    find: Callable[[Node], list[tuple[int, str]]] = list_unmarked_labels

    assert len(list_admin_files()) > 100
    assert find_in_files(list_admin_files(), find) == []


@pytest.mark.parametrize(
    "code",
    [
        '@admin.display(description="seats")\ndef show(row): ...',
        'name = forms.CharField(label="Name", help_text=_("As in the passport."))',
        'class PilotFilter(Filter):\n    title = "pilot"',
        'class Meta:\n    verbose_name = "aircraft"',
        'class AircraftAdmin:\n    field_names = {"is_grounded": "grounded"}',
        'class State(models.TextChoices):\n    OPEN = "open", "Open"',
        'class PilotFilter(Filter):\n    named_choices = (("new", "New ones", filter_new),)',
        'fieldsets = (("Hours", {"fields": ("total",)}),)',
        'menu = (MenuItem(GROUP, "Aircraft", "flight", order=3),)',
        'context = {"title": f"{count} rows"}',
        'messages.info(request, "Nothing was found")',
        'self.message_user(request, f"{count} rows were changed")',
        'format_html("<a href={}>Open</a>", link)',
    ],
)
def test_a_plain_label_is_found(code: str) -> None:
    assert list_unmarked_labels(ast.parse(code)) != []


@pytest.mark.parametrize(
    "code",
    [
        '@admin.display(description=_("seats"))\ndef show(row): ...',
        'class State(models.TextChoices):\n    OPEN = "open", gettext_lazy("Open")',
        'fieldsets = ((None, {"fields": ("total",)}),)',
        'menu = (MenuItem(GROUP, _("Aircraft"), "flight", order=3),)',
        'context = {"title": _("%(count)s rows") % {"count": "some rows"}}',
        'logger.info("A row was changed")',
        'format_html("<a href={}>{}</a>", link, _("Open"))',
        'start_job(title=f"{name}.{format}")',
        'export_formats = {XLSX: "XLSX"}',
    ],
)
def test_a_marked_label_is_not(code: str) -> None:
    assert list_unmarked_labels(ast.parse(code)) == []
