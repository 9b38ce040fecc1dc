"""Subjects for students, teachers and managers (docs/api.md, section 3)."""

import uuid

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsStaff
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.row_lists import to_rows
from api.views import ApiViewSet, get_one_or_404
from core.exceptions import Forbidden, NotFound
from trainings.endpoints.subjects.reads import (
    count_students,
    find_subject,
    list_my_subjects,
    read_subject_for_managers,
    subject_view,
)
from trainings.endpoints.subjects.serializers import (
    CountedSubjectViewOutput,
    ManagerSubjectViewOutput,
    MySubjectsOutput,
    SubjectViewOutput,
)
from trainings.models import Enrollment, Subject


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
        subjects = Subject.objects.visible_to(get_caller(request)).select_related("training", "teacher")
        subject = get_one_or_404(subjects, pk=id)
        if not (get_caller(request).sees_all_students or subject.teacher_id == get_caller(request).pk):
            raise Forbidden("Only its teacher, the chief instructor and managers read the syllabus of a subject.")
        answer = ManagerSubjectViewOutput(read_subject_for_managers(subject)).data
        return Response({"subject": {**answer, "Student": count_students(subject.training)}})


class SubjectViewSet(ApiViewSet):
    """`GET /trainings/subjects/mine.json`, `/trainings/subjects/view/{enrollmentId}/{subjectId}.json`"""

    @operation("listMySubjects", response=MySubjectsOutput(many=True), summary="Subjects of my active trainings")
    def mine(self, request: Request) -> Response:
        return Response(to_rows(MySubjectsOutput, list_my_subjects(get_caller(request))))

    @operation(
        "viewSubject",
        response=inline_response("SubjectView", subject=SubjectViewOutput()),
        summary="A subject as I stand in it",
    )
    def retrieve(self, request: Request, enrollment_id: uuid.UUID, subject_id: uuid.UUID) -> Response:
        enrollment = get_one_or_404(Enrollment.objects.visible_to(get_caller(request)), pk=enrollment_id)
        subject = find_subject(enrollment, subject_id)
        if subject is None:
            raise NotFound
        return Response({"subject": SubjectViewOutput(subject_view(subject, enrollment, timezone.now())).data})
