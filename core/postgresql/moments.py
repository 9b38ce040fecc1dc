"""Reads moments from PostgreSQL's text with the parser of Python's own library, which is written in C.

Django's loader keeps psycopg from using its own C code, and takes several times as long. A list has hundreds of
moments.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from psycopg.adapt import AdaptersMap
from psycopg.pq import Format


@cache
def build_adapters(template: AdaptersMap) -> AdaptersMap:
    """Django's adapters, with a faster loader of `timestamptz` if the connection's zone is UTC.

    Built once: every request asks for them, and a connection makes a copy of its own.
    """
    adapters = AdaptersMap(template)
    moments = adapters.types["timestamptz"].oid
    usual: Any = adapters.get_loader(moments, Format.TEXT)
    if usual.timezone is UTC:
        adapters.register_loader(
            moments, type("MomentLoader", (usual,), {"load": load_moment, "load_otherwise": usual.load})
        )
    return adapters


def load_moment(loader: Any, data: Any) -> datetime:
    """The moment in UTC. What ISO 8601 does not know (`infinity`, years before Christ) is left to Django."""
    try:
        moment = datetime.fromisoformat(bytes(data).decode())
    except ValueError:
        otherwise: datetime = loader.load_otherwise(data)
        return otherwise
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
