"""Text for printing: invisible characters, and characters that no font has."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exceptions import Conflict
from core.pdf.engine import render_pdf, render_pdf_spelled_out
from core.pdf.text import detect_han_language, find_unprintable, normalise_text, spell_out
from evidence.student_record.rendering.pdf import TEMPLATE
from tests.pdf_reading import has_letters_of, read_fonts, read_pages

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
SCRIPTS = {
    "NotoSans-Regular": "Łódź Ĝ Nguyễn Ἀλέξανδρος Ђорђе Їжак İIıi प्रिया क्षत्रिय",
    "NotoSansArabic-Regular": "محمد پژمان ٹیپو",
    "NotoSansHebrew-Regular": "יוסף שָׁלוֹם",
    "NotoSansArmenian-Regular": "Արամ",
    "NotoSansGeorgian-Regular": "გიორგი Გ",
    "NotoSansBengali-Regular": "রবীন্দ্রনাথ",
    "NotoSansGujarati-Regular": "મોહનદાસ",
    "NotoSansGurmukhi-Regular": "ਗੁਰਮੁਖ",
    "NotoSansKannada-Regular": "ಕನ್ನಡ",
    "NotoSansMalayalam-Regular": "മലയാളം",
    "NotoSansOriya-Regular": "ଓଡ଼ିଆ",
    "NotoSansSinhala-Regular": "සිංහල",
    "NotoSansTamil-Regular": "தமிழ்",
    "NotoSansTelugu-Regular": "తెలుగు",
    "NotoSansThai-Regular": "น้ำใจ กำพล",
    "NotoSansLao-Regular": "ລາວ",
    "NotoSansKhmer-Regular": "ខ្មែរ",
    "NotoSansMyanmar-Regular": "မြန်မာ",
    "NotoSansEthiopic-Regular": "አበበ",
    "NotoSansThaana-Regular": "ދިވެހި",
    "NotoSansCJKjp": "王小明 𠮷野家 山田たろう カタカナ 김민수 ㈱",
    "NotoEmoji-Regular": "🛩️ 👩‍✈️ 👍🏽 🇩🇪 1️⃣",
}


def build_page(text: str) -> dict[str, Any]:
    entry = dict.fromkeys(("at", "kind", "result", "by", "remarks"), "") | {"what": text}
    page = {"title": "Title", "school": "School", "student": "Student", "lines": [["Line"]], "entries": [entry]}
    parts: dict[str, Any] = {key: [] for key in ("summary", "hours", "tests", "signers", "signatures")}
    return {**page, **parts, "watermark": "", "certification": ""}


@pytest.mark.parametrize("font", SCRIPTS)
def test_every_script_is_printed_in_its_font(font: str) -> None:
    pdf = render_pdf(TEMPLATE, build_page(SCRIPTS[font]), at=NOON)

    assert any(name.startswith(font) for name in read_fonts(pdf)), read_fonts(pdf)
    assert has_letters_of(normalise_text(SCRIPTS[font]), "\n".join(read_pages(pdf)))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Zoe\u0308 A\u030angstro\u0308m", "Zoë Ångström"),
        ("\u202eevil", "evil"),
        ("\u2067Ann\u2069 \u200fX\u061c", "Ann X"),
        ("A\x00n\x1bn\ufeff", "Ann"),
        ("one\r\ntwo\u2028three\tfour", "one\ntwo\nthree four"),
        ("क्\u200dष \u200c", "क्\u200dष \u200c"),
        ("👩\u200d✈\ufe0f", "👩\u200d✈\ufe0f"),
    ],
)
def test_letters_are_composed_and_what_does_not_show_is_taken_out(written: str, printed: str) -> None:
    assert normalise_text(written) == printed


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Ann 𓀀𓀀", ["U+13000 EGYPTIAN HIEROGLYPH A001"]),
        ("\ue000", ["U+E000 without a name"]),
        ("\ud800", ["U+D800 without a name"]),
        # Each character has a font, but no font has both, and the engine would lose the first.
        ("ა\u0301", ["U+10D0 GEORGIAN LETTER AN", "U+0301 COMBINING ACUTE ACCENT"]),
        ("Ann 🛩️ <b>*_#$", []),
    ],
)
def test_what_no_font_holds_is_known_by_its_name(text: str, missing: list[str]) -> None:
    assert find_unprintable(text) == missing


def test_a_page_with_such_a_character_is_refused_with_its_place() -> None:
    with pytest.raises(Conflict, match=r"entries\.1\.what: Cannot be printed: U\+13000 EGYPTIAN") as error:
        render_pdf(TEMPLATE, build_page("Ann 𓀀"), at=NOON)
    assert error.value.errors == {"entries.1.what": ["Cannot be printed: U+13000 EGYPTIAN HIEROGLYPH A001."]}


def test_a_text_of_which_nothing_shows_is_refused() -> None:
    with pytest.raises(Conflict, match="no visible characters"):
        render_pdf(TEMPLATE, build_page("\u3164\u2063"), at=NOON)


def test_where_nothing_may_be_refused_it_is_spelled_out() -> None:
    assert spell_out("Ann 𓀀 ა\u0301") == ("Ann [U+13000 EGYPTIAN HIEROGLYPH A001] ა[U+0301 COMBINING ACUTE ACCENT]")
    assert "[U+13000 EGYPTIAN" in "\n".join(read_pages(render_pdf_spelled_out(TEMPLATE, build_page("𓀀"), at=NOON)))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_at_all_gives_a_pdf(text: str) -> None:
    """PDF/A refuses a character without a glyph, so each of these is printed or spelled out."""
    assert render_pdf_spelled_out(TEMPLATE, build_page(text), at=NOON).startswith(b"%PDF-")


def test_markup_of_any_kind_is_printed_as_it_is_written() -> None:
    for text in ("<b>Bob</b> & <font color='red'>", '*bold* _it_ #let x = 1 $x^2$ @ref // --- "q" \\u{41} = H', "%PDF"):
        assert text in "\n".join(read_pages(render_pdf(TEMPLATE, build_page(text), at=NOON)))


@pytest.mark.parametrize(("text", "language"), [("王", "zh"), ("山田たろう", "ja"), ("金 민수", "ko"), ("Ann", "zh")])
def test_han_characters_take_the_form_of_the_pages_language(text: str, language: str) -> None:
    assert detect_han_language({"a": ["x"], "b": text}) == language


def test_the_same_page_makes_the_same_bytes() -> None:
    assert render_pdf(TEMPLATE, build_page("Ann"), at=NOON) == render_pdf(TEMPLATE, build_page("Ann"), at=NOON)
