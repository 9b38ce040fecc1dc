"""The head of a chain keeps the moment of its last event, before which no later event may happen."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_moments(apps: Any, schema_editor: Any) -> None:
    last = apps.get_model("records", "Event").objects.filter(company=OuterRef("pk"), seq=OuterRef("seq"))
    apps.get_model("records", "Head").objects.update(at=Subquery(last.values("at")))


class Migration(migrations.Migration):
    dependencies = [("records", "0008_no_prefix_indexes")]

    operations = [
        migrations.AddField(model_name="head", name="at", field=models.DateTimeField(null=True)),
        migrations.RunPython(copy_moments, migrations.RunPython.noop),
    ]
