"""Renders a template with its data as PDF for archives (PDF/A-2a) that screen readers can read (PDF/UA-1)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import segno
import typst
from django.conf import settings
from django.utils.translation import gettext as _

from core.exceptions import Conflict, FieldErrors
from core.pdf.fonts import FAMILIES, load_fonts
from core.pdf.text import detect_han_language, find_unprintable, iterate_texts, map_texts, normalise_text, spell_out

STANDARDS: Final[list[Any]] = ["a-2a", "ua-1"]
LONG_DOCUMENT = 100_000  # characters of data: about 400 entries of a student record
CACHED_DOCUMENTS = 10  # documents for which the engine keeps layouts that it no longer needs


def check_printable(page: dict[str, Any]) -> None:
    """Raises Conflict for a page with a character that no font has; its errors name the field and the character."""
    errors: FieldErrors = {}
    for place, text in iterate_texts(page):
        missing = find_unprintable(text)
        if missing:
            errors[place] = [_("Cannot be printed: %(characters)s.") % {"characters": ", ".join(missing)}]
        elif text.strip() and not normalise_text(text).strip():
            errors[place] = [_("Cannot be printed: it has no visible characters.")]
    if errors:
        details = " ".join(f"{place}: {texts[0]}" for place, texts in errors.items())
        text = _("This cannot be printed: the server has no font for some of its characters. %(details)s")
        raise Conflict(text % {"details": details}, errors=errors)


def render_pdf(template: Path, page: dict[str, Any], *, at: datetime) -> bytes:
    """The bytes of the PDF of `template`, a Typst file inside the project, with `page` as its data.

    `page` consists of texts, numbers, lists and dictionaries, and has a `title`. The same page and moment give the same
    bytes. Raises Conflict for unprintable characters, see `check_printable`.
    """
    check_printable(page)
    return render_pages(template, map_texts(page, normalise_text), at)


def render_pdf_spelled_out(template: Path, page: dict[str, Any], *, at: datetime) -> bytes:
    """Like `render_pdf`, but prints a character that no font has as its code point and name instead of raising."""
    return render_pages(template, map_texts(page, spell_out), at)


def render_pages(template: Path, page: dict[str, Any], at: datetime) -> bytes:
    data = json.dumps(page)
    pdf = typst.compile(
        template,
        root=settings.BASE_DIR,
        font_paths=load_fonts(),
        sys_inputs={"page": data, "fonts": json.dumps(FAMILIES), "han": detect_han_language(page)},
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=int(at.timestamp()),
    )
    if len(data) > LONG_DOCUMENT:
        release_layouts()
    return pdf


def release_layouts() -> None:
    """Frees the memory of long documents.

    The engine caches layouts (130 kB per entry of a student record) until ten more documents have not used them, and
    has no call to drop them: so this renders empty documents.
    """
    for _count in range(CACHED_DOCUMENTS + 1):
        typst.compile(b"", font_paths=load_fonts())


def build_qr_code(text: str) -> str:
    """A QR code as SVG, which templates embed as a picture."""
    return str(segno.make(text, error="m", micro=False).svg_inline(scale=1, border=0))
