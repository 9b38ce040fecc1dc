"""`GET /trainings/trainings/teaching.json` (docs/api.md, section 8)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.trainings.test_teaching_report import create_class
from tests.world import World, create_client
from trainings.models import Subject

TEACHING = "/trainings/trainings/teaching.json"
YEAR = f"{TEACHING}?from=2025-04-01&to=2026-03-31"


@pytest.fixture
def meteorology(world: World) -> Subject:
    training = make.TrainingFactory(company=world.alpine, type="ONSITE")
    return make.SubjectFactory(training=training, code="050", name="Meteorology")


def test_a_teacher_sees_the_own_hours_by_month_of_the_school(world: World, meteorology: Subject) -> None:
    signed = timezone.now() - timedelta(days=1)
    create_class(world.ines, meteorology, "2026-01-31 10:30", 45, world.sam)  # 31 January, 23:30 in Auckland
    create_class(world.ines, meteorology, "2026-01-31 11:30", 90, world.sam, signed_at=signed)  # 1 February there
    create_class(world.ines, meteorology, "2026-03-19 08:00", 60, world.sam)  # tomorrow
    create_class(world.tom, meteorology, "2026-02-02 08:00", 60, world.sam)

    report = create_client(world.ines).get(YEAR).json()

    assert report == {
        "months": [
            {"month": "2026-02-01", "classes": 1, "minutes": 90, "hours": 1.5, "signed": 1},
            {"month": "2026-01-01", "classes": 1, "minutes": 45, "hours": 0.75, "signed": 0},
        ],
        "TrainingSubject": [{"id": str(meteorology.pk), "name": "Meteorology", "classes": 2, "minutes": 135}],
        "totals": {"classes": 2, "minutes": 135, "hours": 2.25},
    }


def test_a_student_has_no_teaching_report(world: World) -> None:
    assert create_client(world.sam).get(YEAR).status_code == 403


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-03-02&to=2026-03-01", "from"),
        ("from=2020-01-01&to=2026-03-01", "to"),
        ("from=2026-03-02", "to"),
        ("from=soon&to=2026-03-01", "from"),
    ],
)
def test_a_period_that_is_none_is_refused_by_the_name_of_its_field(world: World, query: str, field: str) -> None:
    response = create_client(world.ines).get(f"{TEACHING}?{query}")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


def test_the_number_of_queries_does_not_depend_on_the_classes(
    world: World, meteorology: Subject, queries_of: Callable[..., list[Any]]
) -> None:
    ines = create_client(world.ines)
    create_class(world.ines, meteorology, "2026-03-02 08:00")
    few = len(queries_of(lambda: ines.get(YEAR)))
    for day in range(1, 31):
        create_class(world.ines, meteorology, f"2025-{day % 9 + 4:02}-{day:02} 08:00")
    assert len(queries_of(lambda: ines.get(YEAR))) == few
