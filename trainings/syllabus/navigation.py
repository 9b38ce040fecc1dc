"""Where a slide stands in its lesson: for the student who reads it, and for the manager who previews it."""

import uuid
from dataclasses import dataclass

from core.exceptions import NotFound
from trainings.models import Slide


@dataclass(frozen=True)
class Navigation:
    """Where a slide stands among those of its lesson."""

    position: int
    total: int
    previous: uuid.UUID | None
    next: uuid.UUID | None


def read_navigation(slide: Slide) -> Navigation:
    """One query, whatever the number of slides. Raises NotFound for a slide that was deleted since it was found."""
    ids = list(Slide.objects.live().filter(lesson_id=slide.lesson_id).values_list("pk", flat=True))
    if slide.pk not in ids:
        raise NotFound
    place = ids.index(slide.pk)
    return Navigation(
        position=place + 1,
        total=len(ids),
        previous=ids[place - 1] if place else None,
        next=ids[place + 1] if place + 1 < len(ids) else None,
    )
