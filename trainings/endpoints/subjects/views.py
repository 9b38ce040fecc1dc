"""Subjects for students, teachers and managers (docs/api.md, section 3)."""

import uuid

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsStaff
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet
from trainings.endpoints.subjects import reads
from trainings.endpoints.subjects.serializers import (
    CountedSubjectViewOutput,
    MySubjectsOutput,
    SubjectViewOutput,
)
from trainings.enrollments.finding import get_enrollment


class ManagedSubjectViewSet(ApiViewSet):
    """`GET /manager/trainings/subjects/view/{id}.json`: under /manager/, yet open to the chief instructor and to the
    subject's teacher too (docs/api.md, section 3)."""

    permission_classes = (IsStaff,)

    @operation(
        "viewManagedSubject",
        response=inline_response("ManagedSubjectView", subject=CountedSubjectViewOutput()),
        summary="A subject of the syllabus",
    )
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        view = reads.read_managed_subject_view(get_caller(request), id)
        return Response({"subject": CountedSubjectViewOutput(view).data})


class SubjectViewSet(ApiViewSet):
    """`GET /trainings/subjects/mine.json`, `/trainings/subjects/view/{enrollmentId}/{subjectId}.json`"""

    @operation("listMySubjects", response=MySubjectsOutput(many=True), summary="Subjects of my active trainings")
    def mine(self, request: Request) -> Response:
        return Response(to_rows(MySubjectsOutput, reads.list_my_subjects(get_caller(request))))

    @operation(
        "viewSubject",
        response=inline_response("SubjectView", subject=SubjectViewOutput()),
        summary="A subject as I stand in it",
    )
    def retrieve(self, request: Request, enrollment_id: uuid.UUID, subject_id: uuid.UUID) -> Response:
        enrollment = get_enrollment(get_caller(request), enrollment_id)
        subject = reads.get_subject_of(enrollment, subject_id)
        view = reads.read_subject_view(subject, enrollment, timezone.now())
        return Response({"subject": SubjectViewOutput(view).data})
