"""Texts of django-unfold, which has no catalogs: office/base/theme_texts.py has those that Django does not have."""

import ast
import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
import unfold
from django.utils.translation.template import templatize

from office.base.theme_texts import THEME_TEXTS
from tests.house.test_catalogs import TRANSLATED

UNFOLD = Path(unfold.__file__).parent
# Its parts that settings.INSTALLED_APPS has not, and texts of pages that the admin does not have.
NOT_INSTALLED = ("constance", "guardian", "hijack", "import_export", "inlines", "location_field", "simple_history")
NOT_SHOWN = (
    "After you've created a user",
    "Click to cancel",
    "Dataset not found",
    "Forgotten your password",
    "Raw passwords are not stored",
    "Return to site",
    "Select currency",
    "You can not create nested object",
)
CATALOGS_OF_DJANGO = ("conf", "contrib/admin", "contrib/auth")
TEXT = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
MARKED = re.compile(rf"\b(_|n?p?gettext)\(\s*{TEXT}(?:\s*,\s*{TEXT})?(?:\s*,\s*{TEXT})?")
MARKS = {"_", "gettext", "gettext_lazy"}


def list_files(kind: str) -> list[Path]:
    files = [path for path in UNFOLD.rglob(f"*.{kind}") if "locale" not in path.parts]
    return [path for path in files if not set(path.relative_to(UNFOLD).parts) & set(NOT_INSTALLED)]


def iterate_template_texts() -> Iterator[str]:
    for file in list_files("html"):
        for match in MARKED.finditer(templatize(file.read_text(encoding="utf-8"), origin=str(file))):
            texts = [ast.literal_eval(text) for text in match.groups()[1:] if text]
            yield texts[1 if "pgettext" in match[1] else 0]


def iterate_code_texts() -> Iterator[str]:
    for file in list_files("py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
                yield from (str(text.value) for text in node.args[:1] if isinstance(text, ast.Constant))


@cache
def read_catalog_of_django(language: str) -> frozenset[str]:
    keys: set[str] = set()
    for part in CATALOGS_OF_DJANGO:
        path = Path(django.__file__).parent / part / "locale" / language / "LC_MESSAGES" / "django.mo"
        with path.open("rb") as file:
            catalog = vars(gettext.GNUTranslations(file))["_catalog"]
        keys |= {key if isinstance(key, str) else key[0] for key in catalog}
    return frozenset(keys)


def is_translated_by_django(text: str) -> bool:
    return all(text in read_catalog_of_django(language) for language in TRANSLATED)


def list_untranslated() -> set[str]:
    texts = {*iterate_template_texts(), *iterate_code_texts()}
    assert len(texts) > 100
    return {text for text in texts if not (is_translated_by_django(text) or text.startswith(NOT_SHOWN))}


def list_theme_texts() -> set[str]:
    return {str(text) for text in THEME_TEXTS}


def test_every_text_of_the_theme_has_a_translation() -> None:
    assert list_untranslated() - list_theme_texts() == set()


def test_the_list_has_no_text_that_the_theme_lacks() -> None:
    assert list_theme_texts() - list_untranslated() == set()
