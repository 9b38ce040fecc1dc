"""Input fields (docs/api.md, section 1, Ids, Numbers and Time): the values that they accept, and no others."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework import serializers

from api.input_fields import (
    CappedNumberField,
    ChoiceField,
    DayField,
    FlagField,
    MomentField,
    ObjectIdField,
    OptionalDayField,
    OptionalIdField,
    OptionalUserIdField,
    TextField,
    UserIdField,
    WholeNumberField,
    normalise_list,
)

ID = "01900000-0000-7000-8000-0000000000ab"

FIELDS: dict[str, serializers.Field[Any, Any, Any, Any]] = {
    "flag": FlagField(),
    "moment": MomentField(),
    "day": DayField(),
    "whole": WholeNumberField(min_value=-5, max_value=100),
    "user": UserIdField(),
    "object": ObjectIdField(),
    "text": TextField(max_length=20),
}


@pytest.mark.parametrize("value", [True, 1, "1", "true", "TRUE", " on ", "on", "yes", "YES"])
def test_a_flag_is_set_by(value: Any) -> None:
    assert FlagField().run_validation(value) is True


@pytest.mark.parametrize("value", [False, 0, "0", "false", "False", "off", "no", "No"])
def test_a_flag_is_cleared_by(value: Any) -> None:
    assert FlagField().run_validation(value) is False


@pytest.mark.parametrize("value", [None, "", "y", "n", 2, -1, 1.0, 0.0, [], {}, [True], "١", 10**30])
def test_a_flag_is_nothing_else(value: Any) -> None:
    with pytest.raises(serializers.ValidationError):
        FlagField().run_validation(value)


@pytest.mark.parametrize(
    "value",
    [
        1773828000, "1773828000", 1773828000.0, " 1773828000 ", "2026-03-18 10:00:00", "2026-03-18T10:00:00Z",
        "2026-03-18T10:00:00+00:00", "2026-03-18T11:00:00+01:00", "2026-03-18 10:00", "2026-03-17T22:30:00-11:30",
        " 2026-03-18 10:00:00 ", "2026-03-18T10:00:00.000000",
    ],
)  # fmt: skip
def test_one_moment_is_written_in_many_ways(value: Any) -> None:
    assert MomentField().run_validation(value) == datetime(2026, 3, 18, 10, 0, tzinfo=UTC)


def test_a_date_is_the_moment_at_which_it_begins_in_utc() -> None:
    assert MomentField().run_validation("2026-03-18") == datetime(2026, 3, 18, tzinfo=UTC)
    assert MomentField().run_validation(0) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        None, "", True, [], {}, "soon", "2026-02-30", "2026-13-01", "2026-03-18 25:00", "1e9", float("nan"),
        float("inf"), 1e18, -1e18, 10**30, 10**4_000, "1" * 19, "9" * 5_000, "0001-01-01", "9999-12-31",
        "1899-12-31 23:59:59", "2200-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "٢٠٢٦-٠٣-١٨",
    ],
    ids=lambda value: ascii(value)[:30] if not isinstance(value, int) else "number",
)  # fmt: skip
def test_a_moment_is_nothing_else_and_not_centuries_away(value: Any) -> None:
    for field in (MomentField(), DayField()):
        with pytest.raises(serializers.ValidationError):
            field.run_validation(value)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-18", date(2026, 3, 18)),
        (1773828000, date(2026, 3, 18)),
        ("2026-03-18 23:59:59", date(2026, 3, 18)),
        ("2026-03-18T23:30:00-02:00", date(2026, 3, 19)),
        ("2026-03-18T00:30:00+02:00", date(2026, 3, 17)),
    ],
)
def test_a_day_is_the_date_that_a_moment_has_in_utc(value: Any, day: date) -> None:
    assert DayField().run_validation(value) == day


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, 12),
        ("12", 12),
        (12.0, 12),
        ("12.0", 12),
        (" 12 ", 12),
        ("-5", -5),
        ("007", 7),
        (61.7, 61),
        ("61.7", 61),
        (-0.5, -1),
    ],
)
def test_a_whole_number_is_a_number_or_its_digits_rounded_down(value: Any, number: int) -> None:
    taken = WholeNumberField(min_value=-5, max_value=100).run_validation(value)

    assert (taken, type(taken)) == (number, int)


@pytest.mark.parametrize(
    "value",
    [
        None, "", True, False, "1.", ".5", "1,5", "1e3", "0x10", "1_000", "+1", "--1", "٣", "１", "²", [], {}, [1], 101,
        -6, 1e30, 1e300, 10**30, 10**4_000, "9" * 19, "9" * 5_000, float("nan"), float("inf"), -float("inf"),
    ],
    ids=lambda value: ascii(value)[:30] if not isinstance(value, int) else "number",
)  # fmt: skip
def test_a_whole_number_is_nothing_else_and_within_its_bounds(value: Any) -> None:
    with pytest.raises(serializers.ValidationError):
        WholeNumberField(min_value=-5, max_value=100).run_validation(value)


@pytest.mark.parametrize("value", [ID, ID.upper(), ID.replace("-", ""), f" {ID} "])
def test_an_id_is_a_uuid(value: str) -> None:
    assert ObjectIdField().run_validation(value) == uuid.UUID(ID)


@pytest.mark.parametrize(
    "value", [f"{{{ID}}}", f"urn:uuid:{ID}", ID[:-1], ID + "0", 12, 10**30, None, "", [ID], "٣" * 32]
)
def test_an_id_is_nothing_else(value: Any) -> None:
    with pytest.raises(serializers.ValidationError):
        ObjectIdField().run_validation(value)


@pytest.mark.parametrize("value", [0, -1, 2**63, "0", True, 1.5, "1.5", None, ""])
def test_a_users_id_is_a_positive_number_that_a_database_holds(value: Any) -> None:
    with pytest.raises(serializers.ValidationError):
        UserIdField().run_validation(value)


class Optional(serializers.Serializer[Any]):
    flag = FlagField(required=False)
    number = WholeNumberField(min_value=0, max_value=9, required=False, default=7)
    moment = MomentField(required=False, allow_null=True)
    word = ChoiceField(choices=["A"], required=False)


@pytest.mark.parametrize("blank", ["", "  ", None, "null", "NULL", "undefined"])
def test_a_blank_value_of_an_optional_field_is_the_same_as_leaving_it_out(blank: Any) -> None:
    form = Optional(data=dict.fromkeys(("flag", "number", "moment", "word"), blank))

    assert form.is_valid()
    assert form.validated_data == {"number": 7}


@pytest.mark.parametrize("nothing", ["", "  ", None, "null", 0, "0", 0.0, "00"])
def test_an_optional_id_may_be_none_in_many_ways(nothing: Any) -> None:
    assert OptionalIdField().run_validation(nothing) is OptionalUserIdField().run_validation(nothing) is None


def test_a_day_of_zero_seconds_is_a_day() -> None:
    assert OptionalDayField().run_validation("") is None
    assert OptionalDayField().run_validation(0) == date(1970, 1, 1)


@pytest.mark.parametrize("word", ["ONSITE", "onsite", " OnSite "])
def test_a_word_of_a_closed_list_is_taken_in_any_case(word: str) -> None:
    assert ChoiceField(choices=["DISTANCE", "ONSITE"]).run_validation(word) == "ONSITE"


@pytest.mark.parametrize("value", ["", "CLASSROOM", None, True, 1, ["ONSITE"], {}, "x" * 1000])
def test_the_refusal_of_an_unknown_word_names_those_allowed(value: Any) -> None:
    with pytest.raises(serializers.ValidationError) as error:
        ChoiceField(choices=["DISTANCE", "ONSITE"]).run_validation(value)
    assert value is None or "Allowed: DISTANCE, ONSITE." in str(error.value)


@pytest.mark.parametrize("value", ["", " ", "\x08", "\u200b", " \u2060 "])
def test_a_text_of_invisible_characters_is_blank(value: str) -> None:
    with pytest.raises(serializers.ValidationError, match="may not be blank"):
        TextField(max_length=10).run_validation(value)
    assert TextField(max_length=10, allow_blank=True).run_validation(value) == ""


def test_more_than_the_cap_counts_as_the_cap() -> None:
    assert [CappedNumberField(min_value=0, cap=9).run_validation(n) for n in (8, 9, 9.5, 10, 1e30)] == [8, 9, 9, 9, 9]


def test_what_forms_make_of_a_list() -> None:
    assert normalise_list({"0": "a", "1": "b"}) == ["a", "b"]
    assert normalise_list({"3": "a", "10": "b"}) == ["a", "b"]
    assert normalise_list(["", "a", None, " "]) == ["a"]
    assert normalise_list({"a": "b"}) == {"a": "b"}
    assert normalise_list("a") == "a"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
near_misses = (
    st.datetimes().map(str)
    | st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat())
    | st.dates().map(str)
    | st.integers(min_value=-(10**40), max_value=10**40).flatmap(lambda number: st.sampled_from([number, str(number)]))
    | st.from_regex(r"[0-9+:TZ .-]{1,30}")
    | st.uuids().map(str)
    | st.sampled_from(["on", "off", "true", "\x00", "\ud800", "1e30", "NaN"])
)


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(value=json_values | near_misses)
def test_whatever_arrives_is_taken_within_bounds_or_refused_with_a_sentence(name: str, value: Any) -> None:
    try:
        taken = FIELDS[name].run_validation(value)
    except serializers.ValidationError as error:
        messages = [str(text) for text in error.detail]
    else:
        messages = []
        assert is_within_bounds(name, taken), (value, taken)
    assert all(messages)


def is_within_bounds(name: str, taken: Any) -> bool:
    checks: dict[str, Callable[[], bool]] = {
        "flag": lambda: isinstance(taken, bool),
        "moment": lambda: 1900 <= taken.year < 2200 and taken.tzinfo is UTC,
        "day": lambda: type(taken) is date and 1900 <= taken.year < 2200,
        "whole": lambda: type(taken) is int and -5 <= taken <= 100,
        "user": lambda: type(taken) is int and 1 <= taken < 2**63,
        "object": lambda: isinstance(taken, uuid.UUID),
        "text": lambda: isinstance(taken, str) and 1 <= len(taken) <= 20 and "\x00" not in taken,
    }
    return checks[name]()
