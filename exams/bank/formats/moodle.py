"""Moodle XML: https://docs.moodle.org/en/Moodle_XML_format. Reads single-choice and true/false questions."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from core.markup.tree import MAX_MARKS
from exams.bank import pictures
from exams.bank.entries import (
    MANY_ANSWERS,
    OPTION_PICTURE,
    PICTURE_ELSEWHERE,
    UTF_8,
    WRONG_UNICODE,
    BrokenFile,
    QuestionEntry,
    WeightedOption,
    build_weighted_entry,
    clean_lines,
    detect_encoding,
    parse_number,
)
from exams.bank.formats.markup import PlainText, convert_to_html, convert_to_plain, needs_html
from exams.bank.pictures import EMBEDDED, InvalidPicture, read_picture_source

MARKUPS = {"html": "html", "plain_text": "plain", "markdown": "markdown"}
CHOICES = {"multichoice", "truefalse"}
FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
# The known elements of a question. Those that are not read are feedback and hints, which Moodle shows after the answer,
# or settings of Moodle. A question with any other element is left out: it may show something that would be lost.
PARTS = {
    "question": {
        "name", "questiontext", "answer", "single", "shuffleanswers", "hidden", "status", "image", "image_base64",
        "generalfeedback", "correctfeedback", "incorrectfeedback", "partiallycorrectfeedback", "shownumcorrect", "hint",
        "defaultgrade", "penalty", "idnumber", "tags", "answernumbering", "showstandardinstruction", "version",
        "category", "length", "stamp", "usecase", "qtype", "createdby", "modifiedby", "timecreated", "timemodified",
        "feedback", "comments", "customfields", "coursetags", "penalties",
    },
    "questiontext": {"text", "file"},
    "answer": {"text", "file", "feedback", "fraction"},
}  # fmt: skip


class InvalidOption(Exception):
    """An option cannot be taken; the message is the reason."""


def read_moodle(data: bytes) -> Iterator[QuestionEntry]:
    """The questions in order, without categories. Raises BrokenFile for a file that is not Moodle XML."""
    for question in parse_xml(data).iterfind("question"):
        if question.get("type") != "category":
            yield parse_entry(question)


def parse_xml(data: bytes) -> Element:
    try:
        root = fromstring(prepare_xml(data), forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        text = _("Line %(line)s, column %(column)s is not well-formed XML: %(error)s.")
        if has_wrong_encoding(data):
            text = _(
                "Line %(line)s, column %(column)s is not UTF-8, as the file says it is. Save it as UTF-8 and try again."
            )
        raise BrokenFile(text % {"line": line, "column": column + 1, "error": error.msg}) from error
    except DefusedXmlException as error:
        raise BrokenFile(
            _("The file declares a document type or entities, which question files do not need.")
        ) from error
    except (ValueError, LookupError) as error:
        raise BrokenFile(_("The XML cannot be read: %(error)s.") % {"error": error}) from error
    if root.tag != "quiz":
        text = _("This is not a Moodle question file: it begins with <%(element)s>, not with <quiz>.")
        raise BrokenFile(text % {"element": clean_lines(root.tag)[:40]})
    return root


def prepare_xml(data: bytes) -> bytes | str:
    """The file as the parser takes it.

    White space before the declaration is removed: XML forbids it, but editors add it. A byte order mark decides about
    the encoding, whatever the declaration says.
    """
    encoding = detect_encoding(data)
    if encoding == UTF_8:
        return data.removeprefix(BOM_UTF8).lstrip()
    try:
        return data.decode(encoding).lstrip("\ufeff \t\r\n")
    except UnicodeDecodeError as error:
        raise BrokenFile(WRONG_UNICODE) from error


def has_wrong_encoding(data: bytes) -> bool:
    """Whether it is text, but not in UTF-8 as its declaration says, or as XML without a declaration must be."""
    if b"\0" in data:
        return False
    declared = re.match(rb"[^>]{0,80}encoding\s*=\s*[\"']([\w.-]+)", data[:200])
    try:
        data.decode()
    except UnicodeDecodeError:
        return not declared or declared[1].lower() in {b"utf-8", b"utf8"}
    return False


def parse_entry(question: Element) -> QuestionEntry:
    name = convert_to_plain(read_raw_text(question.find("name")), "auto").text
    content = question.find("questiontext")
    plain = read_text(content)
    problem = find_kind_problem(question) or find_part_problem(question) or plain.problem
    if problem:
        return QuestionEntry(plain.text, name=name, problem=problem)
    try:
        options = [parse_option(answer, str(question.get("type"))) for answer in question.iterfind("answer")]
        picture = read_picture(question, content, plain.pictures)
    except (InvalidPicture, InvalidOption) as error:
        return QuestionEntry(plain.text, name=name, problem=str(error))
    return build_weighted_entry(
        plain.text, options, name=name, picture=picture, shuffle_options=parse_flag(question, "shuffleanswers")
    )


def find_kind_problem(question: Element) -> str:
    """Why a question of this type or status is not taken; "" when it may be."""
    kind = clean_lines(question.get("type") or "(none)")[:40]
    if kind not in CHOICES:
        return _("It is not a single-choice question, but of the type %(kind)s.") % {"kind": kind}
    if parse_flag(question, "hidden") or read_raw_text(question.find("status"), "").strip() in {"hidden", "draft"}:
        return _("It is hidden in Moodle: it was withdrawn there, or is not finished.")
    return str(MANY_ANSWERS) if kind == "multichoice" and parse_flag(question, "single") is False else ""


def find_part_problem(question: Element) -> str:
    """The first part of the question that is not known."""
    parts = {("question", part.tag) for part in question}
    parts |= {(str(holder.tag), part.tag) for holder in question if holder.tag in PARTS for part in holder}
    unknown = sorted(clean_lines(str(tag)) for holder, tag in parts if tag not in PARTS[holder])
    return _("It has an unknown part (<%(part)s>).") % {"part": unknown[0][:40]} if unknown else ""


def parse_flag(question: Element, name: str) -> bool | None:
    """A boolean of the question; None where the file has none."""
    return FLAGS.get(read_raw_text(question.find(name), "").strip().lower())


def read_raw_text(element: Element | None, child: str = "text") -> str:
    """The text of an element, or of its `child` of that name, including HTML that the file does not escape."""
    holder = element.find(child) if element is not None and child else element
    if holder is None:
        return ""
    if child and len(holder):
        return (holder.text or "") + "".join(serialise_element(part) for part in holder)
    return "".join(holder.itertext())


def serialise_element(part: Element) -> str:
    """An element as HTML without its namespace, and the text after it."""
    if sum(1 for _ in part.iter()) > MAX_MARKS:
        raise BrokenFile(_("A text has more than %(limit)s elements.") % {"limit": MAX_MARKS})
    for element in part.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    return tostring(part, encoding="unicode", method="html")


def read_text(element: Element | None) -> PlainText:
    markup = MARKUPS.get(element.get("format") or "", "auto") if element is not None else "plain"
    return convert_to_plain(read_raw_text(element), markup)


def parse_option(answer: Element, kind: str) -> WeightedOption:
    plain = read_text(answer)
    if plain.pictures or answer.find("file") is not None:
        raise InvalidOption(OPTION_PICTURE)
    if plain.problem:
        raise InvalidOption(_("In an option: %(problem)s") % {"problem": plain.problem})
    # Moodle writes "true" and "false".
    text = plain.text.capitalize() if kind == "truefalse" else plain.text
    return WeightedOption(text, parse_number(answer.get("fraction") or "0"))


def read_picture(question: Element, content: Element | None, sources: list[str]) -> bytes | None:
    """The picture of the question, if any. Raises InvalidPicture for more than one.

    Files from before Moodle 2 have its name in `image`, and sometimes its content in `image_base64`.
    """
    old_picture = read_raw_text(question.find("image_base64"), "").strip()
    if read_raw_text(question.find("image"), "").strip() and not old_picture:
        raise InvalidPicture(PICTURE_ELSEWHERE)
    if len(sources) + bool(old_picture) > 1:
        raise InvalidPicture(_("It shows more than one picture."))
    if old_picture:
        return pictures.decode_base64(old_picture)
    return read_picture_source(sources[0], list_files(content)) if sources else None


def list_files(content: Element | None) -> dict[str, str]:
    """The embedded files by path, in base64."""
    files = content.iterfind("file") if content is not None else []
    return {f"{file.get('path') or '/'}{file.get('name')}": file.text or "" for file in files}


def write_moodle(entries: Iterable[QuestionEntry]) -> str:
    quiz = Element("quiz")
    for entry in entries:
        add_question(quiz, entry)
    indent(quiz)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(quiz, encoding="unicode")}\n'


def add_question(quiz: Element, entry: QuestionEntry) -> None:
    question = SubElement(quiz, "question", type="multichoice")
    SubElement(SubElement(question, "name"), "text").text = entry.title
    add_text(question, entry)
    SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "single").text = "true"
    SubElement(question, "shuffleanswers").text = "true" if entry.shuffle_options else "false"
    for option in entry.options:
        fraction = "100" if option.is_correct else "0"
        answer = SubElement(question, "answer", fraction=fraction, format=choose_text_format(option.text))
        SubElement(answer, "text").text = format_text(choose_text_format(option.text), option.text)


def choose_text_format(text: str) -> str:
    return "html" if needs_html(text) else "plain_text"


def format_text(text_format: str, text: str) -> str:
    return convert_to_html(text) if text_format == "html" else text


def add_text(question: Element, entry: QuestionEntry) -> None:
    if entry.picture is None:
        content = SubElement(question, "questiontext", format=choose_text_format(entry.text))
        SubElement(content, "text").text = format_text(choose_text_format(entry.text), entry.text)
        return
    content = SubElement(question, "questiontext", format="html")
    text = f'<p>{convert_to_html(entry.text)}</p><p><img src="{EMBEDDED}/picture" alt=""></p>'
    SubElement(content, "text").text = text
    file = SubElement(content, "file", name="picture", path="/", encoding="base64")
    file.text = pictures.encode_base64(entry.picture)
