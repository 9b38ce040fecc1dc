"""What the documentation says about files is true: the paths exist, and the names are defined where it says."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT

DOCUMENTS = ["README.md", "docs/contributing.md", "docs/decisions/0015-the-house.md", "docs/glossary.md"]
# `name in file`: a function, class or method, the word "in" and a path, which may be on the next line.
CLAIM = re.compile(r"`([\w.]+)`\s+in\s+`([\w/.-]+\.py)`")
# A path in backticks: it has a folder and an extension, and no slash in front, which begins a path of the API.
PATH = re.compile(r"`((?:[\w-]+/)+[\w.-]+\.\w+)`")
FOLDER = re.compile(r"`([\w-]+(?:/[\w-]+)+/?)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def read_document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def list_definitions(file: Path) -> set[str]:
    """The functions and classes of a module, and its methods as `Class.method`."""
    names: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
    return names


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_exists(document: str) -> None:
    text = read_document(document)
    paths = {path for path in PATH.findall(text) if not path.endswith(".json") or path.startswith("docs/")}
    known = {folder.name for folder in ROOT.iterdir() if folder.is_dir()} - {"var"}
    folders = {folder for folder in FOLDER.findall(text) if folder.partition("/")[0] in known}
    links = {link for link in LINK.findall(text) if not ((ROOT / document).parent / link).exists()}

    assert sorted(path for path in paths | folders if not (ROOT / path).exists()) == []
    assert links == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_name_is_defined_in_the_file_that_is_named(document: str) -> None:
    claims = CLAIM.findall(read_document(document))

    assert [f"{name} in {path}" for name, path in claims if name not in list_definitions(ROOT / path)] == []


def test_the_first_questions_are_answered_in_three_hops() -> None:
    rows = [line for line in read_document("docs/contributing.md").splitlines() if re.match(r"\| `(GET|POST) ", line)]

    assert len(rows) == 5
    for row in rows:
        cells = row.strip("| ").split(" | ")
        assert len(cells) == 4, row
        assert len(CLAIM.findall(row)) == 2, row
