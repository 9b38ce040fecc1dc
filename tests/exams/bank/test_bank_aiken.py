"""Reading Aiken, strictly."""

import pytest

from exams.bank.entries import BrokenFile, EntryOption, QuestionEntry
from exams.bank.formats.aiken import read_aiken

GOOD = "What does a VOR give?\nA. A bearing\nB) A height\nC. A speed\nANSWER: A\n"


def read_all(text: str) -> list[QuestionEntry]:
    return list(read_aiken(text.encode()))


def test_a_question() -> None:
    assert read_all(GOOD) == [
        QuestionEntry(
            "What does a VOR give?",
            (EntryOption("A bearing", True), EntryOption("A height", False), EntryOption("A speed", False)),
        )
    ]


@pytest.mark.parametrize(
    "text", [f"\n\n{GOOD}\n\n", GOOD.replace("\n", "\r\n"), f"\ufeff{GOOD}", GOOD.replace("\n", " \n\n")]
)
def test_blank_lines_crlf_and_bom_do_not_matter(text: str) -> None:
    assert read_all(text) == read_all(GOOD)


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("Two lines\nof text\nA. a\nB. b\nANSWER: A\n", "exactly one line"),
        ("A. a\nB. b\nANSWER: A\n", "exactly one line"),
        ("Q\nA. a\nC. c\nANSWER: A\n", "lettered"),
        ("Q\nA.a\nB.b\nANSWER: A\n", "no space after it"),
        ("Q\nA. a\nB. b\nANSWER: A. b\n", "ANSWER line does not name"),
        ("Q\nA. a\nB. b\nANSWER: A and B\n", "ANSWER line does not name"),
        ("Q\nANSWER: A\n", "lettered"),
        ("Q\nA. a\nB. b\nANSWER: C\n", "ANSWER line does not name"),
        ("Q\nA. a\nB. b\nANSWER: A, B\n", "ANSWER line does not name"),
        ("Q\nA. a\nB. b\nANSWER:\n", "ANSWER line does not name"),
        ("Q\nA. a\nB. b\n", "no ANSWER line"),
    ],
)
def test_a_bad_question_is_named_and_does_not_take_its_neighbours_along(bad: str, problem: str) -> None:
    before, wrong, after = read_all(f"{GOOD}\n{bad}\n{GOOD}")

    assert problem in wrong.problem
    assert "(Line 7.)" in wrong.problem
    assert [before, after] == read_all(GOOD) * 2


def test_an_option_broken_over_two_lines_is_never_half_taken() -> None:
    entries = read_all("Q\nA. first\nB. begins here\nand goes on\nC. third\nANSWER: A\n")

    assert all(entry.problem for entry in entries)


@pytest.mark.parametrize("data", [b"Q\n\xff\n", b"\x00\x01\x02"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenFile, match="Line"):
        list(read_aiken(data))


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("ANSWER: A", "ANSWER: A."),
        GOOD.replace("ANSWER: A", "Answer : a)"),
        GOOD.replace("ANSWER: A", "ANSWER: A. A bearing"),
        GOOD.replace("A. A", "a. A").replace("B) A", "b) A"),
        GOOD.replace("\n", "\r"),
    ],
)
def test_what_people_write_for_a_letter_is_understood(text: str) -> None:
    assert read_all(text) == read_all(GOOD)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_text_is_read_in_any_of_its_encodings(encoding: str) -> None:
    assert list(read_aiken(GOOD.replace("height", "Höhe").encode(encoding))) == read_all(GOOD.replace("height", "Höhe"))
