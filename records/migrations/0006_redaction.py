"""The triggers let redactions pass: in a transaction that asks for it, of the columns that tell of a person, alone.

records/redactions.py does so, with an event that proves it (docs/decisions/0035). DELETE and TRUNCATE stay refused.
"""

from django.db import migrations

from core.migrations import PostgresqlSql

REFUSE_ALL = """
CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table % is append-only.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""
ALLOW_REDACTIONS = """
CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    redactable text[] := CASE TG_TABLE_NAME
        WHEN 'records_event' THEN ARRAY['payload', 'state', 'actor_id', 'actor_name']
        WHEN 'records_signature' THEN ARRAY['content', 'signer_name']
        WHEN 'records_revocation' THEN ARRAY['reason']
    END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF current_setting('downwind.redacting', true) = 'on'
            AND to_jsonb(NEW) - redactable = to_jsonb(OLD) - redactable THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The table % is append-only.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0005_admin_labels")]

    operations = [PostgresqlSql(ALLOW_REDACTIONS, REFUSE_ALL)]
