"""`GET /manager/trainings/trainings/templates.json` (docs/api.md, section 8)."""

from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.trainings.training_templates.conftest import TEMPLATES, add_subject
from tests.world import Client, World, create_client
from trainings.models import Training


def test_a_template_has_every_key_and_counts_what_is_live(maria: Client, own_template: Training) -> None:
    now = timezone.now()
    kept = own_template.subjects.all()[0]
    make.LessonFactory(subject=kept, deleted_at=now)
    make.LessonFactory(subject__training=own_template, subject__deleted_at=now)
    make.FlightTemplateFactory(training=own_template, deleted_at=now)

    assert maria.get(TEMPLATES).json() == {
        "templates": [
            {
                "Training": {
                    "id": str(own_template.pk),
                    "name": "Alpine PPL",
                    "type": "DISTANCE",
                    "theory": True,
                    "flights": True,
                    "description": "From the first hour to the skill test.",
                    "subjects_count": 2,
                    "lessons_count": 2,
                    "flights_count": 2,
                }
            }
        ]
    }


def test_shipped_and_own_templates_come_by_name(world: World, maria: Client) -> None:
    make.TrainingFactory(company=world.alpine, name="B own", is_template=True)
    make.TrainingFactory(company=None, name="C shipped", is_template=True)
    make.TrainingFactory(company=None, name="A shipped", is_template=True)
    make.TrainingFactory(company=world.baltic, name="Foreign", is_template=True)
    make.TrainingFactory(company=world.alpine, name="An ordinary training")

    body = maria.get(TEMPLATES).json()

    assert [row["Training"]["name"] for row in body["templates"]] == ["A shipped", "B own", "C shipped"]


def test_a_school_without_templates_gets_an_empty_list(maria: Client) -> None:
    assert maria.get(TEMPLATES).json() == {"templates": []}


def test_a_shipped_template_is_in_no_list_of_trainings(maria: Client, shipped_template: Training) -> None:
    assert maria.get("/manager/trainings.json").json()["trainings"] == []


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_see_templates(world: World, who: str) -> None:
    assert create_client(getattr(world, who)).get(TEMPLATES).status_code == 403


def test_thirty_templates_cost_the_two_queries_of_one(world: World, maria: Client, queries_of: Any) -> None:
    def template(company: Any) -> None:
        training = make.TrainingFactory(company=company, is_template=True)
        add_subject(training, "050")
        make.FlightTemplateFactory(training=training)

    template(None)
    one = queries_of(lambda: maria.get(TEMPLATES))
    for number in range(29):
        template(world.alpine if number % 2 else None)
    thirty = queries_of(lambda: maria.get(TEMPLATES))

    assert len(one) == len(thirty) == 2, thirty
    token, templates = thirty
    assert "accounts_token" in token  # who is asking
    assert "lessons_count" in templates  # the templates with their three counts
    assert len(maria.get(TEMPLATES).json()["templates"]) == 30
