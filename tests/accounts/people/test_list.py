"""The list of people, its filters and pages, and the pickers (docs/api.md, section 13)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from tests import factories as make
from tests.world import Client, World, create_api_client, create_client

LIST = "/manager/users.json"
ALPINE = ["Charles", "Ines", "Maria", "Sam", "Sue", "Tom"]


def list_names(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["UserDetail"]["name"] for row in response.json()]


def test_everybody_of_the_school_by_surname_and_name(world: World, maria: Client) -> None:
    assert list_names(maria.get(LIST)) == ALPINE


def test_a_row_tells_who_has_not_accepted_an_invitation_yet(world: World, maria: Client) -> None:
    User.objects.filter(pk=world.sam.pk).update(
        email_confirmed_at=None, invited_at=timezone.now(), expires_on=date(2027, 1, 31), is_pilot=True
    )
    create_api_client(world.sam)

    assert maria.get(LIST, {"username": "sam"}).json() == [
        {
            "User": {
                "id": str(world.sam.pk), "active": True, "email_status": False, "invited": "2026-03-18 10:00:00",
                "pilot": True, "two_factor": "OFF", "api": True, "email": "sam@alpine.example",
                "user_group_id": "190", "expiration": "2027-01-31",
            },
            "UserDetail": {"name": "Sam", "surname": "Student", "photo": None},
            "UserGroup": {"id": "190", "name": "Student"},
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"username": "SAM ST"}, ["Sam"]), ({"username": "student"}, ["Sam", "Sue"]), ({"username": "@alpine"}, ALPINE),
        ({"username": ".*"}, []), ({"username": "x" * 300}, []), ({"group": "190"}, ["Sam", "Sue"]),
        ({"group": "170", "username": "tom"}, ["Tom"]), ({"active": "0"}, ["Sue"]),
        ({"active": "yes"}, [*ALPINE[:4], "Tom"]),
        ({"group": "", "active": ""}, ALPINE),
    ],
)  # fmt: skip
def test_filters_narrow_in_the_query_and_in_the_path(
    world: World, maria: Client, filters: dict[str, str], names: list[str]
) -> None:
    User.objects.filter(pk=world.sue.pk).update(is_active=False)
    path = "/".join(f"{name}:{value}" for name, value in filters.items())

    assert list_names(maria.get(LIST, filters)) == names
    assert list_names(maria.get(f"/manager/users/{path}.json")) == names


def test_a_name_is_found_whatever_its_case_and_accents_are_kept(world: World, maria: Client) -> None:
    make.UserFactory(company=world.alpine, name="Éva", surname="MÜLLER")

    assert list_names(maria.get(LIST, {"username": "éva mül"})) == ["Éva"]


def test_a_pilot_group_is_one_of_the_own_school(world: World, maria: Client) -> None:
    own, foreign = make.PilotGroupFactory(company=world.alpine), make.PilotGroupFactory(company=world.baltic)
    own.members.add(world.sue, world.olga)
    foreign.members.add(world.sam)

    assert list_names(maria.get(LIST, {"pilot_group": str(own.pk)})) == ["Sue"]
    assert list_names(maria.get(LIST, {"pilot_group": str(foreign.pk)})) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("group", "x"), ("group", "99999"), ("active", "perhaps"), ("pilot_group", "7"), ("page", "0"),
        ("limit", "101"),
        ("username", "a\x00"),
    ],
)  # fmt: skip
def test_a_malformed_filter_is_refused_by_its_name(maria: Client, name: str, value: str) -> None:
    response = maria.get(LIST, {name: value})

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [name]


def test_a_page_is_a_bare_list_with_its_place_in_the_headers(world: World, maria: Client) -> None:
    page = maria.get(LIST, {"page": "2", "limit": "4"})

    assert list_names(page) == ["Sue", "Tom"]
    headers = [page[f"Pagination-{name}"] for name in ("Page", "Page-Count", "Count", "Limit")]
    assert headers == ["2", "2", "6", "4"]
    assert list_names(maria.get("/manager/users/page:3/limit:4.json")) == []
    assert maria.get(LIST, {"page": "1"})["Pagination-Limit"] == "50"
    assert "Pagination-Count" not in maria.get(LIST)


def test_names_are_those_of_active_people(world: World, maria: Client) -> None:
    User.objects.filter(pk=world.sue.pk).update(is_active=False)

    names = maria.get("/manager/users/list.json").json()

    assert names[str(world.sam.pk)] == {"name": "Sam Student"}
    assert set(names) == {str(user.pk) for user in User.objects.filter(company=world.alpine, is_active=True)}


def test_teachers_are_the_staff_who_can_log_in(world: World) -> None:
    User.objects.filter(pk=world.tom.pk).update(is_active=False)
    make.UserFactory(company=world.alpine, group=Role.INSTRUCTOR, expires_on=date(2026, 3, 17))
    last_day = make.UserFactory(
        company=world.alpine, name="Eve", surname="Last", group=170, expires_on=date(2026, 3, 18)
    )

    response = create_client(world.charles).get("/manager/trainings/subjects/teachers.json")

    assert response.json()["users"] == {
        "Training Manager": {str(world.maria.pk): "Maria Manager"},
        "Chief Instructor": {str(world.charles.pk): "Charles Chief"},
        "Instructor": {str(world.ines.pk): "Ines Instructor", str(last_day.pk): "Eve Last"},
    }
    assert create_client(world.ines).get("/manager/trainings/subjects/teachers.json").status_code == 403


@pytest.mark.parametrize("path", ["/users/user_groups.json", "/users/user_groups/1.json"])
def test_roles_are_for_staff(world: World, path: str) -> None:
    roles = create_client(world.ines).get(path).json()

    assert roles == [{"id": str(role.value), "name": role.label} for role in Role]
    assert create_client(world.sam).get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        LIST, f"{LIST}?page=1&limit=100", f"{LIST}?username=pat", "/manager/users/list.json",
        "/pilot_groups/manager_index.json",
        "/manager/trainings/subjects/teachers.json", "/users/user_groups.json",
    ],
)  # fmt: skip
def test_thirty_people_take_the_queries_of_one(
    world: World, maria: Client, queries_of: Callable[[Callable[[], Any]], list[str]], path: str
) -> None:
    for number in range(30):
        user = make.UserFactory(company=world.alpine, group=Role.INSTRUCTOR if number % 2 else Role.STUDENT)
        make.PilotGroupFactory(company=world.alpine).members.add(user)
        if number == 0:
            few = queries_of(lambda: maria.get(path))

    assert len(queries_of(lambda: maria.get(path))) == len(few)
