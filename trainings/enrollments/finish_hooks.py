"""What other apps do when an enrollment is finished or reopened.

Finishing cannot import the certificates, because `evidence` is on a higher floor. Instead `evidence` registers a hook
here (evidence/apps.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from records.services import EventDraft

# Enrollments that the caller has locked and stored. `Any`, so that a hook can declare the row type that it needs.
Rows = list[Any]


@dataclass(frozen=True)
class FinishHook:
    """The functions of one app. All run in the transaction of the act, with the enrollments locked.

    `on_finish` and `on_reopening` take the rows, the moment and the user who acts, and return the events to record.
    `find_obstacles` returns a sentence for each object that depends on a finish and so prevents reopening by a
    correction. `find_standing` does so for a manager who takes a finish back by hand, who must first undo what follows
    from it; also called without locks, to say so in advance.
    """

    on_finish: Callable[[Rows, datetime, User | None], list[EventDraft]]
    find_obstacles: Callable[[Rows, datetime], list[str]]
    find_standing: Callable[[Rows], list[str]]
    on_reopening: Callable[[Rows, datetime, User | None], list[EventDraft]]


FINISH_HOOKS: list[FinishHook] = []


def register_hook(hook: FinishHook) -> None:
    FINISH_HOOKS.append(hook)
