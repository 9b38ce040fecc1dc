"""Functions that a role may never use. Which *objects* a caller reaches is `visible_to`'s business."""

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView


class IsStaff(IsAuthenticated):
    """What those who may teach use, and others never (docs/api.md, section 1, Roles)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and request.user.is_staff


class IsManager(IsAuthenticated):
    """Everything under `/manager/` (docs/api.md, section 1, Roles)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and request.user.is_manager
