"""What other parts of the product do when an enrollment is finished, or its finish is taken back.

Certificates stand on a higher floor than finishing does, so they register here (evidence/apps.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from records.services import EventDraft

# Enrollments that are locked and stored; they are typed where they are used, above this floor.
Rows = list[Any]


@dataclass(frozen=True)
class FinishHook:
    """`follow_finish` and `follow_reopening` run in the act's transaction and return events to record with it;
    `find_obstacles` says, in sentences, what rests on a finish so that it cannot be taken back."""

    follow_finish: Callable[[Rows, datetime, User | None], list[EventDraft]]
    find_obstacles: Callable[[Rows, datetime], list[str]]
    follow_reopening: Callable[[Rows, datetime, User | None], list[EventDraft]]


FINISH_HOOKS: list[FinishHook] = []


def register_hook(consequence: FinishHook) -> None:
    FINISH_HOOKS.append(consequence)
