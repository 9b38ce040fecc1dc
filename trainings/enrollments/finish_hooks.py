"""What other apps do when an enrollment is finished or reopened.

Certificates are on a higher floor than finishing, which therefore cannot import them: they register here
(evidence/apps.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from records.services import EventDraft

# Enrollments, locked and stored by the caller. `Any`, so that a hook may name the type of row that it needs.
Rows = list[Any]


@dataclass(frozen=True)
class FinishHook:
    """What one app does. All three run in the transaction of the act, with the enrollments locked.

    `on_finish` and `on_reopening` take the rows, the moment and the user who acts, and return the events to record.
    `find_obstacles` returns a sentence for each thing that depends on a finish, which then must not be taken back.
    """

    on_finish: Callable[[Rows, datetime, User | None], list[EventDraft]]
    find_obstacles: Callable[[Rows, datetime], list[str]]
    on_reopening: Callable[[Rows, datetime, User | None], list[EventDraft]]


FINISH_HOOKS: list[FinishHook] = []


def register_hook(hook: FinishHook) -> None:
    FINISH_HOOKS.append(hook)
