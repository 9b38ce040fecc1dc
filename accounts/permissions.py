"""Permissions by role. Which *objects* a user may see is decided by `visible_to` of their queryset."""

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User


class IsStaff(IsAuthenticated):
    """Only users who may teach (docs/api.md, section 1, Roles)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.user, User) and super().has_permission(request, view) and request.user.is_staff


class SeesAllStudents(IsAuthenticated):
    """Only the chief instructor and above (docs/api.md, section 1, Roles)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return (
            isinstance(request.user, User) and super().has_permission(request, view) and request.user.sees_all_students
        )


class IsManager(IsAuthenticated):
    """Only managers: everything under `/manager/` (docs/api.md, section 1, Roles)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.user, User) and super().has_permission(request, view) and request.user.is_manager
