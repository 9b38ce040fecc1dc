"""Moving a class by dragging it: the warnings first, and the move once the manager has confirmed them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import InvalidInput
from core.school_time import get_clock_time, is_ambiguous
from office.class_planning.warnings import NeedsConfirmation, describe_repeated_time, find_warnings
from office.forms.date_inputs import EARLIER, SchoolMomentField
from office.timetable.choices import parse_local_time
from onsite.classes.double_bookings import build_need
from onsite.classes.moving import move_class
from onsite.endpoints.inputs import EARLIEST_START, LATEST_START
from onsite.models import ClassSession
from trainings.models import MAX_MINUTES


@dataclass(frozen=True)
class Move:
    """A class, its new start and its new duration."""

    session: ClassSession
    starts_at: datetime
    minutes: int


def read_move(session: ClassSession, values: Mapping[str, Any]) -> Move:
    """The move to `start`, a local time of the school; with `end`, the class gets another duration. Raises
    InvalidInput, also for a time that clocks leave out."""
    starts_at = resolve(session, parse_local_time(values, "start"))
    if not EARLIEST_START <= starts_at < LATEST_START:
        raise InvalidInput.for_field("start", _("This day is out of range."))
    if not values.get("end"):
        return Move(session, starts_at, session.duration_minutes)
    ends_at = resolve(session, parse_local_time(values, "end"))
    minutes = max(1, round((ends_at - starts_at).total_seconds() / 60))
    if minutes > MAX_MINUTES:
        raise InvalidInput.for_field("end", _("A class is at most 24 hours long."))
    return Move(session, starts_at, minutes)


def resolve(session: ClassSession, shown: datetime) -> datetime:
    """The moment of a local time. The class keeps the moments it has; of a time that comes twice, the first counts."""
    zone = session.company.zone
    for kept in (session.starts_at, session.ends_at):
        if get_clock_time(kept, zone).replace(microsecond=0, fold=0) == shown:
            return kept
    try:
        return SchoolMomentField(zone=zone).resolve(shown, EARLIER)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error


@transaction.atomic
def confirm_and_move(move: Move, *, confirmation: str, notify: bool, by: User) -> ClassSession:
    """Moves the class if `confirmation` stands for this very move with its warnings as they are now.

    Otherwise raises NeedsConfirmation, which rolls the move back: what it leads to is known only once it is stored.
    """
    now = clock.now()
    before = find_warnings([build_need(move.session)], by=by, now=now)[0]
    session = move_class(session=move.session, starts_at=move.starts_at, minutes=move.minutes, notify=notify, by=by)
    sentences = find_warnings([build_need(session)], by=by, now=now)[0].list_news(before)
    if is_ambiguous(session.starts_at, by.company.zone):
        sentences.append(describe_repeated_time())
    if confirmation != build_confirmation(session, sentences):
        raise MoveUnconfirmed(session, sentences)
    return session


class MoveUnconfirmed(NeedsConfirmation):
    """With the class as it would be."""

    def __init__(self, session: ClassSession, sentences: Sequence[str]) -> None:
        super().__init__(sentences)
        self.starts_at, self.minutes = session.starts_at, session.duration_minutes
        self.confirmation = build_confirmation(session, sentences)


def build_confirmation(session: ClassSession, sentences: Sequence[str]) -> str:
    text = "\n".join([session.starts_at.isoformat(), str(session.duration_minutes), *sentences])
    return hashlib.sha256(text.encode()).hexdigest()
