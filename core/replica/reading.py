"""Reading from the standby what may be some seconds old: reports, exports, the overview."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections

from core.outages.breaker import Breaker
from core.replica.positions import build_freshness
from core.replica.router import READING, REPLICA
from core.startup import get_first_line

logger = logging.getLogger(__name__)

T = TypeVar("T")

FRESHNESS = build_freshness()
CACHE_BREAKER = Breaker((Exception,), ConnectionError)


def read_from_replica(read: Callable[[], T], *, by: int) -> T:
    """What `read` returns, which only reads, for the user with the id `by`.

    Its queries go to the standby if there is one that is at most `REPLICA_MAX_LAG` seconds behind and has what the user
    wrote; else to the primary, to which they are repeated when the standby fails. Within a transaction, and for what is
    evaluated later, it is the primary. Whether somebody may read must be decided before.
    """
    if READING.get() or not may_be_old(by):
        return read()
    reading = READING.set(True)
    try:
        return read()
    except (OperationalError, InterfaceError) as error:
        logger.warning("The standby failed, the primary is asked: %s", get_first_line(error))
        FRESHNESS.distrust()
        connections[REPLICA].close()
    finally:
        READING.reset(reading)
    return read()


def may_be_old(user_id: int) -> bool:
    if REPLICA not in connections or connections[DEFAULT_DB_ALIAS].in_atomic_block:
        return False
    return FRESHNESS.is_within(settings.REPLICA_MAX_LAG) and not has_just_written(user_id)


def note_writer(user_id: object) -> None:
    """Remembers that the user has written, for as long as the standby may lack it and be read."""
    try:
        CACHE_BREAKER.call(lambda: cache.set(build_key(user_id), 1, timeout=settings.REPLICA_MAX_LAG + 1))
    except Exception as error:  # depends on the cache's client
        logger.warning("A write was not noted: %s", type(error).__name__)


def has_just_written(user_id: int) -> bool:
    """True also while the cache, which knows it, is away."""
    try:
        return CACHE_BREAKER.call(lambda: cache.get(build_key(user_id))) is not None
    except Exception as error:  # depends on the cache's client
        logger.warning("The standby is not used, because the cache is away: %s", type(error).__name__)
        return True


def build_key(user_id: object) -> str:
    return f"wrote:{user_id}"
