"""The grades of a flight, one for each objective of the mission that the instructor graded."""

import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.exceptions import InvalidInput
from missions.models import FlightGrade, FlightObjective, FlightRecord

Grades = Mapping[uuid.UUID, str]  # by objective


def read_grades(row: FlightRecord) -> dict[uuid.UUID, str]:
    return {grade.objective_id: grade.grade for grade in row.grades.all()}


def check_objectives(template_id: uuid.UUID, grades: Grades) -> None:
    """Raises InvalidInput, by `objectives.{id}`, for those of another mission."""
    known = FlightObjective.objects.filter(template=template_id, pk__in=grades) if grades else []
    unknown = set(grades) - {row.pk for row in known}
    if unknown:
        text = _("The mission has no objective with this id.")
        raise InvalidInput(errors={f"objectives.{id}": [text] for id in sorted(unknown)})


def replace_grades(row: FlightRecord, grades: Grades) -> None:
    """Stores the grades of a flight that is new, or locked and not signed, in the place of those on record."""
    if read_grades(row) == grades:
        return
    row.grades.all().delete()
    FlightGrade.objects.bulk_create(
        FlightGrade(record=row, objective_id=id, grade=grade) for id, grade in grades.items()
    )
