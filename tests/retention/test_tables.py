"""Every table that hangs on an enrollment is deleted with it."""

from typing import Any

import pytest
from django.db.models import CASCADE

from retention.deleting.tables import TABLES
from trainings.models import Enrollment

pytestmark = pytest.mark.any_database


def test_no_table_of_a_record_is_forgotten() -> None:
    """A model that refers to an enrollment, or to a row of a record, has to be in TABLES, before what it refers to."""
    places = {table.model: place for place, table in enumerate(TABLES)}
    for model, place in places.items():
        relations: list[Any] = [row for row in model._meta.related_objects if row.related_model is not model]
        for relation in relations:
            assert relation.related_model in places or relation.on_delete is CASCADE, relation
            if relation.related_model in places:
                assert places[relation.related_model] < place, relation
    assert TABLES[-1].model is Enrollment
