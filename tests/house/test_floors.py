"""The plan of the house (docs/decisions/0015): every module is on a floor, and folders and files stay small."""

import ast
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import ROOT, lines_of, list_packages, python_files

MOST_MODULES = 15
MOST_LINES = 300  # of a file
MOST_LINES_BELOW = 3000  # of the ground floor of `trainings`


def read_import_linter() -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return settings


def list_floors() -> set[str]:
    layers = read_import_linter()["contracts"][0]["layers"]
    return {name.strip() for layer in layers for name in layer.split(":")}


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_every_package_is_seen_by_the_contract() -> None:
    assert set(read_import_linter()["root_packages"]) == set(list_packages()) - {"tests"}


def test_every_module_stands_on_a_floor() -> None:
    names = list_floors()
    roots = read_import_linter()["root_packages"]
    modules = [module_of(file) for file in python_files(*roots) if file.name != "__init__.py"]

    homeless = [
        module for module in modules if not any(module == name or module.startswith(f"{name}.") for name in names)
    ]

    assert homeless == []


def test_packages_above_several_floors_import_nothing() -> None:
    """What a package's own `__init__.py` imports, the contract would not see where only its parts stand on floors."""
    names = list_floors()
    split = {name.rpartition(".")[0] for name in names if "." in name}

    for package in split:
        tree = ast.parse((ROOT / package.replace(".", "/") / "__init__.py").read_text())
        assert not [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))], package


def test_arrows_upwards_are_named_by_a_decision() -> None:
    ignored = read_import_linter()["contracts"][0]["ignore_imports"]
    decision = (ROOT / "docs" / "decisions" / "0015-the-house.md").read_text()

    assert [arrow for arrow in ignored if f"`{arrow}`" not in decision] == []
    assert len(ignored) <= 8


def test_no_folder_holds_more_loose_modules_than_a_reader_overlooks() -> None:
    modules = [file for file in python_files() if file.name != "__init__.py" and file.parent.name != "migrations"]
    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder, count in Counter(file.parent for file in modules).items()
        if count > MOST_MODULES
    }

    assert crowded == {}


ROOMS_ABOVE = {"copying", "credits", "endpoints", "enrollment_acts", "migrations", "management", "admin"}


def test_the_ground_floor_of_trainings_stays_a_ground_floor() -> None:
    below = [
        file
        for file in python_files("trainings")
        if not {"copying", "credits", "endpoints", "enrollment_acts", "migrations", "management", "admin"}
        & set(file.parts)
    ]

    assert sum(len(lines_of(file)) for file in below) <= MOST_LINES_BELOW


@pytest.mark.parametrize("roots", [(), ("tests",)], ids=["product", "tests"])
def test_no_file_has_more_than_300_lines(roots: tuple[str, ...]) -> None:
    files = [file for file in python_files(*roots) if file.parent.name != "migrations"]

    assert [str(file.relative_to(ROOT)) for file in files if len(lines_of(file)) > MOST_LINES] == []
