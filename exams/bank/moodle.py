"""Moodle XML: https://docs.moodle.org/en/Moodle_XML_format. Of its question types, single choice and true/false."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from exams.bank import pictures
from exams.bank.entries import MANY_ANSWERS, BrokenFile, Entry, Weighed, tidy, weighed_entry
from exams.bank.markup import Read, html_of, plain
from exams.bank.pictures import EMBEDDED, UnfitPicture, picture_at

MARKUPS = {"html": "html", "plain_text": "plain", "markdown": "markdown"}
CHOICES = {"multichoice", "truefalse"}


def read(data: bytes) -> Iterator[Entry]:
    """The questions in order; categories are none. Raises BrokenFile for XML that is none, or something else's."""
    for question in parsed(data).iterfind("question"):
        if question.get("type") != "category":
            yield entry_of(question)


def parsed(data: bytes) -> Element:
    try:
        root = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise BrokenFile(f"Line {line}, column {column + 1} is not well-formed XML: {error.msg}.") from error
    except DefusedXmlException as error:
        raise BrokenFile(
            "The file declares a document type or entities, which question files have no use for."
        ) from error
    except (ValueError, LookupError) as error:
        raise BrokenFile(f"The XML cannot be read: {error}.") from error
    if root.tag != "quiz":
        raise BrokenFile(
            f"This is not a Moodle question file: it begins with <{tidy(root.tag)[:40]}>, not with <quiz>."
        )
    return root


def entry_of(question: Element) -> Entry:
    name = plain(text_of(question.find("name")), "auto").text
    content = question.find("questiontext")
    shown = read_text(content)
    kind = tidy(question.get("type") or "(none)")[:40]
    if kind not in CHOICES:
        return Entry(shown.text, name=name, problem=f"It is not a single-choice question, but of the type {kind}.")
    if kind == "multichoice" and text_of(question.find("single"), "").strip() in {"false", "0"}:
        return Entry(shown.text, name=name, problem=MANY_ANSWERS)
    try:
        options = [option_of(answer, kind) for answer in question.iterfind("answer")]
        picture = picture_of(question, content, shown.pictures)
    except UnfitPicture as error:
        return Entry(shown.text, name=name, problem=str(error))
    return weighed_entry(shown.text, options, name=name, picture=picture)


def text_of(element: Element | None, child: str = "text") -> str:
    """Everything written in an element, or in its `child` of that name."""
    holder = element.find(child) if element is not None and child else element
    return "".join(holder.itertext()) if holder is not None else ""


def read_text(element: Element | None) -> Read:
    markup = MARKUPS.get(element.get("format") or "", "auto") if element is not None else "plain"
    return plain(text_of(element), markup)


def option_of(answer: Element, kind: str) -> Weighed:
    shown = read_text(answer)
    if shown.pictures or answer.find("file") is not None:
        raise UnfitPicture("An option is a picture, or has one.")
    text = shown.text.capitalize() if kind == "truefalse" else shown.text
    return Weighed(text, points_of(answer.get("fraction") or "0"))


def points_of(text: str) -> float:
    """Points in percent; what is no number is neither right nor wrong."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def picture_of(question: Element, content: Element | None, sources: list[str]) -> bytes | None:
    """The one picture of the question, if any. Before Moodle 2 it stood beside the text, in `image_base64`."""
    beside = text_of(question.find("image_base64"), "").strip()
    if len(sources) + bool(beside) > 1:
        raise UnfitPicture("It shows more than one picture.")
    if beside:
        return pictures.unpacked(beside)
    return picture_at(sources[0], files_of(content)) if sources else None


def files_of(content: Element | None) -> dict[str, str]:
    """The embedded files by path, in base64."""
    found = content.iterfind("file") if content is not None else []
    return {f"{file.get('path') or '/'}{file.get('name')}": file.text or "" for file in found}


def write(entries: Iterable[Entry]) -> str:
    quiz = Element("quiz")
    for entry in entries:
        add_question(quiz, entry)
    indent(quiz)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(quiz, encoding="unicode")}\n'


def add_question(quiz: Element, entry: Entry) -> None:
    question = SubElement(quiz, "question", type="multichoice")
    SubElement(SubElement(question, "name"), "text").text = entry.title
    add_text(question, entry)
    SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "single").text = "true"
    SubElement(question, "shuffleanswers").text = "true"
    for option in entry.options:
        answer = SubElement(question, "answer", fraction="100" if option.is_correct else "0", format="plain_text")
        SubElement(answer, "text").text = option.text


def add_text(question: Element, entry: Entry) -> None:
    if entry.picture is None:
        content = SubElement(question, "questiontext", format="plain_text")
        SubElement(content, "text").text = entry.text
        return
    content = SubElement(question, "questiontext", format="html")
    text = f'<p>{html_of(entry.text)}</p><p><img src="{EMBEDDED}/picture" alt=""></p>'
    SubElement(content, "text").text = text
    file = SubElement(content, "file", name="picture", path="/", encoding="base64")
    file.text = pictures.packed(entry.picture)
