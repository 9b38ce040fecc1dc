"""The words of the house: texts name what exists."""

import re
from pathlib import Path

from tests.house.tree import ROOT, list_text_files

# Paths begin with a folder of the tree, so that `a/b.py` as an example is none; `.json` ends the paths of the API.
EXTENSIONS = "py|md|toml|sh|typ|html|css|js|txt|yaml|yml|service|example"
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
