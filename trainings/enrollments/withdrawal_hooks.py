"""What other apps do when a student is withdrawn from a training.

Withdrawing cannot import the classes, because `onsite` is on a higher floor. Instead `onsite` registers a hook here
(onsite/apps.py).
"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from records.services import EventDraft
from trainings.models import Enrollment


@dataclass(frozen=True)
class WithdrawalHook:
    """The functions of one app, both called in the transaction of the act.

    `lock` takes the ids before the enrollments are locked, locks what comes before them in the order of locks
    (docs/decisions/0009) and returns it. `on_withdrawal` takes that and the withdrawn rows, the moment and the manager,
    and returns the events to record.
    """

    lock: Callable[[Collection[uuid.UUID], datetime], Any]
    on_withdrawal: Callable[[Any, list[Enrollment], datetime, User], list[EventDraft]]


WITHDRAWAL_HOOKS: list[WithdrawalHook] = []


def register_withdrawal_hook(hook: WithdrawalHook) -> None:
    WITHDRAWAL_HOOKS.append(hook)
