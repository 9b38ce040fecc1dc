"""The web app keeps the rules of the house: small files and folders, and every text in four catalogues."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.house.test_floors import MOST_LINES, MOST_MODULES
from tests.house.tree import ROOT, lines_of

SOURCE = ROOT / "clients" / "web" / "src"
CODE = {".ts", ".tsx", ".css"}
LANGUAGES = ("en", "de", "es", "fr")
PLACEHOLDER = re.compile(r"{{\s*([\w.]+)[^}]*}}")
# Attributes whose value people see or hear. Text between tags is found by Biome (`noJsxLiterals`).
SPOKEN = re.compile(
    r'(?<![\w-])(?:alt|title|label|placeholder|summary|aria-(?:label|description|valuetext))="[^"]*[^\W\d_]{2}'
)
CATALOGUES = sorted(file.relative_to(SOURCE).parent for file in SOURCE.rglob("texts/en.json"))


def list_code() -> list[Path]:
    return [file for file in sorted(SOURCE.rglob("*")) if file.suffix in CODE]


def is_test(file: Path) -> bool:
    return ".test." in file.name or file.name == "test-setup.ts"


def read_catalogue(folder: Path, language: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((SOURCE / folder / f"{language}.json").read_text(encoding="utf-8"))
    return texts


def test_no_file_has_more_than_300_lines() -> None:
    assert len(list_code()) > 50
    assert [str(file.relative_to(ROOT)) for file in list_code() if len(lines_of(file)) > MOST_LINES] == []


def test_no_folder_holds_more_modules_than_a_reader_overlooks() -> None:
    counts = Counter(file.parent for file in list_code() if not is_test(file))

    assert {str(folder.relative_to(ROOT)): count for folder, count in counts.items() if count > MOST_MODULES} == {}


def test_every_folder_with_texts_has_all_languages() -> None:
    found = {file.relative_to(SOURCE) for file in SOURCE.rglob("texts/*.json")}

    assert CATALOGUES
    assert found == {folder / f"{language}.json" for folder in CATALOGUES for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("folder", CATALOGUES, ids=str)
def test_a_translation_has_the_texts_of_the_english_catalogue(folder: Path, language: str) -> None:
    english, translated = read_catalogue(folder, "en"), read_catalogue(folder, language)

    # Spanish and French have a form for millions, which the app never counts.
    assert {key for key in translated if not key.endswith("_many")} == set(english)
    assert [
        key for key in english if find_placeholders(key, translated[key]) != find_placeholders(key, english[key])
    ] == []
    assert [key for key, text in translated.items() if not text.strip()] == []


def find_placeholders(key: str, text: str) -> set[str]:
    """Of one, the number may be a word: "a class"."""
    return set(PLACEHOLDER.findall(text)) - ({"count"} if key.endswith("_one") else set())


@pytest.mark.parametrize("folder", CATALOGUES, ids=str)
def test_a_plural_has_all_its_forms(folder: Path) -> None:
    texts = read_catalogue(folder, "en")
    ones = {key.removesuffix("_one") for key in texts if key.endswith("_one")}
    others = {key.removesuffix("_other") for key, text in texts.items() if key.endswith("_other") and "{{count" in text}

    assert sorted(others - ones) == []
    assert sorted(key for key in ones if f"{key}_other" not in texts) == []


def test_no_catalogue_has_a_key_twice() -> None:
    """JSON would take the last one."""
    twice: dict[str, int] = {}
    for file in SOURCE.rglob("texts/*.json"):
        counts = Counter(re.findall(r'^\s*"([\w.]+)":', file.read_text(encoding="utf-8"), re.MULTILINE))
        twice |= {f"{file.relative_to(SOURCE)}: {key}": count for key, count in counts.items() if count > 1}

    assert twice == {}


def test_no_text_is_in_an_attribute() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in SOURCE.rglob("*.tsx")
        if not is_test(file)
        for match in SPOKEN.finditer(file.read_text(encoding="utf-8"))
    ]

    assert found == []
