"""What authors get back (docs/api.md, section 8, Authoring)."""

from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from exams.authoring.impact import ActivityImpact


class ActivityImpactOutput(Output[ActivityImpact]):
    """What students did with a lesson or an exam."""

    studentsCompleted = serializers.IntegerField(source="completed")
    studentsTouched = serializers.IntegerField(source="touched")
    examAttempts = serializers.IntegerField(source="attempts")
    sessions = serializers.IntegerField(source="classes")
    activityIds = serializers.ListField(source="activity_ids", child=output_fields.Id())
