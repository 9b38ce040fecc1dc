"""GIFT: https://docs.moodle.org/en/GIFT_format. Of its question types, single choice and true/false.

Questions are parted by blank lines. Titles, comments and categories are understood; feedback is left aside.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from core.markup.tex import has_formula
from exams.bank.entries import (
    MANY_ANSWERS,
    OPTION_PICTURE,
    EntryOption,
    QuestionEntry,
    WeightedOption,
    build_weighted_entry,
    decode_text,
    parse_number,
)
from exams.bank.formats.markup import PlainText, convert_to_html, convert_to_plain

# While a question is taken apart, a control character stands for each escaped one: none is left in a tidied text.
ESCAPED = {":": "\x01", "#": "\x02", "=": "\x03", "{": "\x04", "}": "\x05", "~": "\x06", "\\": "\x07", "n": "\x08"}
UNESCAPES = str.maketrans({mark: "\n" if char == "n" else char for char, mark in ESCAPED.items()})
ESCAPES = str.maketrans({char: f"\\{char}" for char in ESCAPED if char != "n"} | {"\n": "\\n"})

GAP = "_____"
MARKUPS = {"moodle": "auto", "html": "html", "plain": "plain", "markdown": "markdown"}
MARKUP = re.compile(r"\s*\[(moodle|html|plain|markdown)\]")
NAME = re.compile(r"::([^{}]*?)::")
OPTION = re.compile(r"([~=])([^~=]*)")
WEIGHT = re.compile(r"\s*%\s*([+-]?\d{1,3}(?:[.,]\d*)?)\s*%")
TRUE, FALSE = {"T", "TRUE"}, {"F", "FALSE"}


def read_gift(data: bytes) -> Iterator[QuestionEntry]:
    """The questions in order. Raises BrokenFile for what is not text."""
    lines = [line for line in decode_text(data).split("\n") if not line.lstrip().startswith("//")]
    for block in re.split(r"\n\s*\n", "\n".join(lines)):
        question = re.sub(r"^(?:\s*\$CATEGORY:[^\n]*(?:\n|$))+", "", block).strip()
        if question:
            yield parse_entry(question)


def parse_entry(block: str) -> QuestionEntry:
    block = re.sub(r"\\([:#={}~n\\])", lambda escape: ESCAPED[escape[1]], block)
    named = NAME.match(block)
    name = named[1].translate(UNESCAPES) if named else ""
    # Without a second `::` it is no name: what follows the first is the question, as Moodle reads it.
    rest = block[named.end() :] if named else block.removeprefix("::")
    before, opened, answers = rest.partition("{")
    answers, closed, after = answers.partition("}")
    text = f"{before}{GAP}{after}" if after.strip() else before
    markup, shown = read_text(text, "auto")
    if (opened and not closed) or re.search(r"[{}]", before + answers + after):
        return QuestionEntry(shown.text, name=name, problem="Its braces do not match, or it has more than one gap.")
    if not opened:
        return QuestionEntry(shown.text, name=name, problem="It has no answers in braces.")
    if shown.pictures or shown.problem:
        return QuestionEntry(
            shown.text, name=name, problem=shown.problem or "It shows a picture that is not in the file."
        )
    return parse_answers(shown.text, answers.partition("####")[0].strip(), markup, name)


def read_text(text: str, markup: str) -> tuple[str, PlainText]:
    """The text without its `[html]` or the like, which holds instead of `markup`; and the markup that holds."""
    marked = MARKUP.match(text)
    if marked:
        markup, text = MARKUPS[marked[1]], text[marked.end() :]
    return markup, convert_to_plain(text.translate(UNESCAPES), markup)


def parse_answers(text: str, answers: str, markup: str, name: str) -> QuestionEntry:
    """The entry whose answers are what stood in the braces; only a question with `~` is multiple choice."""
    word = answers.partition("#")[0].strip().upper()
    if word in TRUE | FALSE:
        return QuestionEntry(text, (EntryOption("True", word in TRUE), EntryOption("False", word in FALSE)), name=name)
    if answers.startswith("#") or "~" not in answers:
        return QuestionEntry(
            text, name=name, problem=f"It is not a single-choice question, but {describe_kind(answers)}."
        )
    if "=" not in answers:
        is_weighed = re.search(rf"~{WEIGHT.pattern}", answers)
        return QuestionEntry(text, name=name, problem=MANY_ANSWERS if is_weighed else "No option is marked as correct.")
    options = OPTION.findall(re.sub(r"~\s*=", "=", answers))
    if not OPTION.match(answers):
        return QuestionEntry(text, name=name, problem="Something stands before its first option.")
    reads = [parse_option(sign, option, markup) for sign, option in options]
    problem = next((problem for _, problem in reads if problem), "")
    entry = build_weighted_entry(text, [option for option, _ in reads], name=name)
    return replace(entry, problem=problem) if problem else entry


def describe_kind(answers: str) -> str:
    if not answers:
        return "an essay"
    if answers.startswith("#"):
        return "a number to give"
    return "a matching question" if "->" in answers else "a short answer"


def parse_option(sign: str, option: str, markup: str) -> tuple[WeightedOption, str]:
    """An option and its points (those between percent signs, else all for `=` and none for `~`), and what it shows
    that cannot be kept."""
    weight = WEIGHT.match(option)
    text = (option[weight.end() :] if weight else option).partition("#")[0]
    points = parse_number(weight[1]) if weight else 100.0 if sign == "=" else 0.0
    shown = read_text(text, markup)[1]
    return WeightedOption(shown.text, points), OPTION_PICTURE if shown.pictures else shown.problem


def write_gift(entries: Iterable[QuestionEntry]) -> str:
    return "\n".join(write_question(entry) for entry in entries)


def write_question(entry: QuestionEntry) -> str:
    options = "".join(f"\t{'=' if option.is_correct else '~'}{add_markup(option.text)}\n" for option in entry.options)
    return f"::{entry.title.translate(ESCAPES)}::{add_markup(entry.text, 'plain')}{{\n{options}}}\n"


def add_markup(text: str, markup: str = "") -> str:
    """A text with its markup: HTML for a formula, which Moodle draws there alone. An option that begins as a markup or
    a weight would is told apart by a markup of its own."""
    if has_formula(text):
        return f"[html]{convert_to_html(text).translate(ESCAPES)}"
    markup = markup or ("plain" if text.startswith(("[", "%")) else "")
    return f"{f'[{markup}]' if markup else ''}{text.translate(ESCAPES)}"
