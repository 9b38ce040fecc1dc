"""The required hours of a training definition (trainings/syllabus/definitions.py): `required_hours`, each with `kind`,
`hours`, and perhaps `subject` (its code) and `note`."""

from typing import Any

from core.units import MINUTES_PER_HOUR
from hours.models import RequiredHours
from trainings.models import Training

Definition = dict[str, Any]


def build_required_hours(definition: Definition, *, training: Training) -> list[RequiredHours]:
    """Stores the required hours of the definition that `training` was built from, in two queries."""
    entries = definition.get("required_hours", [])
    if not entries:
        return []
    subjects = {subject.code: subject for subject in training.subjects.all()}
    return RequiredHours.objects.bulk_create(
        RequiredHours(
            training=training,
            subject=subjects[entry["subject"]] if "subject" in entry else None,
            kind=entry["kind"],
            minutes=round(entry["hours"] * MINUTES_PER_HOUR),
            note=entry.get("note", ""),
        )
        for entry in entries
    )
