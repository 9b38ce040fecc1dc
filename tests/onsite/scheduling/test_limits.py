"""Slips of the pen about classes: a year too many, more minutes than the class has."""

from typing import Any

import pytest

from onsite.models import ClassSession
from tests.onsite.conftest import CLASS, STORE, GroundSchool
from tests.world import Client, create_client


@pytest.fixture
def maria(ground_school: GroundSchool) -> Client:
    return create_client(ground_school.world.maria)


def store_attendance(client: Client, school: GroundSchool, **mark: Any) -> Any:
    body = {"class_id": str(school.session.pk), "attendance": {school.world.sam.pk: {"value": True, **mark}}}
    return client.post(STORE, body, format="json")


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ("2025-03-19 09:00:00", "This is more than 180 days ago."),
        ("2025-09-19 09:59:00", "This is more than 180 days ago."),
        ("2032-03-19 09:00:00", "This is more than 5 years ahead."),
    ],
)
def test_a_class_long_ago_or_far_ahead_is_refused(
    maria: Client, ground_school: GroundSchool, start: str, sentence: str
) -> None:
    for body in (
        ground_school.build_plan(start=start),
        ground_school.build_plan(start=start, id=str(ground_school.session.pk)),
    ):
        response = maria.post(CLASS, body, format="json")

        assert (response.status_code, response.json()["errors"]) == (400, {"start": [sentence]})
    assert ClassSession.objects.count() == 1


def test_a_class_half_a_year_ago_is_taken(maria: Client, ground_school: GroundSchool) -> None:
    assert maria.post(CLASS, ground_school.build_plan(start="2025-09-20 10:00:00"), format="json").status_code == 200


def test_an_old_class_can_be_changed_where_it_stands(maria: Client, ground_school: GroundSchool) -> None:
    ClassSession.objects.update(starts_at="2024-03-19T09:00:00Z")
    body = ground_school.build_plan(
        id=str(ground_school.session.pk), start="2024-03-19 09:00:00", remarks="In the hangar."
    )

    assert maria.post(CLASS, body, format="json").status_code == 200


@pytest.mark.parametrize("start", ["0027-03-19 09:00:00", "0027-03-19", "1926-03-19 09:00:00", "9999-01-01"])
def test_a_year_that_is_none_is_refused(maria: Client, ground_school: GroundSchool, start: str) -> None:
    response = maria.post(CLASS, ground_school.build_plan(start=start), format="json")

    assert (response.status_code, set(response.json()["errors"])) == (400, {"start"})


def test_nobody_attends_more_of_a_class_than_there_is(ground_school: GroundSchool) -> None:
    minutes = ground_school.session.duration_minutes
    client = create_client(ground_school.world.ines)
    field = f"attendance.{ground_school.world.sam.pk}.time"

    response = store_attendance(client, ground_school, time=60 * minutes + 1)

    assert (response.status_code, response.json()["errors"]) == (
        400, {field: [f"The class is {minutes} minutes long: at most {60 * minutes} seconds."]},
    )  # fmt: skip
    assert ground_school.get_attendance(ground_school.world.sam).is_present is None
    assert store_attendance(client, ground_school, time=60 * minutes).status_code == 200


def test_a_class_is_not_made_shorter_than_what_was_attended_of_it(maria: Client, ground_school: GroundSchool) -> None:
    store_attendance(maria, ground_school, time=45 * 60)
    body = ground_school.build_plan(
        id=str(ground_school.session.pk), start=f"{ground_school.session.starts_at:%Y-%m-%d %H:%M:%S}"
    )

    response = maria.post(CLASS, {**body, "minutes": 44}, format="json")

    texts = {"minutes": ["Attendance of 45 minutes has already been recorded for this class."]}
    assert (response.status_code, response.json()["errors"]) == (400, texts)
    assert maria.post(CLASS, {**body, "minutes": 45}, format="json").status_code == 200
