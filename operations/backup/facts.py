"""What can be counted in a database, by which a copy is held against its original."""

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from core.exceptions import Conflict

Fetch = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class DatabaseFacts:
    """Rows of every table, where each school's ledger ends, the names of the keys it is sealed with, and migrations."""

    rows: dict[str, int]
    ledger: dict[str, dict[str, Any]]
    key_ids: list[str]
    migrations: dict[str, list[str]]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_facts(fetch: Fetch, tables: list[str]) -> DatabaseFacts:
    """Reads the facts with `fetch`, which runs one statement; raises Conflict for a database of another program."""
    if not {"records_head", "records_event", "django_migrations"} <= set(tables):
        raise Conflict("This database holds no installation: its migrations were never run.")
    heads = fetch("SELECT company_id, seq, mac FROM records_head")
    return DatabaseFacts(
        rows={table: fetch(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)},
        ledger={str(uuid.UUID(str(company))): {"seq": seq, "mac": mac} for company, seq, mac in heads},
        key_ids=sorted(key_id for (key_id,) in fetch("SELECT DISTINCT key_id FROM records_event")),
        migrations=group_by_app(fetch("SELECT app, name FROM django_migrations ORDER BY app, name")),
    )


def group_by_app(applied: list[tuple[Any, ...]]) -> dict[str, list[str]]:
    apps: dict[str, list[str]] = {}
    for app, name in applied:
        apps.setdefault(app, []).append(name)
    return apps


def describe_differences(expected: dict[str, Any], found: DatabaseFacts) -> list[str]:
    """In words, what a restored database lacks or has too much of compared with a manifest's facts."""
    rows = [
        f"{table} has {found.rows.get(table, 'no')} rows instead of {number}"
        for table, number in expected["rows"].items()
        if found.rows.get(table) != number
    ]
    heads = [
        f"the ledger of the school {company} does not end where it did"
        for company in {*expected["ledger"], *found.ledger}
        if expected["ledger"].get(company) != found.ledger.get(company)
    ]
    return rows + heads
