"""A user for compiled statements, of whom only what decides about visibility is known (docs/decisions/0045)."""

import uuid
from typing import Any, TypedDict

from accounts.models.people import User


class ViewerValues(TypedDict):
    """The values of a statement that stand for who reads."""

    viewer_id: int
    company_id: uuid.UUID


def get_viewer_values(viewer: User) -> ViewerValues:
    return {"viewer_id": viewer.pk, "company_id": viewer.company_id}


def build_viewer(group: int, values: Any) -> User:
    """For `visible_to` and its like, which go by role, school and id alone. The role is in the statement's shape."""
    return User(pk=values["viewer_id"], company_id=values["company_id"], group=group)
