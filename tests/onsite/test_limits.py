"""Slips of the pen about classes: a year too many, more minutes than the class has."""

from typing import Any

import pytest

from onsite.models import ClassSession
from tests.onsite.conftest import CLASS, STORE, School
from tests.world import Client, client_of


@pytest.fixture
def maria(school: School) -> Client:
    return client_of(school.world.maria)


def store(client: Client, school: School, **mark: Any) -> Any:
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
def test_a_class_long_ago_or_far_ahead_is_refused(maria: Client, school: School, start: str, sentence: str) -> None:
    for body in (school.plan(start=start), school.plan(start=start, id=str(school.session.pk))):
        answer = maria.post(CLASS, body, format="json")

        assert (answer.status_code, answer.json()["errors"]) == (400, {"start": [sentence]})
    assert ClassSession.objects.count() == 1


def test_a_class_half_a_year_ago_is_taken(maria: Client, school: School) -> None:
    assert maria.post(CLASS, school.plan(start="2025-09-20 10:00:00"), format="json").status_code == 200


def test_an_old_class_can_be_changed_where_it_stands(maria: Client, school: School) -> None:
    ClassSession.objects.update(starts_at="2024-03-19T09:00:00Z")
    body = school.plan(id=str(school.session.pk), start="2024-03-19 09:00:00", remarks="In the hangar.")

    assert maria.post(CLASS, body, format="json").status_code == 200


@pytest.mark.parametrize("start", ["0027-03-19 09:00:00", "0027-03-19", "1926-03-19 09:00:00", "9999-01-01"])
def test_a_year_that_is_none_is_refused(maria: Client, school: School, start: str) -> None:
    answer = maria.post(CLASS, school.plan(start=start), format="json")

    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"start"})


def test_nobody_attends_more_of_a_class_than_there_is(school: School) -> None:
    minutes = school.session.duration_minutes
    client = client_of(school.world.ines)
    field = f"attendance.{school.world.sam.pk}.time"

    answer = store(client, school, time=60 * minutes + 1)

    assert (answer.status_code, answer.json()["errors"]) == (
        400, {field: [f"The class is {minutes} minutes long: at most {60 * minutes} seconds."]},
    )  # fmt: skip
    assert school.row(school.world.sam).is_present is None
    assert store(client, school, time=60 * minutes).status_code == 200


def test_a_class_is_not_made_shorter_than_what_was_attended_of_it(maria: Client, school: School) -> None:
    store(maria, school, time=45 * 60)
    body = school.plan(id=str(school.session.pk), start=f"{school.session.starts_at:%Y-%m-%d %H:%M:%S}")

    answer = maria.post(CLASS, {**body, "minutes": 44}, format="json")

    texts = {"minutes": ["Attendance of 45 minutes has been recorded of this class."]}
    assert (answer.status_code, answer.json()["errors"]) == (400, texts)
    assert maria.post(CLASS, {**body, "minutes": 45}, format="json").status_code == 200
