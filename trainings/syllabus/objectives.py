"""The learning objectives of a lesson, as its pages and its classes show them."""

import uuid

from django.db.models import QuerySet

from core.database.statements import Statement
from trainings.models import LearningObjective


@Statement
def query_objectives(*, lesson_id: uuid.UUID) -> QuerySet[LearningObjective]:
    return LearningObjective.objects.filter(lesson_id=lesson_id)
