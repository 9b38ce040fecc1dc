"""What people read on a page of the managers' admin, and what of it no gettext function has made."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from tests.office.crawl.crawling import LOGOUT, iterate_routes
from tests.office.population import list_registered

OPEN, CLOSE = "⟦", "⟧"
NODE = "\x1f"  # between the texts of two nodes
NESTED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
WORD = re.compile(r"[^\W\d_]{2,}")
READ_ATTRIBUTES = ("title", "placeholder", "aria-label", "aria-description", "alt", "data-confirm")
SILENT = {"script", "style"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path"}


def wrap_translations(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every gettext function puts marks around its text, as if each text had a translation."""
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        monkeypatch.setattr(translation._trans, name, wrap(getattr(translation._trans, name)))  # type: ignore[attr-defined]


def wrap(function: Any) -> Any:
    def translate(*arguments: Any) -> str:
        text = str(function(*arguments))
        return f"{OPEN}{text}{CLOSE}" if text.strip() else text

    return translate


class Texts(HTMLParser):
    """Collects the texts and the attributes that people read; not icons, which are words in their font, and nothing
    below `translate="no"`."""

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[str] = []
        self.attributes: list[str] = []
        self.stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_silent = self.is_silent() or tag in SILENT or values.get("translate") == "no"
        is_silent = is_silent or "material-symbols" in (values.get("class") or "")
        if not is_silent:
            self.attributes += [values[name] or "" for name in READ_ATTRIBUTES if name in values]
            if tag == "input" and values.get("type") in {"submit", "button"}:
                self.attributes.append(values.get("value") or "")
        if tag not in VOID:
            self.stack.append((tag, is_silent))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and any(tag == open_tag for open_tag, _ in self.stack):
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self.is_silent():
            self.nodes.append(data)

    def is_silent(self) -> bool:
        return bool(self.stack) and self.stack[-1][1]


def iterate_untranslated(html: str, known: list[str]) -> Iterator[str]:
    """The texts with words that stand in no mark and in no row of the database. A sentence may span several nodes."""
    texts = Texts()
    texts.feed(html)
    for text in [*texts.attributes, *strip_marked(NODE.join(texts.nodes)).split(NODE)]:
        if WORD.search(rest := strip_known(strip_marked(text), known)):
            yield " ".join(rest.split())


def strip_marked(text: str) -> str:
    while (shorter := NESTED.sub(" ", text)) != text:
        text = shorter
    return text


def strip_known(text: str, known: list[str]) -> str:
    for value in known:
        if value in text:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", " ", text)
    return text


def list_stored_texts() -> list[str]:
    """Every text in a row, and how rows are named, the longest first."""
    texts = set()
    for model in apps.get_models():
        for row in model._default_manager.all():
            texts |= {str(row), *iterate_values(row)}
    words = {text.strip() for text in texts if WORD.search(text)}
    return sorted(words, key=len, reverse=True)


def iterate_values(row: Any) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        yield from iterate_strings(getattr(row, field.attname))


def iterate_strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for item in value:
            yield from iterate_strings(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def list_addresses() -> list[str]:
    """Every address of the admin, with the id of a row of its model."""
    rows = {
        f"admin/{model._meta.app_label}/{model._meta.model_name}/": model._default_manager.first()
        for model, _ in list_registered()
    }
    found = []
    for route in iterate_routes():
        row = next((row for prefix, row in rows.items() if route.startswith(prefix)), None)
        if f"/{route}" != LOGOUT and ("{}" not in route or row):
            found.append("/" + route.format(*[getattr(row, "pk", "")] * route.count("{}")))
    return found
