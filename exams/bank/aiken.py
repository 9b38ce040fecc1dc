"""Aiken: https://docs.moodle.org/en/Aiken_format, taken strictly.

The text on one line, its options one to a line as `A. …` or `A) …` with the letters in order, then `ANSWER: A`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase

from exams.bank.entries import Choice, Entry, decoded

OPTION = re.compile(r"([A-Z])[.)] +(.+)")
ANSWER = re.compile(r"ANSWER: *(.*)")


@dataclass
class Draft:
    """A question whose lines are still coming in."""

    line: int
    texts: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    def entry(self, answer: str | None) -> Entry:
        text = "\n".join(self.texts)
        problem = self.problem(answer)
        if problem:
            return Entry(text, problem=f"{problem} (Line {self.line}.)")
        return Entry(text, tuple(Choice(o, i == answer) for i, o in zip(self.letters, self.options, strict=True)))

    def problem(self, answer: str | None) -> str:
        if len(self.texts) != 1:
            return "Its text is not on exactly one line."
        if not self.letters or self.letters != list(ascii_uppercase[: len(self.letters)]):
            return "Its options are not lettered A, B, C and so on."
        if answer is None:
            return "It has no ANSWER line."
        return "" if answer in self.letters else "Its ANSWER line does not name one of its options."


def read(data: bytes) -> Iterator[Entry]:
    """The questions in order. Raises BrokenFile for what is not UTF-8 text."""
    draft: Draft | None = None
    for number, line in enumerate(decoded(data).split("\n"), start=1):
        line = line.strip()
        if not line:
            continue
        option, answer = OPTION.fullmatch(line), ANSWER.fullmatch(line)
        if draft and draft.options and not option and not answer:
            yield draft.entry(None)
            draft = None
        draft = draft or Draft(number)
        if answer:
            yield draft.entry(answer[1])
            draft = None
        elif option:
            draft.letters.append(option[1])
            draft.options.append(option[2])
        else:
            draft.texts.append(line)
    if draft:
        yield draft.entry(None)


def write(entries: Iterable[Entry]) -> str:
    return "\n".join(question_of(entry) for entry in entries)


def question_of(entry: Entry) -> str:
    letters = ascii_uppercase[: len(entry.options)]
    options = [f"{letter}. {option.text}" for letter, option in zip(letters, entry.options, strict=False)]
    correct = [letter for letter, option in zip(letters, entry.options, strict=False) if option.is_correct]
    return "\n".join([entry.text, *options, f"ANSWER: {''.join(correct)}", ""])
