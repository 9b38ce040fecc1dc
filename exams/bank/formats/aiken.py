"""Aiken: https://docs.moodle.org/en/Aiken_format, read strictly.

The text on one line, then each option on a line as `A. …` or `A) …` with the letters in order, then `ANSWER: A`.
Lower-case letters and `ANSWER: A.` are accepted as well.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase

from django.utils.translation import gettext as _

from exams.bank.entries import PICTURE_ELSEWHERE, EntryOption, QuestionEntry, decode_text
from exams.bank.formats.markup import convert_to_plain
from exams.bank.option_order import has_position_references

OPTION = re.compile(r"([A-Za-z])[.)] +(.+)")
MISSING_SPACE = re.compile(r"[A-Za-z][.)]\S.*")
ANSWER = re.compile(r"ANSWER *: *(.*)", re.IGNORECASE)
LETTER = re.compile(r"\(?([A-Za-z])(?:[.)] *(.*))?")


@dataclass
class AikenQuestion:
    """A question whose lines are being read; `line` is the number of the first."""

    line: int
    texts: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    def build_entry(self, answer_line: str | None) -> QuestionEntry:
        text = "\n".join(self.texts)
        problem = self.find_problem(answer_line)
        if problem:
            place = {"problem": problem, "number": self.line}
            return QuestionEntry(text, problem=_("%(problem)s (Line %(number)s.)") % place)
        right = self.find_right_letter(answer_line or "")
        plain_text = convert_to_plain(text, "auto")
        plain_options = [convert_to_plain(option, "auto") for option in self.options]
        options = tuple(
            EntryOption(plain.text, letter == right) for letter, plain in zip(self.letters, plain_options, strict=True)
        )
        problem = next((plain.problem for plain in (plain_text, *plain_options) if plain.problem), "")
        if any(plain.pictures for plain in (plain_text, *plain_options)):
            problem = str(PICTURE_ELSEWHERE)
        shuffle_options = not has_position_references(option.text for option in options)
        return QuestionEntry(plain_text.text, options, problem=problem, shuffle_options=shuffle_options)

    def find_right_letter(self, answer_line: str) -> str:
        """The letter in an ANSWER line: alone, with a point or bracket, or followed by the text of the option."""
        match = LETTER.fullmatch(answer_line)
        if not match or match[1].upper() not in self.letters:
            return ""
        letter, text = match[1].upper(), (match[2] or "").strip()
        return letter if text in {"", self.options[self.letters.index(letter)]} else ""

    def may_begin_option(self, letter: str) -> bool:
        """A capital letter always begins an option, a lower-case letter only when it is the next one."""
        return letter.isupper() or letter.upper() == ascii_uppercase[len(self.letters) % 26]

    def find_problem(self, answer_line: str | None) -> str:
        if any(MISSING_SPACE.fullmatch(line) for line in self.texts[1:]):
            return _("The letter of an option has no space after it.")
        if len(self.texts) != 1:
            return _("Its text is not on exactly one line.")
        if not self.letters or self.letters != list(ascii_uppercase[: len(self.letters)]):
            return _("Its options are not lettered A, B, C and so on.")
        if answer_line is None:
            return _("It has no ANSWER line.")
        return "" if self.find_right_letter(answer_line) else _("Its ANSWER line does not name one of its options.")


def read_aiken(data: bytes) -> Iterator[QuestionEntry]:
    """The questions in order. Raises BrokenFile for a file that is not text."""
    question: AikenQuestion | None = None
    for number, line in enumerate(decode_text(data).split("\n"), start=1):
        line = line.strip()
        if not line:
            continue
        option, answer_line = OPTION.fullmatch(line), ANSWER.fullmatch(line)
        option = option if option and (question or AikenQuestion(number)).may_begin_option(option[1]) else None
        if question and question.options and not option and not answer_line:
            # After options, only an option or an ANSWER line may follow: another question begins.
            yield question.build_entry(None)
            question = None
        question = question or AikenQuestion(number)
        if answer_line:
            yield question.build_entry(answer_line[1])
            question = None
        elif option:
            question.letters.append(option[1].upper())
            question.options.append(option[2])
        else:
            question.texts.append(line)
    if question:
        yield question.build_entry(None)


def write_aiken(entries: Iterable[QuestionEntry]) -> str:
    return "\n".join(write_question(entry) for entry in entries)


def write_question(entry: QuestionEntry) -> str:
    letters = ascii_uppercase[: len(entry.options)]
    options = [f"{letter}. {option.text}" for letter, option in zip(letters, entry.options, strict=False)]
    correct = [letter for letter, option in zip(letters, entry.options, strict=False) if option.is_correct]
    return "\n".join([entry.text, *options, f"ANSWER: {''.join(correct)}", ""])
