"""Setting a template with its data, as PDF for archives (PDF/A-2a) that a screen reader can read (PDF/UA-1)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import segno
import typst
from django.conf import settings

from core.exceptions import Conflict, FieldErrors
from core.pdf.fonts import FAMILIES, load_fonts
from core.pdf.text import detect_han_language, find_unprintable, iterate_texts, map_texts, normalise_text, spell_out

STANDARDS: Final[list[Any]] = ["a-2a", "ua-1"]
LONG_DOCUMENT = 100_000  # characters of its data: 400 entries of a training record
DOCUMENTS_KEPT = 10
UNPRINTABLE = "This cannot be printed: no font of the server holds some of its characters."


def check_printable(page: dict[str, Any]) -> None:
    """Refuses with Conflict a page that has a character no font holds; the errors name the field and the character."""
    errors: FieldErrors = {}
    for place, text in iterate_texts(page):
        missing = find_unprintable(text)
        if missing:
            errors[place] = [f"Cannot be printed: {', '.join(missing)}."]
        elif text.strip() and not normalise_text(text).strip():
            errors[place] = ["Cannot be printed: it has no character that shows."]
    if errors:
        details = " ".join(f"{place}: {texts[0]}" for place, texts in errors.items())
        raise Conflict(f"{UNPRINTABLE} {details}", errors=errors)


def render_pdf(template: Path, page: dict[str, Any], *, at: datetime) -> bytes:
    """The bytes of the PDF of `template`, a Typst file below the project, with `page` as its data.

    `page` holds texts, numbers, lists and dictionaries, and a `title`. The same page and moment make the same bytes.
    Refuses with Conflict what cannot be printed, see `check_printable`.
    """
    check_printable(page)
    return render_pages(template, map_texts(page, normalise_text), at)


def render_pdf_spelled_out(template: Path, page: dict[str, Any], *, at: datetime) -> bytes:
    """As `render_pdf`, and refuses nothing: a character that no font holds is printed as its code point and name."""
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
    """Gives back the memory of long documents. The engine keeps what it laid out, 130 kB an entry of a training record,
    until it was not used in ten more documents; there is no other way to tell it."""
    for _ in range(DOCUMENTS_KEPT + 1):
        typst.compile(b"", font_paths=load_fonts())


def build_qr_code(text: str) -> str:
    """A QR code as SVG, which a template shows as a picture."""
    return str(segno.make(text, error="m", micro=False).svg_inline(scale=1, border=0))
