"""Pilot groups and their members (docs/api.md, section 13)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from accounts.models import PilotGroup, User
from api.views import get_one_or_404

if TYPE_CHECKING:
    from accounts.querysets import SizedPilotGroup


@dataclass(frozen=True)
class PilotGroupRead:
    """A group with its members by name, each with the groups of the school that they are in."""

    group: PilotGroup
    members: list[User]


def list_pilot_groups(viewer: User) -> Iterable["SizedPilotGroup"]:
    """The groups of the school by name, with `pilot_count`. One query."""
    return PilotGroup.objects.visible_to(viewer).with_pilot_count().order_by("name")


def get_pilot_group(viewer: User, id: uuid.UUID) -> PilotGroup:
    return get_one_or_404(PilotGroup.objects.visible_to(viewer), pk=id)


def read_pilot_group(viewer: User, id: uuid.UUID) -> PilotGroupRead:
    """A group of the school, in three queries. Raises NotFound."""
    group = get_pilot_group(viewer, id)
    groups = Prefetch("pilot_groups", PilotGroup.objects.visible_to(viewer).order_by("name"))
    members = User.objects.visible_to(viewer).filter(pilot_groups=group).by_name().prefetch_related(groups)
    return PilotGroupRead(group, list(members))
