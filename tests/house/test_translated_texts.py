"""What the API and the admin say to people is marked for translation (docs/decisions/0024).

Concerned is every module that a documented path or a page of the admin can reach. Commands speak English. Short labels
are in test_translated_labels.py.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

from tests.house.test_floors import module_of, read_import_linter
from tests.house.tree import ROOT, list_packages, python_files

MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
# The errors of DRF that take a text; those of the product are found by their base classes.
FRAMEWORK_ERRORS = {"ValidationError", "ParseError"}
# The reason of a ProviderError is for the manager who tests the connection, and for the log.
NOT_FOR_CLIENTS = {"ProviderError": 1}
SENTENCE = re.compile(r"[^a-z\s].*\s.*[.!?]", re.DOTALL)
# What is said to operators and developers, or to nobody: logs, settings, the API document, regular expressions.
SAID_TO_OTHERS = {
    "compile",
    "critical", "error", "exception", "info", "warning",
    "ImproperlyConfigured", "KeyError", "TypeError", "ValueError", "ProviderError", "UnknownMath", "UnreadableHtml",
    "query_parameter", "extend_schema_field",
}  # fmt: skip
DOCUMENTING = {"description", "help_text", "summary"}
# What is said to operators and developers, and what is printed.
SILENT = (
    "api.openapi.",
    "core.commands",
    "core.markup.",
    "core.startup",
    "evidence.student_record.rendering.pdf",
    "exams.bank.option_order",  # patterns, which look like sentences
    "records.verif",
)
UNTRANSLATED = {
    # Stored with a record, in English whoever the client is: what is signed, and why a certificate was revoked.
    "I held this class; the attendance below is right.",
    "I was debriefed on this flight; the record below is right.",
    "I checked the evidence of this earlier training; what is credited here need not be done again.",
    "I approve this revision of the training syllabus. Students are trained by it from the day on which it holds.",
    # Printed under a record, which is in English.
    "Certified by the chief instructor: the training ended as stated above.",
    "Done as “X” in revision X.",  # the reason of a credit, which is stored
    "The finish was taken back: a record it rested on was corrected.",
    # A change in the ledger, whose reader sees it as it was written.
    "Added question X.",
    # A row of a sample file, whose columns have English names.
    "What is the pressure at sea level in the standard atmosphere?",
    # Documents a field.
    "Plain text, in which TeX may stand between `\\(…\\)` or `\\[…\\]`.",
}


def name_call(node: ast.AST) -> str:
    """The last name of what is called: `for_field` of `InvalidInput.for_field(…)`; "" for no call."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@cache
def list_reachable_modules() -> frozenset[str]:
    """The modules that documented paths and the admin import, directly or not, and those of `api` and the admin."""
    graph = grimp.build_graph(*read_import_linter()["root_packages"], cache_dir=None)
    entries = {name for name in graph.modules if name in {"api", "office"} or name.endswith((".endpoints", ".admin"))}
    below = {name for entry in entries for name in graph.find_upstream_modules(entry, as_package=True)}
    inside = {name for name in graph.modules if any(name == entry or name.startswith(f"{entry}.") for entry in entries)}
    return frozenset(below | inside)


def list_reachable_files() -> list[Path]:
    packages = [name for name in list_packages() if name != "tests"]
    return [file for file in python_files(*packages) if module_of(file) in list_reachable_modules()]


@cache
def list_error_classes() -> frozenset[str]:
    """DomainError and the classes that inherit from it, by name."""
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found = {"DomainError"}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return frozenset(found)


