"""The words of the house: functions are named by verb and noun (docs/glossary.md), and texts name what exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, list_text_files, python_files

# Past participles that are not formed with -ed and are no verb form that begins a name of ours (`put`, `set`, `read`).
IRREGULAR = {
    "begun", "built", "bought", "broken", "brought", "chosen", "done", "drawn", "driven", "eaten", "fallen", "felt",
    "flown", "forgotten", "found", "frozen", "given", "gone", "grown", "held", "hidden", "kept", "known", "laid",
    "left", "lent", "lost", "made", "meant", "met", "paid", "proven", "said", "seen", "sent", "shown", "sold",
    "spent", "spoken", "sprung", "stolen", "stood", "struck", "sung", "sunk", "sworn", "taken", "taught", "thought",
    "thrown", "told", "understood", "won", "worn", "woven", "written",
}  # fmt: skip
# Words in -ed that are not participles.
NOT_PARTICIPLES = {"feed", "need", "seed", "speed", "embed", "shed", "exceed", "proceed", "succeed"}
NOUN_DECORATORS = {"property", "cached_property", "functools.cached_property", "pytest.fixture", "admin.display"}
# Participles that are somebody else's name: a method of waitress, which TimedChannel overrides.
ALLOWED = {"received"}


def is_participle(name: str) -> bool:
    word = name.strip("_")
    return word in IRREGULAR or (word.endswith("ed") and "_" not in word and word not in NOT_PARTICIPLES)


def iterate_functions(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function of a module with the class that it belongs to, nested ones included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield owner, node
        yield from iterate_functions(node, node.name if isinstance(node, ast.ClassDef) else owner)


def is_exempt(owner: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Methods of querysets, properties, fixtures and admin columns are adjectives or nouns: `rows.unsigned()`."""
    decorators = {ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list}
    is_noun = decorators & NOUN_DECORATORS
    return owner.endswith("QuerySet") or bool(is_noun) or node.name in ALLOWED


@pytest.mark.parametrize("roots", [(), ("tests",)], ids=["product", "tests"])
def test_no_function_is_named_by_a_bare_participle(roots: tuple[str, ...]) -> None:
    named = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in python_files(*roots)
        for owner, node in iterate_functions(ast.parse(file.read_text(encoding="utf-8")))
        if is_participle(node.name) and not is_exempt(owner, node)
    ]

    assert named == []


# Paths begin with a folder of the tree, so that `a/b.py` as an example is none; `.json` ends the paths of the API.
EXTENSIONS = "py|tsx|ts|md|toml|sh|typ|html|css|js|txt|yaml|yml|service|example"
PATH = re.compile(rf"(?<![\w/.:{{}}-])((?:[\w.-]+/)+[\w.-]+\.(?:{EXTENSIONS}))(?![\w/])")


def list_missing_paths(file: Path) -> list[str]:
    """The paths that a file names, beside it or from the root of the tree, and that do not exist."""
    folders = {folder.name for folder in ROOT.iterdir() if folder.is_dir()} - {"var"}
    named = {path for path in PATH.findall(file.read_text(encoding="utf-8")) if path.partition("/")[0] in folders}
    return sorted(path for path in named if not (ROOT / path).exists() and not (file.parent / path).exists())


def test_no_text_names_a_path_that_does_not_exist() -> None:
    missing = {str(file.relative_to(ROOT)): paths for file in list_text_files() if (paths := list_missing_paths(file))}

    assert missing == {}


def test_no_text_cites_a_contract_that_is_not_in_the_repository() -> None:
    """Rules of the API are cited as `docs/api.md, section N`."""
    words = re.compile(r"contract section", re.IGNORECASE)

    assert [str(file) for file in list_text_files() if words.search(file.read_text(encoding="utf-8"))] == []
