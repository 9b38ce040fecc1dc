"""Dropping the index of a foreign key that another index of its table serves as well."""

from typing import Any

from django.db.migrations.operations import AlterField


class DropForeignKeyIndex(AlterField):
    """`AlterField` to `db_index=False`, in the database nothing but the index: SQLite would copy the whole table, and
    lose its triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        field = model._meta.get_field(self.name)
        named = {index.name for index in model._meta.indexes} | {rule.name for rule in model._meta.constraints}
        found = schema_editor._constraint_names(model, [field.column], index=True, unique=False, exclude=named)
        for name in found:
            schema_editor.execute(schema_editor._delete_index_sql(model, name))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            field = model._meta.get_field(self.name)
            schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))

    def describe(self) -> str:
        return f"Drop the index of {self.model_name}.{self.name}, which another index begins with"
