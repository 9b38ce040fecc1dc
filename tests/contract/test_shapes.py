"""The notation of docs/api.md is parsed as its introduction explains it."""

from typing import Any

import pytest

from tests.contract.shapes import Reader, Shape, define_shapes

ID = "01900000-0000-7000-8000-000000000001"


def find_faults(text: str, value: Any) -> list[str]:
    known: dict[str, Shape] = {}
    define_shapes('Person = {id: digits, name}\nColor = "red"|"blue"\n', known)
    return list(Reader(text, known).read().find_faults(value, "answer"))


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("{id, name, user_id: digits}", {"id": ID, "name": "", "user_id": "12"}),
        ("{name?}", {"name": None}),
        ("{name*}", {}),
        ("{name*?}", {"name": None}),
        ("[{Person}]", [{"Person": {"id": "1", "name": "Ann"}}]),
        ("{…Person, at: moment, day: day}", {"id": "1", "name": "", "at": "2026-03-18 10:00:00", "day": "2026-03-18"}),
        ("{<text>: {TrainingsUser: Person}|false}", {"1": {"TrainingsUser": {"id": "1", "name": "A"}}, "2": False}),
        ("{color: Color, at: iso}", {"color": "red", "at": "2026-03-18T10:00:00+01:00"}),
        ("[number]", [1, 1.5]),
    ],
)  # fmt: skip
def test_what_is_as_written_has_no_fault(shape: str, value: Any) -> None:
    assert find_faults(shape, value) == []


@pytest.mark.parametrize(
    ("shape", "value", "fault"),
    [
        ("{id}", {"id": 12}, "answer.id: 12 is no id"),
        ("{id}", {}, "answer.id is missing"),
        ("{id}", {"id": ID, "more": 1}, "answer.more is not documented"),
        ("{name}", {"name": None}, "answer.name: None is no text"),
        ("{n: number}", {"n": True}, "answer.n: True is no number"),
        ("{n: flag}", {"n": 1}, "answer.n: 1 is no flag"),
        ("{at: moment}", {"at": "2026-03-18"}, "answer.at: '2026-03-18' is no moment"),
        ("[Person]", [{"id": "1", "name": "A"}, 7], "answer[1]: 7 is no object"),
        ("{<id>: flag}", {"x": True}, "answer, a key: 'x' is no id"),
        ("{<text>: Person|false}", {"1": True}, "answer.1: True is not False"),
        ('"red"|"blue"', "green", "answer: 'green' is no \"red\""),
    ],
)
def test_what_differs_is_named_with_its_place(shape: str, value: Any, fault: str) -> None:
    assert fault in find_faults(shape, value)


@pytest.mark.parametrize("text", ["{id", "[number", "{a: numbr}", "{a} b", "{a: €}"])
def test_a_shape_that_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        find_faults(text, {})
