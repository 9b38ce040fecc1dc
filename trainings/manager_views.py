"""Trainings for managers (contract sections 3, 7 and 8)."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import IsManager, IsStaff
from config.api import pagination
from config.api.parameters import parameters
from config.api.schema import PAGE, PaginateOutput, answer, operation
from config.api.views import ApiViewSet, one_or_404
from config.refusals import Forbidden, Invalid, NotFound
from trainings import reads, services
from trainings.inputs import EnrollInput
from trainings.manager_serializers import EnrolledOutput, EnrollmentResultsOutput, ManagedTrainingRowOutput
from trainings.models import Subject, Training
from trainings.subject_serializers import CountedSubjectViewOutput, ManagerSubjectViewOutput

MANAGED_TRAININGS_A_PAGE = 50


class ManagedTrainingViewSet(ApiViewSet):
    """`GET /manager/trainings.json`"""

    permission_classes = (IsManager,)

    @operation(
        "listManagedTrainings",
        response=answer("ManagedTrainings", trainings=ManagedTrainingRowOutput(many=True), paginate=PaginateOutput()),
        parameters=PAGE,
        summary="The school's trainings",
    )
    def list(self, request: Request, named: str = "") -> Response:
        values = parameters(request, pagination.PARAMETERS, named)
        trainings = reads.managed_trainings(request.user)
        page = pagination.page_of(trainings, values, limit=MANAGED_TRAININGS_A_PAGE)
        rows = ManagedTrainingRowOutput(page.rows, many=True).data
        return Response({"trainings": rows, "paginate": page.wire})


class ManagedSubjectViewSet(ApiViewSet):
    """`GET /manager/trainings/subjects/view/{id}.json`: under /manager/, yet open to the chief instructor and to the
    subject's teacher too (contract section 3)."""

    permission_classes = (IsStaff,)

    @operation(
        "viewManagedSubject",
        response=answer("ManagedSubjectView", subject=CountedSubjectViewOutput()),
        summary="A subject of the syllabus",
    )
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        subjects = Subject.objects.visible_to(request.user).select_related("training", "teacher")
        subject = one_or_404(subjects, pk=id)
        if not (request.user.sees_all_students or subject.teacher_id == request.user.pk):
            raise Forbidden("Only its teacher, the chief instructor and managers read the syllabus of a subject.")
        answer = ManagerSubjectViewOutput(reads.subject_view_for_managers(subject)).data
        return Response({"subject": {**answer, "Student": reads.students_of(subject.training)}})


class EnrollViewSet(ApiViewSet):
    """`POST /manager/trainings/students/enroll.json`"""

    permission_classes = (IsManager,)

    @operation(
        "enrollStudents",
        request=EnrollInput,
        response=answer("Enrolled", results=EnrollmentResultsOutput()),
        summary="Enroll people and groups",
    )
    def enroll(self, request: Request) -> Response:
        if not request.data:
            raise Invalid("Send the training and the students to enroll.")
        asked = self.valid(request, EnrollInput)
        training = one_or_404(Training.objects.visible_to(request.user).courses(), pk=asked["training_id"])
        if not asked["students"]:
            raise NotFound
        outcome = services.enroll_students(
            training=training,
            user_ids=[entry for entry in asked["students"] if isinstance(entry, int)],
            group_ids=[entry for entry in asked["students"] if isinstance(entry, uuid.UUID)],
            by=request.user,
            supervisor=self.supervisor(request.user, asked["supervisor_id"]),
            finish_before_at=asked["finish_before"],
        )
        readable = [entry for entry in asked["students"] if isinstance(entry, str)]
        return Response({"results": self.results(outcome, readable)})

    @extend_schema(exclude=True)
    def refuse(self, request: Request) -> Response:
        """The documented API answers 400, not 405, to anything but a POST here."""
        raise Invalid("Send a POST.")

    def supervisor(self, caller: User, user_id: int | None) -> User | None:
        if user_id is None:
            return None
        supervisor = User.objects.visible_to(caller).staff().filter(pk=user_id).first()
        if supervisor is None:
            raise Invalid.field("supervisor_id", "There is no instructor with this id.")
        return supervisor

    def results(self, outcome: services.EnrollmentOutcome, nobody: list[str]) -> dict[str, Any]:
        enrolled = {str(id): {"TrainingsUser": EnrolledOutput(row).data} for id, row in outcome.enrolled.items()}
        return enrolled | dict.fromkeys([*outcome.unknown, *nobody], False)
