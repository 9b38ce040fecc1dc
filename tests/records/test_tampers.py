"""Every change in a table of the records that bypasses the server is found, and none stops the verification.

TAMPERS=1000 for the full number; every column of every table is always altered, then twice.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from records.management.commands.verify_records import CLEAN, get_exit_status
from records.models import Head
from records.verification.checkpoints import read_checkpoint, read_heads, write_checkpoint
from records.verification.run import verify_company
from tests.records.tampers import TABLES, Forger, list_columns
from tests.records.working_school import WorkingSchool
from tests.world import World

TAMPERS = int(os.environ.get("TAMPERS", "120"))
ACTS = 220
ALTERATIONS_OF_A_COLUMN = 2 if TAMPERS >= 1000 else 1  # each verifies the whole school


@pytest.fixture
def checkpoint(world: World, frozen_clock: Any, tmp_path: Any) -> dict[str, Any]:
    """The checkpoint of a school with rows in every table; the guards of its database are switched off."""
    school = WorkingSchool(world, seed=2)
    while not is_filled(school):
        school.act()
        frozen_clock.shift(60)
    write_checkpoint(tmp_path / "heads.json", read_heads())
    drop_triggers()
    checkpoint: dict[str, Any] = read_checkpoint(tmp_path / "heads.json")[str(world.alpine.pk)]
    assert verify_company(world.alpine, checkpoint).findings == []
    return checkpoint


def is_filled(school: WorkingSchool) -> bool:
    """Whether enough was done in enough ways; flights and signatures are also taken back, so rows are looked for."""
    is_busy = len(school.done) >= 15 and sum(school.done.values()) >= ACTS
    return is_busy and all(model._default_manager.exists() for model in TABLES)


def drop_triggers() -> None:
    """As the owner of the database: without triggers and foreign keys, checks and unique indexes."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in TABLES:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
                [model._meta.db_table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{name}"')


def find_missed(world: World, checkpoint: dict[str, Any], tamper: Callable[[], str]) -> str | None:
    """The change that was not found; None if it was; an empty text when the database rejected it or nothing changed."""
    try:
        with transaction.atomic():
            change = tamper()
            report = verify_company(world.alpine, checkpoint) if change else None
            transaction.set_rollback(True)
    except DatabaseError:
        return ""
    if report is None:
        return ""
    return None if get_exit_status([report]) != CLEAN else change


@pytest.mark.any_database  # which columns are compared; random alterations are made on both
def test_every_column_of_every_table_is_compared(world: World, checkpoint: dict[str, Any]) -> None:
    forger = Forger(seed=3)
    assert all(forger.ids.values()), {model.__name__: len(ids) for model, ids in forger.ids.items()}
    columns = [(model, column) for model in TABLES for column in list_columns(model)] * ALTERATIONS_OF_A_COLUMN
    missed = [
        find_missed(world, checkpoint, build_alteration(forger, model, column))
        for model, column in columns
        if (model, column) != (Head, "company_id")
    ]
    assert list(filter(None, missed)) == []


def build_alteration(forger: Forger, model: type[Model], column: str) -> Callable[[], str]:
    return lambda: forger.update(model, column)


def test_random_tampers_are_found(world: World, checkpoint: dict[str, Any]) -> None:
    """Updates, deletions, insertions and swaps; those that the database rejects do not count."""
    forger = Forger(seed=4)
    done, missed = 0, []
    while done < TAMPERS:
        change = find_missed(world, checkpoint, forger.tamper_at_random)
        done += change != ""
        missed += [change] if change else []
    assert missed == []
