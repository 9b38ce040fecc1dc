"""The position of a slide in its lesson, for students who read it and for managers who preview it."""

import uuid
from dataclasses import dataclass

from core.exceptions import NotFound
from trainings.models import Slide


@dataclass(frozen=True)
class Navigation:
    """The position of a slide, from 1, among the live slides of its lesson, with its neighbours."""

    position: int
    total: int
    previous: uuid.UUID | None
    next: uuid.UUID | None


def read_navigation(slide: Slide) -> Navigation:
    """One query. Raises NotFound when the slide has been deleted since it was read."""
    ids = list(Slide.objects.live().filter(lesson_id=slide.lesson_id).values_list("pk", flat=True))
    if slide.pk not in ids:
        raise NotFound
    index = ids.index(slide.pk)
    return Navigation(
        position=index + 1,
        total=len(ids),
        previous=ids[index - 1] if index else None,
        next=ids[index + 1] if index + 1 < len(ids) else None,
    )
