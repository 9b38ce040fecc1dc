"""What attendance copies from its class stays equal to it: PostgreSQL refuses anything else, and cascades a change."""

from django.db import migrations

from core.migrations import PostgresqlSql


class Migration(migrations.Migration):
    dependencies = [("onsite", "0001_initial")]

    operations = [
        PostgresqlSql(
            """
            ALTER TABLE onsite_attendance ADD CONSTRAINT attendance_carries_its_class
            FOREIGN KEY (class_session_id, item_id, starts_at, is_cancelled)
            REFERENCES onsite_classsession (id, item_id, starts_at, is_cancelled)
            ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE
            """,
            "ALTER TABLE onsite_attendance DROP CONSTRAINT attendance_carries_its_class",
        )
    ]
