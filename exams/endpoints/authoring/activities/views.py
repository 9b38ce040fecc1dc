"""Writing the activities of a subject over the API (docs/api.md, section 8, Authoring)."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.errors import rename_fields
from api.openapi.schema import inline_response, operation
from api.views import ApiViewSet
from exams import clock
from exams.authoring.adding import add_exam, add_training_exam
from exams.authoring.impact import read_activity_impact
from exams.authoring.ordering import reorder_activities, reorder_training_exams
from exams.endpoints.authoring.activities.inputs import EXAM_NAMES, ORDER_NAMES, ActivityInput, ExamInput, OrderInput
from exams.endpoints.authoring.activities.serializers import ActivityImpactOutput
from exams.endpoints.authoring.permissions import TeachesOrManages
from exams.endpoints.serializers import OnlineExamOutput
from exams.models import Exam


class ActivityViewSet(ApiViewSet):
    """`POST /manager/trainings/subjects/add_exam.json`, `…/reorder_activities.json`,
    `…/activity_impact.json`"""

    permission_classes = (TeachesOrManages,)

    @operation(
        "addExam",
        request=ExamInput,
        response=inline_response(
            "ExamAdded", result=serializers.BooleanField(), id=serializers.CharField(), Exam=OnlineExamOutput()
        ),
        summary="Add an exam to a subject, a lesson or a whole training",
    )
    def add_exam(self, request: Request) -> Response:
        data, by = self.validate_body(request, ExamInput), get_caller(request)
        subject_id, lesson_id, training_id = (data.pop(name) for name in ("subject_id", "lesson_id", "training_id"))
        with rename_fields(EXAM_NAMES):
            if training_id:
                added = add_training_exam(training_id=training_id, fields=data, by=by)
            else:
                added = add_exam(subject_id=subject_id, lesson_id=lesson_id, fields=data, by=by)
        exam = Exam.objects.with_bank_size().get(pk=added.pk)
        # The exam has no question yet, so nobody has access.
        output = OnlineExamOutput(exam, context={"now": clock.now(), "access": {}})
        return Response({"result": True, "id": str(exam.pk), "Exam": output.data})

    @operation(
        "reorderActivities",
        request=OrderInput,
        response=inline_response("ActivitiesReordered", result=serializers.BooleanField()),
        summary="Put the lessons and exams of a subject, or the exams of a whole training, in order",
    )
    def reorder(self, request: Request) -> Response:
        data, by = self.validate_body(request, OrderInput), get_caller(request)
        with rename_fields(ORDER_NAMES):
            if data["training_id"]:
                reorder_training_exams(training_id=data["training_id"], ids=data["ids"], by=by)
            else:
                reorder_activities(subject_id=data["subject_id"], ids=data["ids"], by=by)
        return Response({"result": True})

    @operation(
        "readActivityImpact",
        request=ActivityInput,
        response=inline_response(
            "ActivityImpactRead", result=serializers.BooleanField(), impact=ActivityImpactOutput()
        ),
        summary="What students did with a lesson or an exam",
    )
    def read_impact(self, request: Request) -> Response:
        impact = read_activity_impact(**self.validate_body(request, ActivityInput), by=get_caller(request))
        return Response({"result": True, "impact": ActivityImpactOutput(impact).data})
