"""Reading Moodle XML."""

import base64

import pytest

from exams.bank.entries import BrokenFile, EntryOption, QuestionEntry
from exams.bank.formats.moodle import read_moodle
from tests.exams.bank.moodle_files import build_file, build_png, build_question, build_quiz, read_one

SHOWN = '<p>Read this.</p><img src="@@PLUGINFILE@@/wind%20rose.png" alt="Wind">'


def test_a_single_choice_question() -> None:
    entry = read_one("<p>Which <b>way</b>?</p>")

    assert entry == QuestionEntry("Which way?", (EntryOption("yes", True), EntryOption("no", False)))
    assert entry.name == "Name"


def test_true_or_false() -> None:
    answers = '<answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer>'

    assert read_one(kind="truefalse", answers=answers).options == (
        EntryOption("True", False),
        EntryOption("False", True),
    )


def test_categories_are_no_questions_and_other_types_are_named() -> None:
    category = '<question type="category"><category><text>$course$/050</text></category></question>'
    (essay,) = read_moodle(build_quiz(category, build_question(kind="essay")))

    assert "type essay" in essay.problem


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"more": "<single>false</single>"}, "more than one answer"),
        ({"answers": '<answer fraction="50"><text>a</text></answer>'}, "partial points"),
        ({"answers": '<answer fraction="nan"><text>a</text></answer>'}, "partial points"),
        ({"answers": '<answer fraction="all"><text>a</text></answer>'}, "partial points"),
        ({"answers": '<answer format="html"><text>&lt;img src="a.png"&gt;</text></answer>'}, "contains a picture"),
        ({"answers": f'<answer><text>a</text>{build_file("")}</answer>'}, "contains a picture"),
        ({"text": SHOWN}, "not in the file"),
        ({"text": '<img src="https://example.com/a.png">'}, "not in the file"),
        ({"text": SHOWN, "more": build_file("%%%")}, "damaged"),
        ({"text": SHOWN + SHOWN, "more": build_file("")}, "more than one picture"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_here_is_named(fields: dict[str, str], problem: str) -> None:
    assert problem in read_one(**fields).problem


def test_the_picture_that_the_text_shows_comes_along() -> None:
    entry = read_one(SHOWN, more=build_file(base64.encodebytes(build_png()).decode()))

    assert (entry.text, entry.picture, entry.problem) == ("Read this.", build_png(), "")


def test_a_picture_in_the_text_itself_or_beside_it_comes_along() -> None:
    packed = base64.b64encode(build_png()).decode()

    assert read_one(f'Q<img src="data:image/png;base64,{packed}">').picture == build_png()
    assert read_one("Q", more=f"<image>a.png</image><image_base64>{packed}</image_base64>").picture == build_png()


def test_plain_text_is_taken_literally() -> None:
    data = build_quiz(build_question("a <b> c").replace('format="html"', 'format="plain_text"'))

    assert next(read_moodle(data)).text == "a <b> c"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_file_says_its_encoding(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    data = (
        build_quiz(build_question("Höhe?")).decode().replace("UTF-8", declared).replace("><", ">\r\n<").encode(encoding)
    )

    assert next(read_moodle(data)).text == "Höhe?"


LAUGHS = '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (build_quiz(build_question())[:-20], "Line 1, column"),
        (build_quiz(build_question()).replace(b"Q?", b"H\xf6he?"), "Line 1, column"),
        (build_quiz().replace(b"UTF-8", b"UTF-99"), "encoding"),
        (build_quiz().replace(b"UTF-8", b"utf-7"), "cannot be read|not well-formed"),
        (LAUGHS.encode(), "entities"),
        (OUTSIDE.encode(), "entities"),
        (b"<html><body/></html>", "begins with <html>"),
        (b"", "no element found"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not well-formed"),
        (b"<quiz>&#0;</quiz>", "not well-formed"),
    ],
)
def test_a_broken_file_is_refused_saying_where(data: bytes, why: str) -> None:
    with pytest.raises(BrokenFile, match=why):
        list(read_moodle(data))


def test_a_hundred_thousand_nested_elements_are_no_trouble() -> None:
    deep = "<b>" * 100_000 + "</b>" * 100_000

    assert read_one("Q", more=deep).text == "Q"
    assert "more than 4000 tags" in read_one(deep).problem
