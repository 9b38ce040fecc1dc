"""Text that looks the same is stored the same, without invisible characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.cleaning import clean_domain, clean_email, clean_line, clean_text, list_password_spellings

SHY, ZWSP, ZWNJ, ZWJ = "\u00ad", "\u200b", "\u200c", "\u200d"


def decompose(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("name", ["Zoë Müller", "Nguyễn Thị Hằng", "Ångström", "İbrahim", "한국", "が"])
def test_a_decomposed_name_is_the_composed_one(name: str) -> None:
    assert clean_line(decompose(name)) == name


@pytest.mark.parametrize(
    "invisible",
    [ZWSP, SHY, "\ufeff", "\u2060", "\u200e", "\u200f", "\u202e", "\u202c", "\u2066", "\u2069", "\u061c", "\u034f",
     "\u3164", "\uffa0", "\u180e", "\u0001", "\x7f", "\x80", "\U000e0041", "\ufe0f", ZWJ, ZWNJ],
)  # fmt: skip
def test_what_nobody_sees_is_taken_out(invisible: str) -> None:
    assert clean_line(f"{invisible}An{invisible}na{invisible}") == "Anna"


@pytest.mark.parametrize(
    "text",
    [
        f"علی{ZWNJ}رضا",
        f"क्{ZWJ}ष",
        f"क्{ZWNJ}ष",
        f"ക്{ZWJ}",
        "Ann 🛩️",
        f"Pilot 👩{ZWJ}✈️",
        f"👩🏽{ZWJ}✈️",
        "1️⃣",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "葛󠄀城",
        "×÷±≥∑ °C µ½",
        "日本 語",
    ],
)
def test_what_scripts_and_pictures_are_written_with_stays(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u202f", "\u3000", "\u2028"])
def test_every_space_in_a_line_is_a_plain_one(space: str) -> None:
    assert clean_line(f"van{space}Berg") == "van Berg"


def test_the_lines_of_a_text_stay() -> None:
    assert clean_text("a\n\tb\u00a0c\r\n") == "a\n\tb\u00a0c\r\n"


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    for clean in (clean_text, clean_line, clean_email):
        assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"zw.space@demo.example{ZWSP}", "zw.space@demo.example"),
        (f"zw{SHY}.space@de{ZWJ}mo.example", "zw.space@demo.example"),
        (decompose("anna@müller.example"), "anna@müller.example"),
        ("Anna@MÜLLER.example", "anna@müller.example"),
        ("anna@xn--mller-kva.example", "anna@müller.example"),
        ("anna@XN--MLLER-KVA.example", "anna@müller.example"),
        ("anna@xn--strae-oqa.example", "anna@straße.example"),
        ("anna@ｍüller。example", "anna@müller.example"),
        ("\u202eanna@x.example", "anna@x.example"),
        ("\u00a0 anna@x.example ", "anna@x.example"),
        ("anna@xn--\u00fc.example", "anna@xn--ü.example"),
        ("anna@xn--zzzzzzzzzz99999.example", "anna@xn--zzzzzzzzzz99999.example"),
        ("no address", "no address"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert clean_email(typed) == kept


def test_a_label_that_hides_an_at_sign_or_capitals_stays_encoded() -> None:
    for hidden in ("a@b", "a b", "Ä", "a\u200bö"):
        label = f"xn--{hidden.encode('punycode').decode()}"
        assert clean_domain(f"{label}.example") == f"{label.lower()}.example"


def test_a_password_has_more_spellings_only_with_accents() -> None:
    assert list_password_spellings("correct horse") == ["correct horse"]
    assert list_password_spellings("Zoë") == ["Zoë", decompose("Zoë")]
    assert list_password_spellings(decompose("Zoë"))[0] == "Zoë"
