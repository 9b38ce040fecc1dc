"""What is counted in a database to compare a restored copy with its original."""

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from core.exceptions import Conflict

Fetch = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class DatabaseFacts:
    """Row counts of all tables, the head of each school's ledger, the ids of the keys that seal it, and migrations."""

    rows: dict[str, int]
    ledger: dict[str, dict[str, Any]]
    key_ids: list[str]
    migrations: dict[str, list[str]]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_facts(fetch: Fetch, tables: list[str]) -> DatabaseFacts:
    """Reads the facts with `fetch`, which runs one statement. Raises Conflict for a database that is not Downwind's."""
    if not {"records_head", "records_event", "django_migrations"} <= set(tables):
        raise Conflict("This database holds no installation: its migrations were never run.")
    heads = fetch("SELECT company_id, seq, mac FROM records_head")
    return DatabaseFacts(
        rows={table: fetch(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)},
        ledger={str(uuid.UUID(str(company))): {"seq": seq, "mac": mac} for company, seq, mac in heads},
        key_ids=sorted(key_id for (key_id,) in fetch("SELECT DISTINCT key_id FROM records_event")),
        migrations=group_by_app(fetch("SELECT app, name FROM django_migrations ORDER BY app, name")),
    )


def group_by_app(migrations: list[tuple[Any, ...]]) -> dict[str, list[str]]:
    apps: dict[str, list[str]] = {}
    for app, name in migrations:
        apps.setdefault(app, []).append(name)
    return apps


def describe_differences(expected: dict[str, Any], actual: DatabaseFacts) -> list[str]:
    """One phrase for each fact in which a restored database differs from the facts of a manifest."""
    rows = [
        f"{table} has {actual.rows.get(table, 'no')} rows instead of {count}"
        for table, count in expected["rows"].items()
        if actual.rows.get(table) != count
    ]
    heads = [
        f"the ledger of the school {company} ends at another event"
        for company in {*expected["ledger"], *actual.ledger}
        if expected["ledger"].get(company) != actual.ledger.get(company)
    ]
    return rows + heads
