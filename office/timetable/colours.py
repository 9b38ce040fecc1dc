"""The colours of the classes on the timetable. Colours repeat when there are many: every class says its teacher and
location in words too."""

from typing import Any

from accounts.models import User
from core.text.colors import WHITE, compute_contrast
from locations.models import Location
from onsite.models import ClassSession

# Each dark enough for white text (WCAG 2.2, 1.4.3).
PALETTE = (
    "#1f5f9e", "#9c3d10", "#2e6b34", "#7a2f8f", "#7d5200", "#0b6570", "#a3264e", "#4a4f9c", "#55651c", "#7a4a32",
    "#44546a", "#b3261e",
)  # fmt: skip
NO_COLOUR = "#5b6b7b"
BLACK = "#000000"


class Colours:
    """The colour of each class by its training, teacher or location. One query at most."""

    def __init__(self, colouring: str, by: User) -> None:
        self.colouring = colouring
        self.places = {id: number for number, id in enumerate(list_ids(colouring, by))}

    def get_colour(self, session: ClassSession) -> str:
        if self.colouring == "training":
            return str(session.subject.training.color)
        id: Any = session.teacher_id if self.colouring == "teacher" else session.location_id
        return PALETTE[self.places[id] % len(PALETTE)] if id in self.places else NO_COLOUR

    def get_group(self, session: ClassSession) -> str:
        """What the colour stands for, for the legend; empty for a class without a location."""
        if self.colouring == "training":
            return str(session.subject.training)
        return str(session.teacher if self.colouring == "teacher" else session.location or "")


def list_ids(colouring: str, by: User) -> list[Any]:
    """The ids in the order in which they were created, so that a new one leaves the colours of the others."""
    if colouring == "teacher":
        return list(User.objects.of_school(by).staff().order_by("pk").values_list("pk", flat=True))
    if colouring == "location":
        return list(Location.objects.visible_to(by).order_by("pk").values_list("pk", flat=True))
    return []


def choose_text_colour(background: str) -> str:
    """White or black, whichever has the higher contrast on `#rrggbb`."""
    return max(WHITE, BLACK, key=lambda text: compute_contrast(background, text))
