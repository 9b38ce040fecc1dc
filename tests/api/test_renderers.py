"""Responses are the bytes that the REST framework's own renderer gives (api/renderers.py)."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

import pytest
from django.db import models
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ErrorDetail
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import Serializer
from rest_framework.utils.serializer_helpers import ReturnDict, ReturnList

from api.renderers import JsonRenderer

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | TEXTS
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXTS | st.integers(), inner))


class Kind(models.TextChoices):
    AIR = "air", "Air"


class Pair(NamedTuple):
    one: int
    two: int


@dataclass
class Point:
    x: int = 1


def render_both(data: Any) -> bytes:
    ours = JsonRenderer().render(data)
    assert ours == JSONRenderer().render(data)
    return ours


@given(TREES)
def test_any_tree(tree: Any) -> None:
    render_both(tree)


@pytest.mark.parametrize("code", range(0x250))
def test_every_character_of_the_first_blocks(code: int) -> None:
    render_both({chr(code): chr(code)})


def test_ends_of_lines_are_escaped() -> None:
    assert render_both("a\u2028b\u2029c") == b'"a\\u2028b\\u2029c"'


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 3, 18, 10, 0, 0, 5, tzinfo=UTC),
        datetime(2026, 3, 18, 10, tzinfo=timezone(timedelta(hours=13))),
        date(2026, 3, 18),
        time(10, 30),
        timedelta(minutes=90),
        uuid.UUID(int=7),
        Decimal("1.50"),
        lazystr("lazy"),
        mark_safe("safe"),
        ErrorDetail("wrong", code="invalid"),
        Kind.AIR,
        Pair(1, 2),
        (1, (2, 3)),
        ReturnDict({"a": 1}, serializer=Serializer()),
        ReturnList([1], serializer=Serializer()),
        dict.fromkeys(("a", "b"), 1),
        {1: "number", None: "nothing", False: "flag"},
        b"bytes",
        2**64,
        -0.0,
        0.1,
        1.0,
        123456.789,
        12345678901234.5,
    ],
)
def test_values(value: Any) -> None:
    render_both({"value": value, "list": [value] if not isinstance(value, dict) else []})


@pytest.mark.parametrize("value", [1e-7, 5e-324, 1e16, 1.7976931348623157e308])
def test_very_small_and_very_large_numbers_keep_their_value(value: float) -> None:
    assert json.loads(JsonRenderer().render(value)) == value


@pytest.mark.parametrize("value", [object(), Point(), {uuid.UUID(int=1): 1}, Enum("Plain", "A")])
def test_what_the_rest_framework_refuses_is_refused(value: Any) -> None:
    for renderer in (JSONRenderer(), JsonRenderer()):
        with pytest.raises(TypeError):
            renderer.render({"value": value})


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        JsonRenderer().render({"value": "\ud800"})


def test_nothing_is_an_empty_body() -> None:
    assert render_both(None) == b""
