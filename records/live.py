"""What signed objects say today, so that it can be held against what was signed."""

from collections.abc import Callable
from typing import Any

ContentOf = Callable[[str], dict[str, Any] | None]

# What a signed content keeps under this key tells how people and things were called then. It is no fact of the record:
# a person who marries or a room that is renamed alters nothing.
NAMES = "names"

CONTENT_OF: dict[str, ContentOf] = {}


def register(object_type: str, content_of: ContentOf) -> None:
    """`content_of(id)` answers the content of a signed object as it stands now, in the very shape that was signed, or
    None when the object is gone. `object_type` is the model's label, e.g. `onsite.classsession`."""
    CONTENT_OF[object_type] = content_of
