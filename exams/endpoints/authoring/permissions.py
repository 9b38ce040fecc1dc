"""Who may author at all; the services decide about the object (exams/authoring/rights.py)."""

from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from accounts.permissions import IsStaff
from trainings.models import Subject


class TeachesOrManages(IsStaff):
    """Only managers, and staff who are the teacher of a subject (docs/api.md, section 8, Authoring)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        if not (isinstance(user, User) and super().has_permission(request, view)):
            return False
        return user.is_manager or Subject.objects.live().filter(teacher=user).exists()
