"""The hours of classes were settings of the server: each school keeps the values that it had."""

import os
from typing import Any

from django.db import migrations

# The variable, the column, and the lowest and highest value of the column.
RULES = (
    ("CLASS_OPENS_HOURS_BEFORE", "class_opens_hours_before", 0, 168),
    ("CLASS_CLOSES_DAYS_AFTER", "class_closes_days_after", 1, 90),
)


def keep_values(apps: Any, schema_editor: Any) -> None:
    values = {
        column: min(max(int(os.environ[variable]), lowest), highest)
        for variable, column, lowest, highest in RULES
        if os.environ.get(variable, "").strip().isdecimal()
    }
    if values:
        apps.get_model("accounts", "Company").objects.update(**values)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_school_settings"),
    ]

    operations = [migrations.RunPython(keep_values, migrations.RunPython.noop)]
