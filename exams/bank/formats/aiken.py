"""Aiken: https://docs.moodle.org/en/Aiken_format, taken strictly.

The text on one line, its options one to a line as `A. …` or `A) …` with the letters in order, then `ANSWER: A`.
Small letters, and `ANSWER: A.`, say the same.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase

from exams.bank.entries import EntryOption, QuestionEntry, decode_text
from exams.bank.formats.markup import convert_to_plain
from exams.bank.option_order import has_position_references

OPTION = re.compile(r"([A-Za-z])[.)] +(.+)")
MISSING_BLANK = re.compile(r"[A-Za-z][.)]\S.*")
ANSWER = re.compile(r"ANSWER *: *(.*)", re.IGNORECASE)
LETTER = re.compile(r"\(?([A-Za-z])(?:[.)] *(.*))?")


@dataclass
class AikenQuestion:
    """A question whose lines are still coming in."""

    line: int
    texts: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    def entry(self, answer: str | None) -> QuestionEntry:
        text = "\n".join(self.texts)
        problem = self.problem(answer)
        if problem:
            return QuestionEntry(text, problem=f"{problem} (Line {self.line}.)")
        right = self.find_right_letter(answer or "")
        reads = [convert_to_plain(option, "auto") for option in self.options]
        shown = convert_to_plain(text, "auto")
        options = tuple(
            EntryOption(read.text, letter == right) for letter, read in zip(self.letters, reads, strict=True)
        )
        lost = next((read.problem for read in (shown, *reads) if read.problem), "")
        lost = "It shows a picture that is not in the file." if any(read.pictures for read in (shown, *reads)) else lost
        shuffle_options = not has_position_references(option.text for option in options)
        return QuestionEntry(shown.text, options, problem=lost, shuffle_options=shuffle_options)

    def find_right_letter(self, answer: str) -> str:
        """The letter that an ANSWER line names: alone, with a point or bracket, or with the option written out."""
        named = LETTER.fullmatch(answer)
        if not named or named[1].upper() not in self.letters:
            return ""
        letter, written = named[1].upper(), (named[2] or "").strip()
        return letter if written in {"", self.options[self.letters.index(letter)]} else ""

    def expects(self, letter: str) -> bool:
        """A capital before a point begins an option; a small letter only where its turn has come."""
        return letter.isupper() or letter.upper() == ascii_uppercase[len(self.letters) % 26]

    def problem(self, answer: str | None) -> str:
        if any(MISSING_BLANK.fullmatch(line) for line in self.texts[1:]):
            return "The letter of an option has no blank after it."
        if len(self.texts) != 1:
            return "Its text is not on exactly one line."
        if not self.letters or self.letters != list(ascii_uppercase[: len(self.letters)]):
            return "Its options are not lettered A, B, C and so on."
        if answer is None:
            return "It has no ANSWER line."
        return "" if self.find_right_letter(answer) else "Its ANSWER line does not name one of its options."


def read_aiken(data: bytes) -> Iterator[QuestionEntry]:
    """The questions in order. Raises BrokenFile for what is not text."""
    draft: AikenQuestion | None = None
    for number, line in enumerate(decode_text(data).split("\n"), start=1):
        line = line.strip()
        if not line:
            continue
        option, answer = OPTION.fullmatch(line), ANSWER.fullmatch(line)
        option = option if option and (draft or AikenQuestion(number)).expects(option[1]) else None
        if draft and draft.options and not option and not answer:
            yield draft.entry(None)
            draft = None
        draft = draft or AikenQuestion(number)
        if answer:
            yield draft.entry(answer[1])
            draft = None
        elif option:
            draft.letters.append(option[1].upper())
            draft.options.append(option[2])
        else:
            draft.texts.append(line)
    if draft:
        yield draft.entry(None)


def write_aiken(entries: Iterable[QuestionEntry]) -> str:
    return "\n".join(write_question(entry) for entry in entries)


def write_question(entry: QuestionEntry) -> str:
    letters = ascii_uppercase[: len(entry.options)]
    options = [f"{letter}. {option.text}" for letter, option in zip(letters, entry.options, strict=False)]
    correct = [letter for letter, option in zip(letters, entry.options, strict=False) if option.is_correct]
    return "\n".join([entry.text, *options, f"ANSWER: {''.join(correct)}", ""])
