"""GIFT: https://docs.moodle.org/en/GIFT_format. Single-choice and true/false questions are read.

Questions are separated by blank lines. Titles are read; comments, categories and feedback are ignored.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext

from exams.bank.entries import (
    MANY_ANSWERS,
    OPTION_PICTURE,
    PICTURE_ELSEWHERE,
    EntryOption,
    QuestionEntry,
    WeightedOption,
    build_weighted_entry,
    decode_text,
    parse_number,
)
from exams.bank.formats.markup import PlainText, convert_to_html, convert_to_plain, needs_html

# While a question is parsed, control characters stand for escaped ones: `decode_text` has removed all others.
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
    """The questions in order. Raises BrokenFile for a file that is not text."""
    lines = [line for line in decode_text(data).split("\n") if not line.lstrip().startswith("//")]
    for block in re.split(r"\n\s*\n", "\n".join(lines)):
        question = re.sub(r"^(?:\s*\$CATEGORY:[^\n]*(?:\n|$))+", "", block).strip()
        if question:
            yield parse_entry(question)


def parse_entry(block: str) -> QuestionEntry:
    block = re.sub(r"\\([:#={}~n\\])", lambda escape: ESCAPED[escape[1]], block)
    title = NAME.match(block)
    name = title[1].translate(UNESCAPES) if title else ""
    # Without a second `::` there is no title, and the question follows the first, as in Moodle.
    rest = block[title.end() :] if title else block.removeprefix("::")
    before, opened, options = rest.partition("{")
    options, closed, after = options.partition("}")
    markup, plain = read_text(f"{before}{GAP}{after}" if after.strip() else before, "auto")
    problem = plain.problem or (str(PICTURE_ELSEWHERE) if plain.pictures else "")
    if not opened:
        problem = gettext("It has no options in braces.")
    if (opened and not closed) or re.search(r"[{}]", before + options + after):
        problem = gettext("Its braces do not match, or it has more than one gap.")
    if problem:
        return QuestionEntry(plain.text, name=name, problem=problem)
    # What follows `####` is feedback on the whole question.
    return parse_options(plain.text, options.partition("####")[0].strip(), markup, name)


def read_text(text: str, markup: str) -> tuple[str, PlainText]:
    """The markup of the text (`markup`, unless the text begins with its own, such as `[html]`), and the plain text."""
    prefix = MARKUP.match(text)
    if prefix:
        markup, text = MARKUPS[prefix[1]], text[prefix.end() :]
    return markup, convert_to_plain(text.translate(UNESCAPES), markup)


def parse_options(text: str, options: str, markup: str, name: str) -> QuestionEntry:
    """The entry whose `options` stood in the braces; only a question with `~` is a choice."""
    word = options.partition("#")[0].strip().upper()
    if word in TRUE | FALSE:
        return QuestionEntry(text, (EntryOption("True", word in TRUE), EntryOption("False", word in FALSE)), name=name)
    if options.startswith("#") or "~" not in options:
        return QuestionEntry(text, name=name, problem=describe_kind(options))
    if "=" not in options:
        has_weights = re.search(rf"~{WEIGHT.pattern}", options)
        problem = str(MANY_ANSWERS) if has_weights else gettext("No option is marked as correct.")
        return QuestionEntry(text, name=name, problem=problem)
    if not OPTION.match(options):
        return QuestionEntry(text, name=name, problem=gettext("There is text before its first option."))
    # Moodle reads `~=` as `=`.
    parsed = [parse_option(sign, option, markup) for sign, option in OPTION.findall(re.sub(r"~\s*=", "=", options))]
    problem = next((problem for _, problem in parsed if problem), "")
    entry = build_weighted_entry(text, [option for option, _ in parsed], name=name)
    return replace(entry, problem=problem) if problem else entry


def describe_kind(options: str) -> str:
    """Why a question that is no choice is not taken."""
    if not options:
        return gettext("It is not a single-choice question, but an essay.")
    if options.startswith("#"):
        return gettext("It is not a single-choice question, but a numerical question.")
    if "->" in options:
        return gettext("It is not a single-choice question, but a matching question.")
    return gettext("It is not a single-choice question, but a short answer.")


def parse_option(sign: str, option: str, markup: str) -> tuple[WeightedOption, str]:
    """An option with its points, and the problem of its text.

    The points stand between percent signs; by default they are 100 for `=` and 0 for `~`.
    """
    weight = WEIGHT.match(option)
    text = (option[weight.end() :] if weight else option).partition("#")[0]
    points = parse_number(weight[1]) if weight else 100.0 if sign == "=" else 0.0
    plain = read_text(text, markup)[1]
    return WeightedOption(plain.text, points), str(OPTION_PICTURE) if plain.pictures else plain.problem


def write_gift(entries: Iterable[QuestionEntry]) -> str:
    return "\n".join(write_question(entry) for entry in entries)


def write_question(entry: QuestionEntry) -> str:
    options = "".join(f"\t{'=' if option.is_correct else '~'}{add_markup(option.text)}\n" for option in entry.options)
    return f"::{entry.title.translate(ESCAPES)}::{add_markup(entry.text, 'plain')}{{\n{options}}}\n"


def add_markup(text: str, markup: str = "") -> str:
    """A text with its markup: HTML for formulas, which Moodle renders in HTML alone.

    A text that begins like a markup or a weight gets the markup `[plain]`, so that it is not read as one.
    """
    if needs_html(text):
        return f"[html]{convert_to_html(text).translate(ESCAPES)}"
    markup = markup or ("plain" if text.startswith(("[", "%")) else "")
    return f"{f'[{markup}]' if markup else ''}{text.translate(ESCAPES)}"
