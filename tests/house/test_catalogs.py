"""The translations in the `locale` folders: complete, compiled, and the same text everywhere."""

import gettext
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import gettext as translate
from django.utils.translation import override

from mail.languages import LANGUAGES
from tests.house.tree import ROOT

Catalog = dict[Any, str]  # by text, or for plural forms by text and number

TRANSLATED = sorted({code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE})
CATALOGS = sorted(ROOT.glob("*/locale/*/LC_MESSAGES/django.po"))
APPS = sorted({path.relative_to(ROOT).parts[0] for path in CATALOGS})
MARKS = (
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext:1,2", "ngettext_lazy:1,2",
    "pgettext:1c,2", "pgettext_lazy:1c,2",
)  # fmt: skip
CONTEXT_END = "\x04"  # in a compiled catalog, between the context of a text and the text
PLACEHOLDER = re.compile(r"%\(\w+\)s|(?<!%)\{\w+\}")
INFORMAL_GERMAN = re.compile(r"\b(?:du|dein\w*|dich|dir|euch|euer|eure\w*)\b", re.IGNORECASE)
OF_TEMPLATES = {"accounts", "inspections", "office"}  # whose templates have texts too

needs_gettext = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="needs gettext")
each_catalog = pytest.mark.parametrize("path", CATALOGS, ids=lambda path: "-".join(path.relative_to(ROOT).parts[:3:2]))


def run_gettext(*words: str) -> bytes:
    return subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout


def read_catalog(compiled: bytes) -> Catalog:
    texts: Catalog = vars(gettext.GNUTranslations(BytesIO(compiled)))["_catalog"]
    return {key: text for key, text in texts.items() if key}


def read_compiled(path: Path) -> Catalog:
    return read_catalog(path.with_suffix(".mo").read_bytes())


def get_english(key: Any) -> str:
    """The text of a key, without its context and the number of a plural form."""
    return str(key if isinstance(key, str) else key[0]).rpartition(CONTEXT_END)[2]


def collect_texts(app: str) -> set[str]:
    """The texts that the code of an app marks for translation, as xgettext finds them."""
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / app).rglob("*.py"))
    keywords = [f"--keyword={mark}" for mark in MARKS]
    template = run_gettext("xgettext", "--from-code=UTF-8", *keywords, "-o", "-", *files).decode()
    found = re.findall(r'^msgid "(.+)"$', template.replace('"\n"', ""), re.MULTILINE)
    return {text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\") for text in found}


def test_every_language_has_each_catalog(settings: Any) -> None:
    assert set(LANGUAGES) == {code for code, _name in settings.LANGUAGES}
    assert [(path.relative_to(ROOT).parts[0], path.parts[-3]) for path in CATALOGS] == [
        (app, language) for app in APPS for language in TRANSLATED
    ]


def test_make_messages_collects_them_all() -> None:
    line = re.search(r"^TRANSLATED := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert line is not None
    assert line[1].split() == APPS


def test_django_finds_them_all() -> None:
    folders = {str(Path(path).relative_to(ROOT).parent) for path in settings.LOCALE_PATHS}

    assert folders.isdisjoint(settings.INSTALLED_APPS)
    assert set(APPS) <= folders | set(settings.INSTALLED_APPS)


@needs_gettext
@each_catalog
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    """`make messages` compiles the catalogs. Without fuzzy and missing translations, which are not compiled."""
    assert read_compiled(path) == read_catalog(run_gettext("msgfmt", "--check", "-o", "-", str(path)))


@needs_gettext
@each_catalog
def test_nothing_is_untranslated_or_guessed(path: Path) -> None:
    for option in ("--untranslated", "--only-fuzzy"):
        assert run_gettext("msgattrib", option, "--no-obsolete", str(path)).decode() == "", option
    assert "#~" not in path.read_text(encoding="utf-8")


@needs_gettext
@pytest.mark.parametrize("app", APPS)
def test_every_text_of_the_code_is_in_the_catalogs(app: str) -> None:
    texts = collect_texts(app)

    assert texts
    for language in TRANSLATED:
        known = {get_english(key) for key in read_compiled(ROOT / app / f"locale/{language}/LC_MESSAGES/django.po")}
        assert texts - known == set()
        assert known == texts or app in OF_TEMPLATES, known - texts


@each_catalog
def test_a_translation_names_the_same_values(path: Path) -> None:
    """Of plural forms, one of which may say "a minute", msgfmt checks them."""
    for key, text in read_compiled(path).items():
        if isinstance(key, str):
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(key)), key


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_other_catalog_comes_first(language: str) -> None:
    """Django merges all catalogs, and those of LOCALE_PATHS and earlier apps win: one text, one translation."""
    with override(language):
        for app in APPS:
            catalog = read_compiled(ROOT / app / f"locale/{language}/LC_MESSAGES/django.po")
            texts = {key: text for key, text in catalog.items() if isinstance(key, str)}
            assert {text: translate(text) for text in texts} == texts, app


@pytest.mark.parametrize("app", APPS)
def test_german_speaks_formally(app: str) -> None:
    texts = " ".join(read_compiled(ROOT / app / "locale/de/LC_MESSAGES/django.po").values())

    assert INFORMAL_GERMAN.findall(texts) == []
