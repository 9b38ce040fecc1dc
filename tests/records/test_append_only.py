"""On PostgreSQL, triggers reject changes of the ledger's tables."""

import pytest
from django.db import DatabaseError, connection, transaction

from records.services import EventDraft, record_events
from tests.conftest import LEDGER
from tests.records.test_signing import revoke_as_test, sign_as_ines
from tests.world import World

pytestmark = pytest.mark.postgresql


@pytest.mark.parametrize("table", LEDGER)
@pytest.mark.parametrize(
    "statement", ["UPDATE {0} SET company_id = company_id", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]
)
def test_the_ledger_refuses(world: World, table: str, statement: str) -> None:
    record_events(EventDraft("thing.noted", world.sam), company_id=world.alpine.pk, by=None)
    sign_as_ines(world)
    revoke_as_test(world)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table))
