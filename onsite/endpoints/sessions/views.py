"""The managers' sessions, and the session report (docs/api.md, section 5)."""

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager, IsStaff
from api.callers import get_caller
from api.openapi.schema import file_operation, inline_response, operation, query_parameter
from api.outputs.serializers import to_rows
from api.parameters import read_parameters
from api.views import ApiViewSet, validate_values
from core.replica.reading import read_from_replica
from core.tables.responses import build_table_response
from core.tables.writing import CONTENT_TYPES, CSV, XLSX
from onsite.endpoints.reads import list_classes_between
from onsite.endpoints.sessions.inputs import SessionReportInput, SessionsInput, TableInput
from onsite.endpoints.sessions.reads import SessionReport, build_session_report
from onsite.endpoints.sessions.serializers import SessionFiltersOutput, SessionOutput, SessionReportOutput
from onsite.endpoints.sessions.spreadsheet import build_table

PERIOD = [
    OpenApiParameter(
        "start",
        str,
        OpenApiParameter.PATH,
        description="Where the report begins: unix seconds, or a day of the school.",
    ),
    OpenApiParameter(
        "end",
        str,
        OpenApiParameter.PATH,
        description="Where it ends. A day is included; at most 400 days after `start`.",
    ),
]
FILE = [*PERIOD, query_parameter("list", "Which list the file holds: `sessions` (the default) or `users`.")]


class ManagedSessionsViewSet(ApiViewSet):
    """`GET /manager/trainings/onsite/sessions.json`"""

    permission_classes = (IsManager,)

    @operation(
        "listManagedSessions",
        response=inline_response("ManagedSessions", sessions=SessionOutput(many=True), filters=SessionFiltersOutput()),
        parameters=[
            query_parameter(
                "start",
                "Where the range begins: a date or a moment; without an offset it is in `timeZone`.",
                required=True,
            ),
            query_parameter("end", "Where the range ends; a date alone reaches to the end of that day.", required=True),
            query_parameter("timeZone", "The IANA time zone that the answer's times are written in.", required=True),
            query_parameter("training", "Only classes of the training with this id."),
        ],
        summary="The school's classes that overlap a range of time",
    )
    def list(self, request: Request) -> Response:
        data = validate_values(read_parameters(request, set(SessionsInput().fields)), SessionsInput)
        rows = list_classes_between(get_caller(request), data["start"], data["end"], data["training_id"])
        sessions = to_rows(SessionOutput, rows, zone=data["timeZone"])
        return Response({"sessions": sessions, "filters": SessionFiltersOutput(data).data})


class SessionReportViewSet(ApiViewSet):
    """`GET /trainings/onsite/session_report/{start}/{end}.json`, `.csv`, `.xlsx`; and the same with `/{training_id}`
    after the end. Each has an operation of its own, because the document knows no optional piece of a path."""

    permission_classes = (IsStaff,)

    @operation(
        "reportSessions",
        response=SessionReportOutput,
        parameters=PERIOD,
        summary="The classes of a period, and who came",
    )
    def show(self, request: Request, start: str, end: str) -> Response:
        return self.build_response(request, start, end)

    @operation(
        "reportSessionsOfTraining",
        response=SessionReportOutput,
        parameters=PERIOD,
        summary="The classes of a training in a period, and who came",
    )
    def show_training(self, request: Request, start: str, end: str, training_id: str) -> Response:
        return self.build_response(request, start, end, training_id)

    @file_operation("exportSessionsAsCsv", CONTENT_TYPES[CSV], parameters=FILE, summary="The session report as CSV")
    def csv(self, request: Request, start: str, end: str) -> HttpResponseBase:
        return self.build_file(request, CSV, start, end)

    @file_operation(
        "exportSessionsOfTrainingAsCsv",
        CONTENT_TYPES[CSV],
        parameters=FILE,
        summary="The session report of a training as CSV",
    )
    def csv_training(self, request: Request, start: str, end: str, training_id: str) -> HttpResponseBase:
        return self.build_file(request, CSV, start, end, training_id)

    @file_operation(
        "exportSessionsAsXlsx", CONTENT_TYPES[XLSX], parameters=FILE, summary="The session report as a spreadsheet"
    )
    def xlsx(self, request: Request, start: str, end: str) -> HttpResponseBase:
        return self.build_file(request, XLSX, start, end)

    @file_operation(
        "exportSessionsOfTrainingAsXlsx",
        CONTENT_TYPES[XLSX],
        parameters=FILE,
        summary="The session report of a training as a spreadsheet",
    )
    def xlsx_training(self, request: Request, start: str, end: str, training_id: str) -> HttpResponseBase:
        return self.build_file(request, XLSX, start, end, training_id)

    def build_response(self, request: Request, start: str, end: str, training_id: str | None = None) -> Response:
        return Response(SessionReportOutput(self.build_report(request, start, end, training_id)).data)

    def build_file(
        self, request: Request, format: str, start: str, end: str, training_id: str | None = None
    ) -> HttpResponseBase:
        chosen = validate_values(read_parameters(request, set(TableInput().fields)), TableInput)["list"]
        report = self.build_report(request, start, end, training_id)
        header, rows = build_table(report, chosen, get_caller(request).company.zone)
        return build_table_response(format, f"session_report_{chosen}", header, rows)

    def build_report(self, request: Request, start: str, end: str, training_id: str | None) -> SessionReport:
        period = validate_values({"start": start, "end": end}, SessionReportInput, context={"request": request})
        caller = get_caller(request)
        return read_from_replica(
            lambda: build_session_report(caller, period["start"], period["end"], training_id), by=caller.pk
        )
