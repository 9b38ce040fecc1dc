"""The teaching report (docs/api.md, section 8)."""

from collections.abc import Mapping
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import IsManager, IsStaff
from api.callers import get_caller
from api.openapi.schema import file_operation, operation, query_parameter
from api.parameters import read_parameters
from api.views import ApiViewSet, validate_values
from core.replica.reading import read_from_replica
from core.tables.responses import build_table_response
from core.tables.writing import CONTENT_TYPES, CSV, XLSX
from trainings.endpoints.teaching_report import spreadsheet
from trainings.endpoints.teaching_report.inputs import PeriodInput, TeachingReportInput
from trainings.endpoints.teaching_report.own_reads import build_own_teaching
from trainings.endpoints.teaching_report.reads import TeachingReport, build_teaching_report
from trainings.endpoints.teaching_report.serializers import OwnTeachingOutput, TeachingReportOutput

PERIOD = [
    query_parameter("from", "The first day.", required=True),
    query_parameter("to", "The last day.", required=True),
]
FILTERS = [
    *PERIOD,
    query_parameter("training", "Only classes of the training with this id."),
]


class TeachingReportViewSet(ApiViewSet):
    """`POST /manager/trainings/trainings/teaching_report.json`; `GET` the same as `.csv`, `.xlsx`"""

    permission_classes = (IsManager,)

    @operation(
        "reportTeaching",
        request=TeachingReportInput,
        response=TeachingReportOutput,
        summary="Who taught what, added up",
    )
    def show(self, request: Request) -> Response:
        data = self.validate_body(request, TeachingReportInput)
        return Response(TeachingReportOutput(self.build_report(get_caller(request), data)).data)

    @file_operation("exportTeachingAsCsv", CONTENT_TYPES[CSV], parameters=FILTERS, summary="The teaching report as CSV")
    def csv(self, request: Request) -> HttpResponseBase:
        return self.build_file(request, CSV)

    @file_operation(
        "exportTeachingAsXlsx", CONTENT_TYPES[XLSX], parameters=FILTERS, summary="The teaching report as a spreadsheet"
    )
    def xlsx(self, request: Request) -> HttpResponseBase:
        return self.build_file(request, XLSX)

    def build_file(self, request: Request, format: str) -> HttpResponseBase:
        values = read_parameters(request, set(TeachingReportInput().fields))
        data = validate_values(values, TeachingReportInput, context={"request": request})
        report = self.build_report(get_caller(request), data)
        return build_table_response(format, "teaching_report", spreadsheet.HEADER, spreadsheet.build_table(report))

    def build_report(self, manager: User, data: Mapping[str, Any]) -> TeachingReport:
        period = {"first_day": data["first_day"], "last_day": data["last_day"], "now": timezone.now()}
        training_id = data.get("training_id")
        return read_from_replica(
            lambda: build_teaching_report(manager=manager, training_id=training_id, **period), by=manager.pk
        )


class OwnTeachingViewSet(ApiViewSet):
    """`GET /trainings/trainings/teaching.json`: not in the documented API."""

    permission_classes = (IsStaff,)

    @operation(
        "reportOwnTeaching", response=OwnTeachingOutput, parameters=PERIOD, summary="What I taught, month by month"
    )
    def show(self, request: Request) -> Response:
        data = validate_values(
            read_parameters(request, set(PeriodInput().fields)), PeriodInput, context={"request": request}
        )
        teacher, now = get_caller(request), timezone.now()
        report = read_from_replica(lambda: build_own_teaching(teacher=teacher, now=now, **data), by=teacher.pk)
        return Response(OwnTeachingOutput(report).data)
