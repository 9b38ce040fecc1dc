"""The company of an enrollment is its training's: PostgreSQL refuses anything else."""

from django.db import migrations

from core.migrations import PostgresqlSql


class Migration(migrations.Migration):
    dependencies = [("trainings", "0001_initial")]

    operations = [
        PostgresqlSql(
            """
            ALTER TABLE trainings_training ADD CONSTRAINT training_carried_company UNIQUE (id, company_id);
            ALTER TABLE trainings_enrollment ADD CONSTRAINT enrollment_carries_its_company
            FOREIGN KEY (training_id, company_id) REFERENCES trainings_training (id, company_id)
            DEFERRABLE INITIALLY IMMEDIATE
            """,
            """
            ALTER TABLE trainings_enrollment DROP CONSTRAINT enrollment_carries_its_company;
            ALTER TABLE trainings_training DROP CONSTRAINT training_carried_company
            """,
        )
    ]
