"""`GET /manager/trainings.json` (docs/api.md, section 8)."""

from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.world import World, create_client


def test_a_row_has_every_key_and_counts_every_enrollment(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, name="ATPL", has_flights=True, uses_metrics=True)
    make.SubjectFactory.create_batch(2, training=training)
    make.SubjectFactory(training=training, deleted_at=timezone.now())
    make.FlightTemplateFactory.create_batch(3, training=training)
    make.EnrollmentFactory(training=training, user=world.sam, finished_at=timezone.now())
    make.EnrollmentFactory(training=training, user=world.sam)
    make.EnrollmentFactory(training=training, user=world.sue)

    body = create_client(world.maria).get("/manager/trainings.json").json()

    assert body["trainings"] == [
        {
            "Training": {
                "id": str(training.pk),
                "name": "ATPL",
                "type": "DISTANCE",
                "active": True,
                "theory": True,
                "flights": True,
                "flights_count": 3,
                "competencies": False,
                "metrics": True,
                "announcement": None,
                "start": None,
                "end": None,
                "color": "#2f6fb0",
                "created": "2026-03-18",
                "students_count": 3,
                "subjects_count": 2,
                "revision": None,
                "revision_state": None,
            }
        }
    ]
    assert body["paginate"]["limit"] == 50


def test_trainings_come_by_name_without_templates_and_other_schools(world: World) -> None:
    for name in ("PPL", "ATPL", "LAPL"):
        make.TrainingFactory(company=world.alpine, name=name)
    make.TrainingFactory(company=world.alpine, name="A pattern", is_template=True)
    make.TrainingFactory(company=world.baltic, name="Baltic PPL")

    body = create_client(world.maria).get("/manager/trainings.json").json()

    assert [row["Training"]["name"] for row in body["trainings"]] == ["ATPL", "LAPL", "PPL"]


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_may_list_trainings(world: World, who: str) -> None:
    assert create_client(getattr(world, who)).get("/manager/trainings.json").status_code == 403


def test_thirty_trainings_cost_the_two_queries_of_one(world: World, queries_of: Any) -> None:
    client = create_client(world.maria)

    def training() -> None:
        subject = make.SubjectFactory(training__company=world.alpine)
        make.EnrollmentFactory(training=subject.training, user=world.sam)
        make.FlightTemplateFactory(training=subject.training)

    training()
    one = queries_of(lambda: client.get("/manager/trainings.json"))
    for _ in range(29):
        training()
    thirty = queries_of(lambda: client.get("/manager/trainings.json"))

    assert len(one) == len(thirty) == 2, thirty
    token, page = thirty
    assert "accounts_token" in token  # who is asking
    assert "students_count" in page  # the page, its three counts, and how many rows there are in all
