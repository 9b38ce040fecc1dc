"""Append-only in earnest: PostgreSQL refuses to change or remove what stands in the ledger."""

from django.db import migrations

from core.migrations import PostgresqlSql

TABLES = ("records_event", "records_signature", "records_revocation")

REFUSE = """
CREATE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table % is append-only.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""
GUARD = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION records_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse();
"""
UNGUARD = "DROP TRIGGER {table}_no_change ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        PostgresqlSql(
            REFUSE + "".join(GUARD.format(table=table) for table in TABLES),
            "".join(UNGUARD.format(table=table) for table in TABLES) + "DROP FUNCTION records_refuse();",
        )
    ]
