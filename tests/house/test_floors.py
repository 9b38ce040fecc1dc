"""The plan of the house: every module stands on a floor, no folder and no file outgrows what a reader can hold."""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
MOST_MODULES = 15
MOST_LINES_BELOW = 3000  # of the ground floor of `trainings`
OUTSIDE = {"tests", "var", "clients", "docs", "deploy", "requirements", "stubs"}


def import_linter() -> dict[str, list[str]]:
    settings: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return settings


def floors() -> set[str]:
    layers = import_linter()["contracts"][0]["layers"]  # type: ignore[index,call-overload]
    return {name.strip() for layer in layers for name in layer.split(":")}


def python_files(*roots: str) -> Iterator[Path]:
    for root in roots or sorted(folder.name for folder in ROOT.iterdir() if (folder / "__init__.py").exists()):
        yield from sorted((ROOT / root).rglob("*.py"))


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_every_package_is_seen_by_the_contract() -> None:
    packages = {folder.name for folder in ROOT.iterdir() if (folder / "__init__.py").exists()} - OUTSIDE

    assert set(import_linter()["root_packages"]) == packages


def test_every_module_stands_on_a_floor() -> None:
    names = floors()
    roots = import_linter()["root_packages"]
    modules = [module_of(file) for file in python_files(*roots) if file.name != "__init__.py"]

    homeless = [
        module for module in modules if not any(module == name or module.startswith(f"{name}.") for name in names)
    ]

    assert homeless == []


def test_packages_above_several_floors_import_nothing() -> None:
    """What a package's own `__init__.py` imports, the contract would not see where only its parts stand on floors."""
    names = floors()
    split = {name.rpartition(".")[0] for name in names if "." in name}

    for package in split:
        tree = ast.parse((ROOT / package.replace(".", "/") / "__init__.py").read_text())
        assert not [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))], package


def test_arrows_upwards_are_named_by_a_decision() -> None:
    ignored = import_linter()["contracts"][0]["ignore_imports"]  # type: ignore[index,call-overload]
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


def test_the_ground_floor_of_trainings_stays_a_ground_floor() -> None:
    below = [
        file
        for file in python_files("trainings")
        if not {"endpoints", "migrations", "management", "admin"} & set(file.parts)
    ]

    assert sum(len(lines_of(file)) for file in below) <= MOST_LINES_BELOW


def lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()
