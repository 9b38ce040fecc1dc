"""A person, and the people who can teach, for those who plan trainings (docs/api.md, section 13)."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager, SeesAllStudents
from api.callers import get_caller
from api.openapi.schema import operation
from api.views import ApiViewSet
from trainings.endpoints.person import reads
from trainings.endpoints.person.serializers import PersonViewOutput

NAMES = {"type": "object", "additionalProperties": {"type": "string"}}
TEACHERS = {
    "type": "object",
    "properties": {"users": {"type": "object", "additionalProperties": NAMES}},
    "required": ["users"],
}


class PersonViewSet(ApiViewSet):
    """`GET /manager/users/view/{id}.json`"""

    permission_classes = (IsManager,)

    @operation("viewPerson", response=PersonViewOutput, summary="A person with logins, enrollments and pilot groups")
    def retrieve(self, request: Request, user_id: int) -> Response:
        return Response(PersonViewOutput(reads.read_person_view(get_caller(request), user_id, timezone.now())).data)


class TeacherViewSet(ApiViewSet):
    """`GET /manager/trainings/subjects/teachers.json`"""

    permission_classes = (SeesAllStudents,)

    @operation("listTeachers", response=TEACHERS, summary="Who can be a teacher, by role")
    def list(self, request: Request) -> Response:
        return Response({"users": reads.read_teachers(get_caller(request), timezone.now())})
