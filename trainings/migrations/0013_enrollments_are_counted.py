"""Counts of enrollments, kept by triggers of PostgreSQL (docs/decisions/0049)."""

from django.db import migrations, models

from core.migrations import PostgresqlSql

# By statement, so that an import of thousands adds one row for each training. An enrollment that is moved to another
# training is one of few, and most changes are of other columns: those have a trigger by row, with a condition.
# `search_path`, because programs like pg_restore load rows with an empty one.
COUNT = """
CREATE FUNCTION trainings_count_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO trainings_enrollmentcount (company_id, training_id, change)
        SELECT company_id, training_id, count(*) FROM added GROUP BY company_id, training_id;
    RETURN NULL;
END
$$;
CREATE FUNCTION trainings_count_removed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO trainings_enrollmentcount (company_id, training_id, change)
        SELECT company_id, training_id, -count(*) FROM removed GROUP BY company_id, training_id;
    RETURN NULL;
END
$$;
CREATE FUNCTION trainings_count_moved() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO trainings_enrollmentcount (company_id, training_id, change)
        VALUES (OLD.company_id, OLD.training_id, -1), (NEW.company_id, NEW.training_id, 1);
    RETURN NULL;
END
$$;
CREATE FUNCTION trainings_count_emptied() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM trainings_enrollmentcount;
    RETURN NULL;
END
$$;
CREATE TRIGGER trainings_enrollment_emptied AFTER TRUNCATE ON trainings_enrollment
    FOR EACH STATEMENT EXECUTE FUNCTION trainings_count_emptied();
CREATE TRIGGER trainings_enrollment_added AFTER INSERT ON trainings_enrollment
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION trainings_count_added();
CREATE TRIGGER trainings_enrollment_removed AFTER DELETE ON trainings_enrollment
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION trainings_count_removed();
CREATE TRIGGER trainings_enrollment_moved AFTER UPDATE OF company_id, training_id ON trainings_enrollment
    FOR EACH ROW WHEN ((OLD.company_id, OLD.training_id) IS DISTINCT FROM (NEW.company_id, NEW.training_id))
    EXECUTE FUNCTION trainings_count_moved();
"""
# After the triggers, which nobody can write beside until they are committed: so no enrollment is counted twice or not.
FILL = """
INSERT INTO trainings_enrollmentcount (company_id, training_id, change)
    SELECT company_id, training_id, count(*) FROM trainings_enrollment GROUP BY company_id, training_id;
"""
UNDO = """
DROP TRIGGER trainings_enrollment_emptied ON trainings_enrollment;
DROP TRIGGER trainings_enrollment_added ON trainings_enrollment;
DROP TRIGGER trainings_enrollment_removed ON trainings_enrollment;
DROP TRIGGER trainings_enrollment_moved ON trainings_enrollment;
DROP FUNCTION trainings_count_emptied();
DROP FUNCTION trainings_count_added();
DROP FUNCTION trainings_count_removed();
DROP FUNCTION trainings_count_moved();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trainings", "0012_no_prefix_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="EnrollmentCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("company_id", models.UUIDField()),
                ("training_id", models.UUIDField()),
                ("change", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["company_id", "training_id"], include=("change",), name="enrollment_count_of_school"
                    ),
                    models.Index(fields=["training_id"], include=("change",), name="enrollment_count_of_training"),
                ],
            },
        ),
        PostgresqlSql(COUNT + FILL, UNDO),
    ]
