"""Reading Moodle XML."""

import base64
from io import BytesIO

import pytest
from PIL import Image

from exams.bank.entries import BrokenFile, Choice, Entry
from exams.bank.formats.moodle import read


def png(size: tuple[int, int] = (2, 2)) -> bytes:
    content = BytesIO()
    Image.new("1", size).save(content, "PNG")
    return content.getvalue()


def quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'.encode()


def question(
    text: str = "Q?", *, more: str = "<single>true</single>", kind: str = "multichoice", answers: str = ""
) -> str:
    answers = answers or (
        '<answer fraction="100"><text>yes</text><feedback><text>Well done</text></feedback></answer>'
        '<answer fraction="0"><text>no</text></answer>'
    )
    return (
        f'<question type="{kind}"><name><text>Name</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text>{more if '<file' in more else ''}</questiontext>"
        f"{'' if '<file' in more else more}{answers}</question>"
    )


def one(*args: str, **kwargs: str) -> Entry:
    (entry,) = read(quiz(question(*args, **kwargs)))
    return entry


def file(content: str, name: str = "wind%20rose.png") -> str:
    return f'<file name="{name.replace("%20", " ")}" path="/" encoding="base64">{content}</file>'


SHOWN = '<p>Read this.</p><img src="@@PLUGINFILE@@/wind%20rose.png" alt="Wind">'


def test_a_single_choice_question() -> None:
    entry = one("<p>Which <b>way</b>?</p>")

    assert entry == Entry("Which way?", (Choice("yes", True), Choice("no", False)))
    assert entry.name == "Name"


def test_true_or_false() -> None:
    answers = '<answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer>'

    assert one(kind="truefalse", answers=answers).options == (Choice("True", False), Choice("False", True))


def test_categories_are_no_questions_and_other_types_are_named() -> None:
    category = '<question type="category"><category><text>$course$/050</text></category></question>'
    (essay,) = read(quiz(category, question(kind="essay")))

    assert "type essay" in essay.problem


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"more": "<single>false</single>"}, "more than one answer"),
        ({"answers": '<answer fraction="50"><text>a</text></answer>'}, "part of the points"),
        ({"answers": '<answer fraction="nan"><text>a</text></answer>'}, "part of the points"),
        ({"answers": '<answer fraction="all"><text>a</text></answer>'}, "part of the points"),
        ({"answers": '<answer format="html"><text>&lt;img src="a.png"&gt;</text></answer>'}, "option is a picture"),
        ({"answers": f'<answer><text>a</text>{file("")}</answer>'}, "option is a picture"),
        ({"text": SHOWN}, "not in the file"),
        ({"text": '<img src="https://example.com/a.png">'}, "not in the file"),
        ({"text": SHOWN, "more": file("%%%")}, "damaged"),
        ({"text": SHOWN + SHOWN, "more": file("")}, "more than one picture"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_here_is_named(fields: dict[str, str], problem: str) -> None:
    assert problem in one(**fields).problem


def test_the_picture_that_the_text_shows_comes_along() -> None:
    entry = one(SHOWN, more=file(base64.encodebytes(png()).decode()))

    assert (entry.text, entry.picture, entry.problem) == ("Read this.", png(), "")


def test_a_picture_in_the_text_itself_or_beside_it_comes_along() -> None:
    packed = base64.b64encode(png()).decode()

    assert one(f'Q<img src="data:image/png;base64,{packed}">').picture == png()
    assert one("Q", more=f"<image>a.png</image><image_base64>{packed}</image_base64>").picture == png()


def test_plain_text_is_taken_literally() -> None:
    data = quiz(question("a <b> c").replace('format="html"', 'format="plain_text"'))

    assert next(read(data)).text == "a <b> c"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_file_says_its_encoding(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    data = quiz(question("Höhe?")).decode().replace("UTF-8", declared).replace("><", ">\r\n<").encode(encoding)

    assert next(read(data)).text == "Höhe?"


LAUGHS = '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (quiz(question())[:-20], "Line 1, column"),
        (quiz(question()).replace(b"Q?", b"H\xf6he?"), "Line 1, column"),
        (quiz().replace(b"UTF-8", b"UTF-99"), "encoding"),
        (quiz().replace(b"UTF-8", b"utf-7"), "cannot be read|not well-formed"),
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
        list(read(data))


def test_a_hundred_thousand_nested_elements_are_no_trouble() -> None:
    deep = "<b>" * 100_000 + "</b>" * 100_000

    assert one("Q", more=deep).text == "Q"
    assert "more than 4000 tags" in one(deep).problem
