"""The filters of the students list: one by one, all together, and against people who try things (section 7)."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import PilotGroup
from core.text.search import fold_text
from tests import factories as make
from tests.trainings.students.conftest import LIST, create_student, list_names
from tests.world import Client, World
from trainings.models import Enrollment, Training

NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def two(world: World, training: Training) -> list[Enrollment]:
    """Sam, finished, in PPL(A); Sue in something else."""
    done = make.EnrollmentFactory(training=training, user=world.sam, finished_at=timezone.now())
    return [done, make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sue)]


def test_training_and_finished(two: list[Enrollment], training: Training, list_rows: Any) -> None:
    assert list_names(list_rows(training=training.pk)) == ["Sam"]
    assert [list_names(list_rows(finished=flag)) for flag in ("1", "true", "0", "off", "")] == [
        ["Sam"], ["Sam"], ["Sue"], ["Sue"], ["Sam", "Sue"],
    ]  # fmt: skip


def test_group_is_the_role(world: World, training: Training, two: list[Enrollment], list_rows: Any) -> None:
    make.EnrollmentFactory(training=training, user=world.ines)

    assert list_names(list_rows(group=170)) == ["Ines"]
    assert list_names(list_rows(group=190)) == ["Sam", "Sue"]
    assert list_rows(group=100) == list_rows(group=32_767) == []


def test_pilot_group_is_one_of_the_own_school(world: World, two: list[Enrollment], list_rows: Any) -> None:
    own, foreign = make.PilotGroupFactory(company=world.alpine), make.PilotGroupFactory(company=world.baltic)
    other = make.PilotGroupFactory(company=world.alpine)
    for group in (own, foreign, other):
        group.members.add(world.sue)

    assert list_names(list_rows(pilot_group=own.pk)) == ["Sue"]
    assert list_rows(pilot_group=foreign.pk) == []


@pytest.mark.parametrize("name", ["training", "pilot_group"])
def test_an_id_that_nobody_sees_leaves_no_row(
    world: World, two: list[Enrollment], list_rows: Any, maria: Client, name: str
) -> None:
    foreign = make.EnrollmentFactory(training=make.TrainingFactory(company=world.baltic), user=world.olga)

    assert list_rows(**{name: NOBODY}) == list_rows(**{name: foreign.training_id}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("training", "x"), ("training", "12"), ("pilot_group", "' OR 1=1"), ("finished", "maybe"), ("finished", "2"),
        ("group", "x"), ("group", "1e3"), ("group", "-1"), ("group", "٣"), ("group", "9" * 30), ("group", 10**30),
        ("page", "0"), ("page", "x"), ("limit", "101"), ("username", "a\x00b"),
    ],
)  # fmt: skip
def test_a_malformed_filter_is_400_and_named(maria: Client, two: list[Enrollment], name: str, value: Any) -> None:
    responses = [maria.get(f"{LIST}.json", {name: value}), maria.get(f"{LIST}/{name}:{quote(str(value))}.json")]

    for response in responses:
        assert response.status_code == 400, response.content
        assert set(response.json()["errors"]) == {name}


def test_named_parameters_in_any_order_and_empty_ones_filter_nothing(
    maria: Client, two: list[Enrollment], training: Training
) -> None:
    def list_matches(segments: str) -> list[str]:
        return list_names(maria.get(f"{LIST}/{segments}.json").json()["students"])

    assert list_matches("training:/finished:/group:/pilot_group:/username:") == ["Sam", "Sue"]
    assert list_matches(f"username:sam/training:{training.pk}/finished:1") == ["Sam"]
    assert list_matches("finished:0/username:s/page:1") == ["Sue"]
    assert list_matches("username:sam%40alpine.example") == ["Sam"]


@pytest.mark.parametrize(
    "text", ["ann", "ANN", "O'Neill", "ann o", "Ann O'Neill", "ann@", "@uplands.example", "NN O'NEI", " ann "]
)
def test_username_finds_part_of_name_surname_both_or_address(world: World, list_rows: Any, text: str) -> None:
    create_student(world, "Ann", "O'Neill", email="ann@uplands.example")
    create_student(world, "Bob", "Smith", email="bob@elsewhere.example")

    assert list_names(list_rows(username=text)) == ["Ann"]


def test_username_is_found_without_regard_to_accents_and_case(world: World, list_rows: Any) -> None:
    create_student(world, "Žofie", "Müller")
    create_student(world, "Bob", "Muller")

    assert list_names(list_rows(username="MÜLLER")) == list_names(list_rows(username="muller")) == ["Bob", "Žofie"]
    assert list_names(list_rows(username="zofie M")) == ["Žofie"]


@pytest.mark.parametrize(
    "text", ["%", "_", "\\", "'", '"', "/", ".", "*", ".*", "(", "[a-z]", "|", "^", "$", "***=", "a|b"]
)
def test_username_is_literal_and_finds_only_who_has_it(world: World, list_rows: Any, maria: Client, text: str) -> None:
    create_student(world, "Bob", "Smith", email="bob@school")
    create_student(world, f"x{text}y", "Odd", email="odd@school")

    assert list_names(list_rows(username=text)) == [f"x{text}y"]
    # A slash at the end of a path means nothing (docs/api.md, section 1, Transport), so here it is not at the end.
    named = maria.get(f"{LIST}/username:{quote(text, safe='')}/page:1.json")
    assert list_names(named.json()["students"]) == [f"x{text}y"]


@pytest.mark.parametrize(
    "text", ["x" * 300, "%" * 300, "é" * 254, "\\" * 254, "(" * 254, "a b\n" * 60, "💥", "*" * 2000]
)
def test_username_of_any_length_is_no_error_and_not_everybody(two: list[Enrollment], list_rows: Any, text: str) -> None:
    assert list_rows(username=text) == []


def test_a_blank_username_is_no_filter(two: list[Enrollment], list_rows: Any) -> None:
    assert list_names(list_rows(username="   ")) == ["Sam", "Sue"]


# --- all together


PEOPLE = [
    ("Ann", "Able", 190), ("Änn", "Zorn", 190), ("ann", "O'Neill", 170), ("Bob", "100%", 135), ("Bo_b", "Able", 190),
    ("Cleo", "a/b", 180),
]  # fmt: skip
TEXTS = ["", "ann", "Able", "n a", "%", "_", "'", "/", "school", "ÄNN", "zzz", "0%", "x" * 300]


class SampleSchool:
    """A small school whose enrollments differ in everything that can be filtered by."""

    def __init__(self, world: World) -> None:
        self.trainings = make.TrainingFactory.create_batch(2, company=world.alpine)
        self.groups = make.PilotGroupFactory.create_batch(2, company=world.alpine)
        self.members: dict[Any, set[int]] = {group.pk: set() for group in self.groups}
        self.rows: list[Enrollment] = []
        for number, (name, surname, role) in enumerate(PEOPLE):
            user = make.UserFactory(company=world.alpine, name=name, surname=surname, group=role)
            for index, group in enumerate(self.groups):
                if number % (index + 2) == 0:
                    self.join(group, user)
            finished_at = datetime(2026, 3, 1, tzinfo=UTC) if number % 3 == 0 else None
            for training in self.trainings[: 1 + number % 2]:
                self.rows.append(make.EnrollmentFactory(training=training, user=user, finished_at=finished_at))
            self.rows.append(make.EnrollmentFactory(training=self.trainings[1], user=user, finished_at=timezone.now()))

    def join(self, group: PilotGroup, user: Any) -> None:
        group.members.add(user)
        self.members[group.pk].add(user.pk)

    def filter_in_python(self, params: dict[str, Any]) -> set[str]:
        """What the list must show, said in plain Python."""
        return {str(row.pk) for row in self.rows if self.matches(row, params)}

    def matches(self, row: Enrollment, params: dict[str, Any]) -> bool:
        user = row.user
        text = fold_text(params.get("username", ""))
        return (
            params.get("training", row.training_id) == row.training_id
            and params.get("finished", row.is_finished) == row.is_finished
            and params.get("group", user.group) == user.group
            and ("pilot_group" not in params or user.pk in self.members[params["pilot_group"]])
            and (text in fold_text(f"{user.name} {user.surname}") or text in user.email)
        )


def test_combined_filters_agree_with_a_plain_filter(world: World, maria: Client) -> None:
    school = SampleSchool(world)
    asked_filters = st.fixed_dictionaries(
        {},
        optional={
            "training": st.sampled_from([training.pk for training in school.trainings]),
            "finished": st.booleans(),
            "group": st.sampled_from([190, 180, 170, 135, 100]),
            "pilot_group": st.sampled_from([group.pk for group in school.groups]),
            "username": st.sampled_from(TEXTS),
        },
    )

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(asked_filters, st.booleans())
    def agrees(params: dict[str, Any], as_named: bool) -> None:
        if as_named:
            given = {**params, "page": 1}
            path = "/".join(f"{name}:{quote(str(value), safe='')}" for name, value in given.items())
            response = maria.get(f"{LIST}/{path}.json")
        else:
            response = maria.get(f"{LIST}.json", params)
        ids = [row["TrainingsUser"]["id"] for row in response.json()["students"]]
        assert len(ids) == len(set(ids))
        assert set(ids) == school.filter_in_python(params)

    agrees()
