"""The upgrade: exams from before stay as they are, and so do the digests of their attempts."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from exams.models import Exam
from records.verification.run import verify_company
from tests.exams.exam_setup import ExamSetup, Student


def migrate_to_before() -> None:
    executor = MigrationExecutor(connection)
    [node] = [key for key in executor.loader.graph.nodes if key[1].endswith("_exams_of_a_whole_training")]
    parents = executor.loader.graph.node_map[node].parents
    executor.migrate([parent.key for parent in parents if parent.key[0] == "exams"])


def migrate_to_now() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def read_rows(columns: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM exams_exam ORDER BY id")
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_exams_and_records_from_before_are_untouched(exam_setup: ExamSetup) -> None:
    Student(exam_setup, exam_setup.world.sam, exam_setup.enrollment).sit(right=3)
    columns = ", ".join(f'"{field.column}"' for field in Exam._meta.concrete_fields if field.name != "training")

    migrate_to_before()
    before = read_rows(columns)
    migrate_to_now()

    assert read_rows(columns) == before
    assert Exam.objects.get().training is None
    assert verify_company(exam_setup.world.alpine).findings == []
