"""Output serializers, compiled, give what the REST framework gives for the same declaration (docs/decisions/0046)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NoReturn
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ObjectDoesNotExist
from rest_framework import serializers
from rest_framework.serializers import Serializer

from accounts.models import Company, PilotGroup, User
from api import output_fields
from api.outputs.serializers import Output, find_compiled, to_rows
from tests.outputs import check_outputs, represent_checked
from tests.world import World


@dataclass
class Row:
    """A row of any kind. `missing` of a `Row` raises AttributeError, as an unknown attribute does."""

    name: Any = "Air law"
    count: Any = 3
    flag: Any = True
    kind: Any = "A"
    moment: Any = datetime(2026, 3, 18, 10, tzinfo=UTC)
    other: Any = None

    def describe(self) -> str:
        return f"{self.name} ({self.count})"

    @property
    def broken(self) -> NoReturn:
        raise ObjectDoesNotExist


class InnerOutput(Output[Row]):
    name = serializers.CharField()
    flag = serializers.BooleanField(required=False)


class ZonedOutput(Output[Row]):
    moment = output_fields.ZonedMoment()


class CountedOutput(Output[Row]):
    count = serializers.SerializerMethodField()

    def get_count(self, row: Row) -> Any:
        return row.count + self.context["more"]


class OfContextOutput(Output[Row]):
    moment = output_fields.ZonedMoment()
    inner = ZonedOutput(source="*")
    inners = ZonedOutput(source="other", many=True)


class RowOutput(Output[Row]):
    name = serializers.CharField()
    count = serializers.IntegerField()
    share = serializers.FloatField(source="count")
    flag = serializers.BooleanField()
    kind = serializers.ChoiceField(choices=["A", "B"])
    moment = output_fields.Moment()
    unix = output_fields.Unix(source="moment")
    text = output_fields.Optional(source="name")
    description = serializers.CharField(source="describe")
    self_again = InnerOutput(source="*")
    Other = InnerOutput(source="other", allow_null=True)
    name_of_other = serializers.CharField(source="other.name", allow_null=True)
    left_out = serializers.CharField(source="missing", required=False)
    given = serializers.CharField(source="missing", default="given")
    nobody = serializers.CharField(source="broken", allow_null=True)


def represent_both(output: Output[Any], row: Any) -> dict[str, Any]:
    """What the serializer gives, after it is found equal to what the REST framework gives."""
    return represent_checked(output, row)


@pytest.mark.parametrize(
    "row",
    [
        Row(),
        Row(name="", count=0, flag=False, kind="", moment=None),
        Row(name=None, count=None, flag=None, kind=None),
        Row(name=7, count="12", flag="true", kind="C", other=Row(name="Meteorology")),
        Row(count=True, kind="B", other={"name": "a key", "flag": False}),
        Row(other={"name": "without a flag"}),
        {"name": "all keys", "count": 1, "flag": 1, "kind": "A", "moment": None, "other": None, "describe": "text"}
        | {"broken": "not at all"},
    ],
)
def test_a_row(row: Any) -> None:
    shown = represent_both(RowOutput(), row)

    assert shown["given"] == "given"
    assert "left_out" not in shown


def test_a_key_is_not_taken_for_a_method_of_the_mapping() -> None:
    class ItemsOutput(Output[Any]):
        items = serializers.IntegerField()

    assert represent_both(ItemsOutput(), {"items": 4}) == {"items": 4}


def test_a_missing_value_names_the_field() -> None:
    class StrictOutput(Output[Any]):
        missing = serializers.CharField()

    with pytest.raises(AttributeError, match="field `missing` on serializer `StrictOutput`"):
        StrictOutput(Row()).data  # noqa: B018


def test_a_field_that_is_only_written_is_not_shown() -> None:
    class SecretOutput(Output[Any]):
        name = serializers.CharField()
        count = serializers.IntegerField(write_only=True)

    assert represent_both(SecretOutput(), Row()) == {"name": "Air law"}


def test_the_context_reaches_nested_serializers_and_their_fields() -> None:
    class ContextOutput(Output[Row]):
        Zoned = ZonedOutput(source="*")
        Counted = CountedOutput(source="other", many=True)

    context = {"zone": ZoneInfo("Pacific/Auckland"), "more": 10}
    output = ContextOutput(context=context)

    for number in (1, 2):
        shown = represent_both(output, Row(other=[Row(count=number), Row(count=2 * number)]))
        assert shown["Zoned"] == {"moment": "2026-03-18T23:00:00+13:00"}
        assert shown["Counted"] == [{"count": 10 + number}, {"count": 10 + 2 * number}]


def test_two_contexts_are_kept_apart() -> None:
    row = Row(count=1)

    assert CountedOutput(row, context={"more": 1}).data == {"count": 2}
    assert CountedOutput(row, context={"more": 5}).data == {"count": 6}


def test_one_class_below_another_has_its_own_fields() -> None:
    class MoreOutput(InnerOutput):
        count = serializers.IntegerField()

    assert represent_both(InnerOutput(), Row()) == {"name": "Air law", "flag": True}
    assert represent_both(MoreOutput(), Row()) == {"name": "Air law", "flag": True, "count": 3}


def test_a_representation_of_its_own_is_respected_inside_another() -> None:
    class ShoutingOutput(InnerOutput):
        def to_representation(self, instance: Row) -> dict[str, Any]:
            return {key: str(value).upper() for key, value in super().to_representation(instance).items()}

    class OuterOutput(Output[Row]):
        One = ShoutingOutput(source="*")
        Many = ShoutingOutput(source="other", many=True)

    shown = represent_both(OuterOutput(), Row(other=[Row(name="b")]))

    assert shown == {"One": {"name": "AIR LAW", "flag": "TRUE"}, "Many": [{"name": "B", "flag": "TRUE"}]}


def test_lists_and_maps() -> None:
    class MapsOutput(Output[Row]):
        names = serializers.ListField(child=serializers.CharField(), source="name")
        counts = serializers.DictField(child=serializers.IntegerField(), source="count")
        rows = serializers.DictField(child=InnerOutput(), source="other")

    row = Row(name=[1, "two", None], count={1: "2", "three": None}, other={"a": Row()})

    assert represent_both(MapsOutput(), row)["rows"] == {"a": {"name": "Air law", "flag": True}}


def test_a_day_is_that_of_the_school() -> None:
    class DayOutput(Output[Any]):
        day = output_fields.SchoolDay(source="moment", allow_null=True)
        plain = output_fields.Day(source="other", allow_null=True)

    @dataclass
    class SchoolRow(Row):
        company: Company | None = None

    row = SchoolRow(other=date(2026, 3, 18), company=Company(timezone_id="Pacific/Auckland"))
    row.moment = datetime(2026, 3, 18, 12, tzinfo=UTC)

    assert represent_both(DayOutput(), row) == {"day": "2026-03-19", "plain": "2026-03-18"}
    row.moment = row.other = None
    assert represent_both(DayOutput(), row) == {"day": None, "plain": None}


@pytest.mark.django_db
def test_related_rows_and_those_that_are_not_there(world: World) -> None:
    class GroupOutput(Output[PilotGroup]):
        name = serializers.CharField()

    class PersonOutput(Output[User]):
        company = serializers.CharField(source="company.name")
        Groups = GroupOutput(source="pilot_groups", many=True)
        supervisor = serializers.CharField(source="no_such.name", required=False)

    person = world.sam
    person.pilot_groups.create(company=person.company, name="Course 1")

    assert represent_both(PersonOutput(), person) == {"company": person.company.name, "Groups": [{"name": "Course 1"}]}


def test_threads_that_compile_the_same_class_agree() -> None:
    class FreshOutput(RowOutput):
        pass

    results: list[dict[str, Any]] = []
    threads = [threading.Thread(target=lambda: results.append(FreshOutput(Row()).data)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [RowOutput(Row()).data] * 8


def test_no_field_is_copied_for_a_row_whose_fields_need_no_context(monkeypatch: pytest.MonkeyPatch) -> None:
    find_compiled(RowOutput)

    def refuse(*args: object) -> NoReturn:
        raise AssertionError("a field was copied")

    monkeypatch.setattr(serializers.Field, "__deepcopy__", refuse)

    assert to_rows(RowOutput, [Row(), Row()])[1]["name"] == "Air law"


def test_the_check_notices_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check that the examples run (tests/outputs.py) can fail."""
    check_outputs(monkeypatch)
    wrong: Callable[..., Any] = lambda self, row: {"name": "other"}  # noqa: E731
    monkeypatch.setattr(Serializer, "to_representation", wrong)

    with pytest.raises(AssertionError):
        InnerOutput(Row()).data  # noqa: B018


@pytest.mark.parametrize("name", [UUID(int=0), UUID(int=2**128 - 1), UUID("01a21d51-d377-7224-80f3-a87f0b9a91b2")])
def test_ids_are_written_as_python_writes_them(name: UUID) -> None:
    assert represent_both(InnerOutput(), Row(name=name))["name"] == str(name)


def test_serializers_do_not_share_their_contexts() -> None:
    zones = [ZoneInfo(name) for name in ("Europe/Vienna", "Asia/Tokyo")]
    outputs = [OfContextOutput(context={"zone": zone}) for zone in zones]
    row = Row(other=[Row(), Row()])
    for _ in range(2):
        vienna, tokyo = ([represent_both(output, row)["moment"], output.to_representation(row)] for output in outputs)

    for moment, shown in (vienna, tokyo):
        assert shown == {"moment": moment, "inner": {"moment": moment}, "inners": [{"moment": moment}] * 2}
    assert (vienna[0], tokyo[0]) == ("2026-03-18T11:00:00+01:00", "2026-03-18T19:00:00+09:00")
