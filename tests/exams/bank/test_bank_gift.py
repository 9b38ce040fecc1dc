"""Reading GIFT."""

import pytest

from exams.bank.entries import BrokenFile, EntryOption, QuestionEntry
from exams.bank.formats.gift import read_gift


def read_one(text: str) -> QuestionEntry:
    (entry,) = read_gift(text.encode())
    return entry


def read_options(text: str) -> list[tuple[str, bool]]:
    entry = read_one(text)
    assert not entry.problem, entry
    return [(option.text, option.is_correct) for option in entry.options]


def test_a_multiple_choice_question() -> None:
    entry = read_one("::Layers::Where does weather happen? {\n  ~Stratosphere\n  =Troposphere\n  ~Mesosphere\n}")

    assert entry.name == "Layers"
    assert entry.text == "Where does weather happen?"
    assert entry.options == (
        EntryOption("Stratosphere", False), EntryOption("Troposphere", True), EntryOption("Mesosphere", False)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word", "right"), [("T", "True"), ("TRUE", "True"), ("F", "False"), ("FALSE#no#yes", "False")]
)
def test_true_or_false(word: str, right: str) -> None:
    assert read_options(f"Hot air is denser.{{{word}}}") == [("True", right == "True"), ("False", right == "False")]


def test_a_gap_in_the_middle_of_the_text_is_shown_as_a_line() -> None:
    assert read_one("Lift grows with {=speed ~colour} squared.").text == "Lift grows with _____ squared."


def test_escapes() -> None:
    entry = read_one(r"a\=b\: \{c\} \~ \# \\ \(x\)\nnext{=\~1 ~\=2}")

    assert entry.text == "a=b: {c} ~ # \\ \\(x\\)\nnext"
    assert [option.text for option in entry.options] == ["~1", "=2"]


def test_an_escaped_backslash_does_not_escape_what_follows() -> None:
    assert read_one(r"C:\\new{=a ~b}").text == "C:\\new"


def test_comments_and_categories_are_no_questions() -> None:
    text = "// of 2024\n$CATEGORY: 050/Wind\n\n//first\nOne?{=a ~b}\n\n// nothing\n\n$CATEGORY: x\nTwo?{\n//c\n=a ~b}"

    assert [entry.text for entry in read_gift(text.encode())] == ["One?", "Two?"]


def test_feedback_is_left_aside() -> None:
    text = "Q{=a#well done ~b#no: see\\=page 3\n####The whole story}"

    assert read_options(text) == [("a", True), ("b", False)]


def test_full_and_no_points_in_percent_are_right_and_wrong() -> None:
    assert read_options("Q{=%100%a ~%0%b ~%-33.3%c}") == [("a", True), ("b", False), ("c", False)]


def test_html_becomes_plain_text() -> None:
    entry = read_one("[html]<p>C<sub>L</sub> &lt\\; 10<sup>-3</sup></p>{=<b>yes</b> ~[plain]<b>}".replace("\\;", ";"))

    assert entry.text == "C_L < 10^-3"
    assert [option.text for option in entry.options] == ["yes", "<b>"]


def test_text_without_a_markup_is_html_only_where_it_has_known_tags() -> None:
    assert read_one("Is a<b and c>d?{=a ~b}").text == "Is a<b and c>d?"
    assert read_one("Is <i>a</i> this?{=a ~b}").text == "Is a this?"


def test_crlf_bom_and_tabs_do_not_matter() -> None:
    text = "\ufeffOne?{\r\n\t=a\r\n\t~b\r\n}\r\n \t\r\nTwo?{=c ~d}\r\n"

    assert [entry.text for entry in read_gift(text.encode())] == ["One?", "Two?"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Write about lift.{}", "an essay"),
        ("How many feet?{#1000:5}", "a numerical question"),
        ("Capital?{=Rome =Roma}", "a short answer"),
        ("Match.{=a -> b =c -> d}", "a matching question"),
        ("Just a text.", "no options"),
        ("Open {=a ~b", "braces"),
        ("Closed =a ~b}", "braces"),
        ("{=a ~b} and {=c ~d}", "braces"),
        ("Q{~%50%a ~%50%b ~%-100%c}", "more than one answer"),
        ("Q{=a ~%50%b ~c}", "partial points"),
        ("Q{~a ~b}", "No option"),
        ("Q{a ~b =c}", "before its first option"),
        ("[html]<img src\\=\"x.png\">Q{=a ~b}", "picture"),
    ],
)  # fmt: skip
def test_what_is_no_single_choice_is_named(text: str, problem: str) -> None:
    assert problem in read_one(text).problem


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"One?{=a ~b}\n\nH\xf6he?{=a ~b}", "Line 3 is not UTF-8"),
        (b"One?{=a ~b}\rTwo\r\xff", "Line 3 is not UTF-8"),
        ("One?{=a ~b}".encode("utf-16")[:-1], "begins like UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL byte"),
        (b"PK\x03\x04\xff\xff", "Line 1 is not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, where: str) -> None:
    with pytest.raises(BrokenFile, match=where):
        list(read_gift(data))
