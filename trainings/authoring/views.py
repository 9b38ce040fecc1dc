"""Making trainings, the templates they are made from, and the teaching report (contract section 8)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import IsManager
from config.api.parameters import parameters
from config.api.schema import answer, file_operation, operation, query
from config.api.views import ApiViewSet, valid_values
from config.spreadsheets import CONTENT_TYPES, CSV, XLSX, table_answer
from onsite.teaching_report import TeachingReport, teaching_report
from trainings.authoring import reads, sheet
from trainings.authoring.inputs import TeachingReportInput, TrainingInput
from trainings.authoring.serializers import TeachingReportOutput, TemplateRowOutput
from trainings.authoring.services import create_training
from trainings.manager_serializers import ManagedTrainingOutput
from trainings.reads import managed_trainings

REPORTED = [
    query("from", "The first day.", required=True),
    query("to", "The last day.", required=True),
    query("training", "Only classes of the training with this id."),
]


class AuthoringViewSet(ApiViewSet):
    """`POST /manager/trainings/trainings/create.json`, `GET /manager/trainings/trainings/templates.json`"""

    permission_classes = (IsManager,)

    @operation(
        "createTraining",
        request=TrainingInput,
        response=answer(
            "TrainingCreated",
            result=serializers.BooleanField(),
            id=serializers.CharField(),
            Training=ManagedTrainingOutput(),
        ),
        summary="Make a training, empty or from a template",
    )
    def create(self, request: Request) -> Response:
        asked = self.valid(request, TrainingInput)
        training = create_training(**asked, by=request.user)
        row = managed_trainings(request.user).get(pk=training.pk)
        shown = ManagedTrainingOutput(row, context={"zone": request.user.company.zone}).data
        return Response({"result": True, "id": str(training.pk), "Training": shown})

    @operation(
        "listTemplates",
        response=answer("Templates", templates=TemplateRowOutput(many=True)),
        summary="What trainings can be made from",
    )
    def templates(self, request: Request) -> Response:
        rows = reads.templates(request.user)
        return Response({"templates": TemplateRowOutput(rows, many=True).data})


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
        asked = self.valid(request, TeachingReportInput)
        return Response(TeachingReportOutput(self.report(request.user, asked)).data)

    @file_operation(
        "exportTeachingAsCsv", CONTENT_TYPES[CSV], parameters=REPORTED, summary="The teaching report as CSV"
    )
    def csv(self, request: Request) -> HttpResponse:
        return self.file(request, CSV)

    @file_operation(
        "exportTeachingAsXlsx", CONTENT_TYPES[XLSX], parameters=REPORTED, summary="The teaching report as a spreadsheet"
    )
    def xlsx(self, request: Request) -> HttpResponse:
        return self.file(request, XLSX)

    def file(self, request: Request, format: str) -> HttpResponse:
        values = parameters(request, set(TeachingReportInput().fields))
        asked = valid_values(values, TeachingReportInput, context={"request": request})
        report = self.report(request.user, asked)
        return table_answer(format, "teaching_report", sheet.HEADER, sheet.table(report))

    def report(self, manager: User, asked: Mapping[str, Any]) -> TeachingReport:
        return teaching_report(
            manager=manager,
            training_id=asked.get("training_id"),
            first_day=asked["first_day"],
            last_day=asked["last_day"],
            now=timezone.now(),
        )
