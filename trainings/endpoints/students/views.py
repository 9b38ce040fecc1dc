"""Students and their enrollments, for managers and for those who teach them (docs/api.md, section 7)."""

import uuid

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models.viewers import get_viewer_values
from accounts.permissions import IsManager, IsStaff
from api import pagination
from api.callers import get_caller
from api.openapi.schema import (
    PAGE_PARAMETERS,
    PaginateOutput,
    file_operation,
    inline_response,
    operation,
    query_parameter,
)
from api.outputs.serializers import to_rows
from api.parameters import read_parameters
from api.views import ApiViewSet
from core.exceptions import NotFound
from core.replica.reading import read_from_replica
from core.tables.responses import build_table_response
from core.tables.writing import CONTENT_TYPES, CSV, XLSX
from trainings.endpoints.students import filters, reads, spreadsheet
from trainings.endpoints.students.serializers import NotesInput, NotesOutput, StudentRowOutput, StudentViewOutput
from trainings.enrollments.notes import change_notes

STUDENTS_A_PAGE = 50
FILTERS = [
    query_parameter("training", "Only those enrolled in the training with this id."),
    query_parameter("finished", "1: only finished enrollments; 0: only unfinished ones, paused ones too."),
    query_parameter("state", "Only enrollments in this state: ONGOING, PAUSED, WITHDRAWN or FINISHED."),
    query_parameter("group", "Only people of this role (`user_group_id`).", type=int),
    query_parameter("pilot_group", "Only members of the pilot group with this id."),
    query_parameter("username", "Part of the name, the surname, both, or the e-mail address, in either case."),
]
LISTED = inline_response("Students", students=StudentRowOutput(many=True), paginate=PaginateOutput())


def build_list_response(request: Request, named: str) -> Response:
    """A page of the enrollments that the caller may read, whichever path asks for it."""
    values = read_parameters(request, filters.PARAMETERS | pagination.PARAMETERS, named)
    caller = get_caller(request)
    if filters.PARAMETERS & values.keys():
        enrollments = filters.filter_rows(reads.list_students(caller), values).only("pk")
        page = pagination.paginate(enrollments, values, limit=STUDENTS_A_PAGE)
    else:
        page = reads.query_all.paginate(values, caller.group, limit=STUDENTS_A_PAGE, **get_viewer_values(caller))
    rows = reads.read_page(page.rows, timezone.now())
    return Response({"students": to_rows(StudentRowOutput, rows, viewer=caller), "paginate": page.as_output})


class TaughtStudentViewSet(ApiViewSet):
    """`GET /trainings/students/list.json`"""

    permission_classes = (IsStaff,)

    @operation(
        "listReadableStudents",
        response=LISTED,
        parameters=[*FILTERS, *PAGE_PARAMETERS],
        summary="The enrollments that I may read, with how far they are",
    )
    def list(self, request: Request, named: str = "") -> Response:
        return build_list_response(request, named)


class StudentViewSet(ApiViewSet):
    """`GET /manager/trainings/students/list.json`, `.csv`, `.xlsx`, `/view/{enrollmentId}.json`; `POST /notes.json`"""

    permission_classes = (IsManager,)

    @operation(
        "listStudents",
        response=LISTED,
        parameters=[*FILTERS, *PAGE_PARAMETERS],
        summary="Enrollments with how far they are",
    )
    def list(self, request: Request, named: str = "") -> Response:
        return build_list_response(request, named)

    @file_operation("exportStudentsAsCsv", CONTENT_TYPES[CSV], parameters=FILTERS, summary="The students list as CSV")
    def csv(self, request: Request) -> HttpResponseBase:
        return self.build_file(request, CSV)

    @file_operation(
        "exportStudentsAsXlsx", CONTENT_TYPES[XLSX], parameters=FILTERS, summary="The students list as a spreadsheet"
    )
    def xlsx(self, request: Request) -> HttpResponseBase:
        return self.build_file(request, XLSX)

    def build_file(self, request: Request, format: str) -> HttpResponseBase:
        values = read_parameters(request, filters.PARAMETERS)
        manager, now = get_caller(request), timezone.now()

        def build_response() -> HttpResponseBase:
            enrollments = filters.filter_rows(reads.list_students(manager), values)
            rows = spreadsheet.build_table(enrollments, now)
            return build_table_response(format, "students", spreadsheet.HEADER, rows)

        return read_from_replica(build_response, by=manager.pk)

    @operation("viewStudent", response=StudentViewOutput, summary="One enrollment with everything on record of it")
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        read = reads.read_student_view(get_caller(request), id, timezone.now())
        if read is None:
            raise NotFound
        return Response(StudentViewOutput(read).data)

    @operation(
        "changeNotes",
        request=NotesInput,
        response=inline_response("NotesChanged", result=serializers.BooleanField(), TrainingsUser=NotesOutput()),
        summary="Replace the managers' notes about an enrollment",
    )
    def notes(self, request: Request) -> Response:
        data = self.validate_body(request, NotesInput)
        row = change_notes(enrollment_id=data["id"], notes=data["notes"], by=get_caller(request))
        return Response({"result": True, "TrainingsUser": NotesOutput(row).data})
