"""`GET /users/company.json` (docs/api.md, section 2)."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Company
from tests.world import Client, World, create_client

COMPANY = "/users/company.json"


def test_a_school_is_read_with_exactly_these_keys(world: World) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(
        logo="logos/2026/alpine.png",
        accent_color="#00695c",
        people_edit_names=True,
        two_factor_required_from=date(2026, 6, 1),
    )

    assert create_client(world.sam).get(COMPANY).json() == {
        "Company": {
            "id": str(world.alpine.pk),
            "name": "Alpine Flight School",
            "timezone_id": "Pacific/Auckland",
            "logo": "/media/logos/2026/alpine.png",
            "accent_color": "#00695c",
            "names_editable": True,
            "second_factor_from": "2026-06-01",
            "class_opens_before": 240,
            "class_closes_after": 4320,
        }
    }


def test_what_a_school_has_not_chosen_is_null(world: World) -> None:
    company = create_client(world.sam).get(COMPANY).json()["Company"]

    assert (company["logo"], company["accent_color"], company["second_factor_from"]) == (None, None, None)
    assert company["names_editable"] is False


@pytest.mark.parametrize("who", ["maria", "charles", "ines", "sam", "otto", "olga"])
def test_everybody_reads_the_own_school(world: World, who: str) -> None:
    person = getattr(world, who)

    assert create_client(person).get(COMPANY).json()["Company"]["id"] == str(person.company_id)


def test_nobody_reads_a_school_without_a_token() -> None:
    assert Client().get(COMPANY).status_code == 401


def test_the_hours_of_classes_are_those_by_which_the_server_decides(world: World) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(class_opens_hours_before=1, class_closes_days_after=1)

    company = create_client(world.ines).get(COMPANY).json()["Company"]

    assert (company["class_opens_before"], company["class_closes_after"]) == (60, 1440)


def test_the_school_costs_no_more_than_knowing_who_asks(world: World, queries_of: Any) -> None:
    client = create_client(world.sam)

    assert len(queries_of(lambda: client.get(COMPANY))) == 1
