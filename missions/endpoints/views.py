"""Flight missions (docs/api.md, section 11)."""

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager, IsStaff
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet
from missions import services
from missions.endpoints import reads
from missions.endpoints.inputs import InstructedInput, RecordInput, SignMissionInput
from missions.endpoints.serializers import (
    FlightViewOutput,
    GradedFlightOutput,
    MissionViewOutput,
    RecordedOutput,
    UnsignedOutput,
)


class MissionViewSet(ApiViewSet):
    """`GET /trainings/missions/unsigned.json`, `/view/{id}.json`, `/flight/{id}.json`; `POST /sign.json`"""

    @operation(
        "listUnsignedMissions",
        response=inline_response("UnsignedMissions", missions=UnsignedOutput(many=True)),
        summary="My flights whose debriefing is still to be signed",
    )
    def list_unsigned(self, request: Request) -> Response:
        flights = reads.list_unsigned_flights(get_caller(request))
        return Response({"missions": to_rows(UnsignedOutput, flights)})

    @operation(
        "viewMission",
        response=inline_response("MissionViewed", mission=MissionViewOutput()),
        summary="A mission of the flight syllabus with its objectives",
    )
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        return Response({"mission": MissionViewOutput(reads.read_mission(get_caller(request), id)).data})

    @operation(
        "viewFlight",
        response=inline_response("FlightViewed", flight=FlightViewOutput()),
        summary="A flight on record with its grades",
    )
    def retrieve_flight(self, request: Request, id: uuid.UUID) -> Response:
        return Response({"flight": FlightViewOutput(reads.read_flight(get_caller(request), id)).data})

    @operation(
        "signMission",
        request=SignMissionInput,
        response=inline_response("MissionSigned", update=serializers.BooleanField()),
        summary="Sign that I was debriefed on a flight",
    )
    def sign(self, request: Request) -> Response:
        data = self.validate_body(request, SignMissionInput)
        is_new = services.sign_debriefing(
            record_id=data["user_training_flight_id"], password=data["password"], by=get_caller(request)
        )
        return Response({"update": is_new})


def build_flight(data: dict[str, Any]) -> services.FlightInput:
    return services.FlightInput(
        is_completed=data["completed"],
        seconds=data["time"],
        flown_on=data["date"],
        flight_id=data["flight_id"],
        instructor_id=data["instructor_id"],
        remarks=data["remarks"],
        grades=data.get("objectives"),
        times=data["times"],
    )


class InstructedMissionViewSet(ApiViewSet):
    """`POST /trainings/missions/record.json`"""

    permission_classes = (IsStaff,)

    @operation(
        "recordInstructedMission",
        request=InstructedInput,
        response=inline_response(
            "InstructedMissionRecorded", result=serializers.BooleanField(), UserTrainingFlight=GradedFlightOutput()
        ),
        summary="Record a flight of mine with a student",
    )
    def record(self, request: Request) -> Response:
        data, caller = self.validate_body(request, InstructedInput), get_caller(request)
        row = services.record_instructed_flight(
            enrollment_id=data["enrollment_id"],
            template_id=data["training_flight_id"],
            flight=build_flight(data),
            by=caller,
        )
        flight = reads.read_flight(caller, row.pk)
        return Response({"result": True, "UserTrainingFlight": GradedFlightOutput(flight).data})


class ManagedMissionViewSet(ApiViewSet):
    """`POST /manager/trainings/missions/record.json`"""

    permission_classes = (IsManager,)

    @operation(
        "recordMission",
        request=RecordInput,
        response=inline_response(
            "MissionRecorded", result=serializers.BooleanField(), UserTrainingFlight=RecordedOutput()
        ),
        summary="Record a flight of a student",
    )
    def record(self, request: Request) -> Response:
        data = self.validate_body(request, RecordInput)
        row = services.record_flight(
            enrollment_id=data["enrollment_id"],
            template_id=data["training_flight_id"],
            flight=build_flight(data),
            by=get_caller(request),
        )
        return Response({"result": True, "UserTrainingFlight": RecordedOutput(row).data})