def iterate_unmarked(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The texts below a node that no gettext function takes; keys of dictionaries are no texts."""
    if name_call(node) in MARKS or isinstance(node, ast.Subscript):
        return
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
        return
    for child in list_children(node):
        yield from iterate_unmarked(child)


def list_children(node: ast.AST) -> list[ast.AST]:
    """The nodes below a node, of dictionaries without the keys, and without what documents a field."""
    if isinstance(node, ast.DictComp):
        return [node.value]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [value for key, value in pairs if getattr(key, "value", "") not in DOCUMENTING]
    return [child for child in ast.iter_child_nodes(node) if getattr(child, "arg", "") not in DOCUMENTING]


def read_text(node: ast.Constant | ast.JoinedStr) -> str:
    """The text; of an f-string, with an X for each value."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in parts)


def list_texts_of_error(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that become texts of a response: not the name of the field of `for_field`."""
    name = name_call(call)
    skipped = 1 if name == "for_field" else NOT_FOR_CLIENTS.get(name, 0)
    named = [keyword.value for keyword in call.keywords if keyword.arg in {"message", "errors"}]
    return [*call.args[skipped:], *named]


def is_error(call: ast.Call) -> bool:
    return name_call(call) in list_error_classes() | FRAMEWORK_ERRORS | {"for_field"}


def list_unmarked_errors(tree: ast.AST) -> list[tuple[int, str]]:
    return [
        (text.lineno, read_text(text))
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and is_error(call)
        for argument in list_texts_of_error(call)
        for text in iterate_unmarked(strip_values(argument))
        if any(character.isalpha() for character in read_text(text))
    ]


def strip_values(node: ast.expr) -> ast.expr:
    """`text % values` without the values."""
    return node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) else node


def list_unmarked_sentences(node: ast.AST) -> list[tuple[int, str]]:
    """The sentences of a module that no gettext function takes, and that are said to clients."""
    found = []
    for child in list_children(node):
        is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if is_docstring or name_call(child) in MARKS | SAID_TO_OTHERS:
            continue
        if isinstance(child, ast.JoinedStr) or (isinstance(child, ast.Constant) and isinstance(child.value, str)):
            text = read_text(child)
            found += [(child.lineno, text)] if SENTENCE.fullmatch(text) and text not in UNTRANSLATED else []
        else:
            found += list_unmarked_sentences(child)
    return found


def list_formatted_first(tree: ast.AST) -> list[tuple[int, str]]:
    """Texts that are put together before gettext sees them, so that no catalog can have them."""
    return [
        (call.lineno, ast.unparse(call))
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and name_call(call) in MARKS
        and not all(isinstance(argument, ast.Constant | ast.Name | ast.Subscript) for argument in list_marked(call))
    ]


def list_marked(call: ast.Call) -> list[ast.expr]:
    """The texts of a call of gettext, without the number of a plural."""
    return call.args[:2] if name_call(call).startswith("ngettext") else call.args


def list_marks_in_f_strings(tree: ast.AST) -> list[tuple[int, str]]:
    """The calls of gettext inside f-strings: xgettext does not look there, so no catalog gets their texts."""
    return [
        (call.lineno, ast.unparse(call))
        for value in ast.walk(tree)
        if isinstance(value, ast.FormattedValue)
        for call in ast.walk(value)
        if isinstance(call, ast.Call) and name_call(call) in MARKS
    ]


def find_in_files(files: list[Path], find: Callable[[ast.AST], list[tuple[int, str]]]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{line} {text}"
        for file in files
        for line, text in find(ast.parse(file.read_text(encoding="utf-8")))
    ]


def test_every_error_that_people_may_get_is_translated() -> None:
    assert len(list_reachable_files()) > 200
    assert find_in_files(list_reachable_files(), list_unmarked_errors) == []


def test_every_sentence_that_people_may_get_is_translated() -> None:
    files = [file for file in list_reachable_files() if not module_of(file).startswith(SILENT)]

    assert find_in_files(files, list_unmarked_sentences) == []


def test_no_text_is_put_together_before_it_is_translated() -> None:
    assert find_in_files(list(python_files()), list_formatted_first) == []


def test_no_mark_stands_inside_an_f_string() -> None:
    files = list(python_files(*(name for name in list_packages() if name != "tests")))

    assert find_in_files(files, list_marks_in_f_strings) == []


@pytest.mark.parametrize(
    "code", ["""f"{_('Done.')} {more}\"""", """f"{ngettext('%s day', '%s days', 1) % 1:>{gettext('9')}}\""""]
)
def test_a_mark_inside_an_f_string_is_found(code: str) -> None:
    assert list_marks_in_f_strings(ast.parse(code)) != []


@pytest.mark.parametrize("code", ["""f"{names['_']} {more}\"""", '" ".join([_("Done."), f"{more}"])'])
def test_a_mark_outside_an_f_string_is_not(code: str) -> None:
    assert list_marks_in_f_strings(ast.parse(code)) == []


@pytest.mark.parametrize(
    "code",
    [
        'raise Conflict("The class is signed.")',
        'raise Conflict(f"The class {id} is signed.")',
        'raise Conflict("The class %(id)s is signed." % {"id": id})',
        'return Forbidden("Not here.") if is_key else None',
        'raise InvalidInput.for_field("name", "Too long.")',
        'raise InvalidInput(errors={"name": ["Too long."]})',
        'raise InvalidInput(errors={name: [f"Not {name}."] for name in names})',
        'raise serializers.ValidationError({"end": "The end is before the start."})',
        'raise ProviderError("The log says this.", "And the person that.")',
    ],
)
def test_an_error_with_a_plain_text_is_found(code: str) -> None:
    assert list_unmarked_errors(ast.parse(code)) != []


@pytest.mark.parametrize(
    "code",
    [
        'raise Conflict(_("The class is signed."))',
        'raise Conflict(_("The class of %(day)s is signed.") % {"day": "some day"})',
        "raise Conflict(SIGNED)",
        "raise NotFound",
        'raise InvalidInput.for_field("a name", gettext("Too long."))',
        'raise InvalidInput(errors={"a name": [_("Too long.")]})',
        'raise ProviderError("The log says this.", gettext("And the person that."))',
    ],
)
def test_an_error_with_a_marked_text_is_not(code: str) -> None:
    assert list_unmarked_errors(ast.parse(code)) == []
