"""Trainings for students and teachers (contract section 3)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from config.api import pagination
from config.api.parameters import parameters
from config.api.schema import PAGE, PaginateOutput, answer, operation, query
from config.api.views import ApiViewSet, one_or_404, valid_values
from config.refusals import Forbidden, NotFound
from onsite.models import ClassSession
from trainings import reads
from trainings.inputs import WhoseInput
from trainings.models import Enrollment, Subject
from trainings.serializers import (
    MyClassOutput,
    MyTrainingRowOutput,
    PerformedFlightOutput,
    TaughtSubjectRowOutput,
    TrainingViewOutput,
)
from trainings.subject_serializers import MySubjectsOutput, SubjectViewOutput

MY_TRAININGS_A_PAGE = 30


class MyTrainingsViewSet(ApiViewSet):
    """`GET /trainings.json`"""

    @operation(
        "listMyTrainings",
        response=answer(
            "MyTrainings",
            trainings=MyTrainingRowOutput(many=True),
            teacher=TaughtSubjectRowOutput(many=True),
            myClasses=MyClassOutput(many=True),
            paginate=PaginateOutput(),
        ),
        parameters=[query("user_id", "Of an API user: whose trainings; otherwise ignored."), *PAGE],
        summary="My trainings, what I teach, my next classes",
    )
    def list(self, request: Request, named: str = "") -> Response:
        values = parameters(request, {"user_id", *pagination.PARAMETERS}, named)
        now = timezone.now()
        whose = self.whose(request, values.get("user_id"))
        page = pagination.page_of(reads.my_enrollments(whose, now), values, limit=MY_TRAININGS_A_PAGE)
        return Response(
            {
                "trainings": MyTrainingRowOutput(page.rows, many=True).data,
                "teacher": self.taught(request.user),
                "myClasses": MyClassOutput(ClassSession.objects.upcoming_of(request.user, now), many=True).data,
                "paginate": page.wire,
            }
        )

    def whose(self, request: Request, user_id: str | None) -> User:
        """The caller, or for an API user the person it asks about."""
        caller: User = request.user
        if user_id is None or not request.auth.is_api_key:
            return caller
        wanted = valid_values({"user_id": user_id}, WhoseInput)["user_id"]
        if wanted in (None, caller.pk):
            return caller
        if not caller.sees_all_students:
            raise Forbidden("This key reads only the trainings of its own user.")
        return one_or_404(User.objects.visible_to(caller), pk=wanted)

    def taught(self, caller: User) -> Sequence[dict[str, Any]]:
        rows = Subject.objects.taught_by(caller) if caller.is_staff else ()
        taught: Sequence[dict[str, Any]] = TaughtSubjectRowOutput(rows, many=True).data
        return taught


class TrainingViewSet(ApiViewSet):
    """`GET /trainings/trainings/view/{id}.json`"""

    @operation(
        "viewTraining",
        response=answer(
            "TrainingView", training=TrainingViewOutput(), performedFlightTrainings=PerformedFlightOutput(many=True)
        ),
        summary="One enrollment with its training, progress and flights",
    )
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        read = self.read(request.user, id)
        if read is None:
            raise NotFound
        flown = PerformedFlightOutput(read.flown, many=True).data
        return Response({"training": TrainingViewOutput(read).data, "performedFlightTrainings": flown})

    def read(self, viewer: User, id: uuid.UUID) -> reads.TrainingRead | None:
        enrollment = reads.find_enrollment(viewer, id)
        if enrollment:
            return reads.training_view(enrollment, viewer=viewer, now=timezone.now())
        training = reads.find_training(viewer, id)
        return reads.training_view_without_student(training) if training else None


class SubjectViewSet(ApiViewSet):
    """`GET /trainings/subjects/mine.json`, `/trainings/subjects/view/{enrollmentId}/{subjectId}.json`"""

    @operation("listMySubjects", response=MySubjectsOutput(many=True), summary="Subjects of my active trainings")
    def mine(self, request: Request) -> Response:
        return Response(MySubjectsOutput(reads.my_subjects(request.user), many=True).data)

    @operation(
        "viewSubject", response=answer("SubjectView", subject=SubjectViewOutput()), summary="A subject as I stand in it"
    )
    def retrieve(self, request: Request, enrollment_id: uuid.UUID, subject_id: uuid.UUID) -> Response:
        enrollment = one_or_404(Enrollment.objects.visible_to(request.user), pk=enrollment_id)
        subject = reads.subject_of(enrollment, subject_id)
        if subject is None:
            raise NotFound
        return Response({"subject": SubjectViewOutput(reads.subject_view(subject, enrollment, timezone.now())).data})
