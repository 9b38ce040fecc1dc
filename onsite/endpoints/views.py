"""Classes (docs/api.md, section 5)."""

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager
from api import output_fields
from api.callers import get_caller
from api.openapi.schema import DONE, inline_response, operation
from api.outputs.serializers import to_rows
from api.safe_gets import StateChangingGets
from api.views import ApiViewSet
from core.timestamps import format_moment
from onsite.classes import attendance, evaluation, scheduling, signing
from onsite.classes.class_plans import ClassPlan
from onsite.classes.double_bookings import find_double_bookings
from onsite.classes.rights import get_class
from onsite.endpoints import reads
from onsite.endpoints.inputs import AttendanceInput, ClassInput, EvaluationInput, SignClassInput, UnsignClassInput
from onsite.endpoints.serializers import (
    ClassViewOutput,
    DoubleBookingOutput,
    EvaluationOutput,
    RatedMetricOutput,
    RosterRowOutput,
    SavedClassOutput,
    SavedEvaluationOutput,
)
from records.signing import reject_api_keys
from trainings.ratings import Rating

SAVED = inline_response(
    "ClassSaved",
    result=serializers.BooleanField(),
    conflicts=DoubleBookingOutput(many=True),
    **{"class": SavedClassOutput()},
)
EVALUATED = inline_response(
    "EvaluationSaved",
    result=serializers.BooleanField(),
    updateData=SavedEvaluationOutput(),
    objectives=serializers.DictField(child=serializers.ChoiceField(choices=Rating.choices), allow_null=True),
    metrics=serializers.DictField(child=RatedMetricOutput(), allow_null=True),
)


class ClassViewSet(ApiViewSet):
    """`GET /trainings/onsite/class/{id}.json`"""

    @operation("viewClass", response=ClassViewOutput, summary="A class and its roster")
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        return Response(ClassViewOutput(reads.read_class(get_caller(request), id)).data)


class ManagedClassViewSet(ApiViewSet):
    """`POST /manager/trainings/onsite/class.json`: a new class, or with `id` a change of one."""

    permission_classes = (IsManager,)

    @operation("saveClass", request=ClassInput, response=SAVED, summary="Schedule a class, or with `id` change one")
    def save(self, request: Request) -> Response:
        data = self.validate_body(request, ClassInput)
        id, notify = data.pop("id", None), data.pop("notify")
        plan = build_plan(data)
        if id is None:
            session = scheduling.schedule_class(plan=plan, notify=notify, by=get_caller(request))
        else:
            session = get_class("id", id, get_caller(request))
            session = scheduling.change_class(session=session, plan=plan, notify=notify, by=get_caller(request))
        conflicts = to_rows(DoubleBookingOutput, find_double_bookings(session))
        return Response({"result": True, "class": SavedClassOutput(session).data, "conflicts": conflicts})


def build_plan(data: dict[str, Any]) -> ClassPlan:
    required = {name: data.pop(name) for name in ("subject_id", "starts_at", "teacher_id", "student_ids")}
    # Null removes a lesson, an exam or a location; for any other option it means the same as a missing value.
    options = {name: value for name, value in data.items() if value is not None or name.endswith("_id")}
    return ClassPlan(**required, options=options)


class DeleteClassViewSet(StateChangingGets):
    """`GET|POST /manager/trainings/onsite/delete_class/{classId}/true.json`"""

    permission_classes = (IsManager,)

    @operation("deleteClass", response=DONE, summary="Delete a class")
    def delete(self, request: Request, id: uuid.UUID) -> Response:
        scheduling.delete_class(session_id=id, by=get_caller(request))
        return Response({"result": True})

    @operation("deleteClassByGet", response=DONE, summary="The same, as old clients call it")
    def delete_by_get(self, request: Request, id: uuid.UUID) -> Response:
        return self.delete(request, id)


class AttendanceViewSet(ApiViewSet):
    """`POST /trainings/onsite/store_attendance.json`"""

    @operation(
        "storeAttendance",
        request=AttendanceInput,
        response=inline_response(
            "AttendanceStored", result=serializers.BooleanField(), attendances=RosterRowOutput(many=True)
        ),
        summary="Record who was there",
    )
    def store(self, request: Request) -> Response:
        data = self.validate_body(request, AttendanceInput)
        session = get_class("class_id", data["class_id"], get_caller(request))
        roster = attendance.store_attendance(session=session, marks=data["attendance"], by=get_caller(request))
        return Response({"result": True, "attendances": to_rows(RosterRowOutput, roster)})


class SigningViewSet(ApiViewSet):
    """`POST /trainings/onsite/sign_class.json`, `/trainings/onsite/unsign_class.json`"""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        reject_api_keys()  # before the body is read: a key gets 403 whatever it sends

    @operation(
        "signClass",
        request=SignClassInput,
        response=inline_response(
            "ClassSigned",
            result=serializers.BooleanField(),
            signature=serializers.CharField(),
            signed_at=output_fields.Moment(),
        ),
        summary="Sign a class and lock it",
    )
    def sign(self, request: Request) -> Response:
        data = self.validate_body(request, SignClassInput)
        session = get_class("classId", data["classId"], get_caller(request))
        signed = signing.sign_class(session=session, password=data["password"], by=get_caller(request))
        return Response(
            {"result": True, "signature": signed.signature_text, "signed_at": format_moment(signed.signed_at)}
        )

    @operation("unsignClass", request=UnsignClassInput, response=DONE, summary="Take the signature back")
    def unsign(self, request: Request) -> Response:
        data = self.validate_body(request, UnsignClassInput)
        session = get_class("classId", data["classId"], get_caller(request))
        signing.unsign_class(session=session, reason=data["reason"] or "", by=get_caller(request))
        return Response({"result": True})


class EvaluationViewSet(ApiViewSet):
    """`GET …/get_student_evaluation/{classId}/{userId}.json`, `POST …/save_student_evaluation.json`"""

    @operation(
        "viewStudentEvaluation",
        response=inline_response("StudentEvaluation", attendanceRecord=EvaluationOutput()),
        summary="How a student did in a class",
    )
    def retrieve(self, request: Request, class_id: uuid.UUID, user_id: int) -> Response:
        row = reads.read_evaluation(get_caller(request), class_id, user_id)
        return Response({"attendanceRecord": EvaluationOutput(row).data})

    @operation(
        "saveStudentEvaluation", request=EvaluationInput, response=EVALUATED, summary="Say how a student did in a class"
    )
    def save(self, request: Request) -> Response:
        data = self.validate_body(request, EvaluationInput)
        session = get_class("class_id", data.pop("class_id"), get_caller(request))
        row = evaluation.save_evaluation(session=session, by=get_caller(request), **data)
        ratings = evaluation.format_ratings(data["objectives"], data["metrics"])
        return Response({"result": True, "updateData": SavedEvaluationOutput(row).data, **ratings})
