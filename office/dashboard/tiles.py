"""The tiles of the overview about people and enrollments: new ones, and what runs out. Three queries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from office.dashboard.card import Card
from office.dashboard.lists import build_list_link
from office.dashboard.reads import ENROLLMENTS, Figure
from office.instructors.states import count_states
from office.people.account_states import build_account_conditions
from trainings.models import Enrollment
from trainings.querysets import build_attention_conditions

USERS = "accounts.user"
QUALIFICATIONS = "instructors.qualification"
# The query of the list of students whom nobody would find to enroll them with a group.
OPEN_STUDENTS = {"group__exact": Role.STUDENT.value, "is_active__exact": 1}


def list_tiles(manager: User, now: datetime) -> list[Card]:
    """Those that count anything: nothing to look at every day. `no_group` counts students, at a school with groups."""
    return [
        card
        for card in (
            *build_people_tiles(manager, now),
            *build_qualification_tiles(manager, now),
            *build_enrollment_tiles(manager, now),
        )
        if card.figure.value
    ]


def build_people_tiles(manager: User, now: datetime) -> list[Card]:
    conditions = build_account_conditions(manager.company, now)
    students = Q(group=Role.STUDENT, is_active=True)
    counts = count_each(
        User.objects.visible_to(manager),
        conditions | {"no_group": conditions["no_group"] & students, "grouped": ~conditions["no_group"]},
    )
    without_group = counts["no_group"] if counts["grouped"] else 0
    return [
        Card(_("New people"), "person_add", build_figure(USERS, counts["new"], account="new")),
        Card(_("Without a password"), "key_off", build_figure(USERS, counts["no_password"], account="no_password")),
        Card(
            _("Students in no group"),
            "group_off",
            build_figure(USERS, without_group, account="no_group", **OPEN_STUDENTS),
        ),
        Card(_("Accounts expired"), "event_busy", build_figure(USERS, counts["expired"], account="expired")),
        Card(_("Accounts expiring"), "event_upcoming", build_figure(USERS, counts["expiring"], account="expiring")),
    ]


def build_qualification_tiles(manager: User, now: datetime) -> list[Card]:
    counts = count_states(manager, manager.company.local_date(now))
    expired, expiring = counts["expired"], counts["expiring"]
    return [
        Card(_("Qualifications expired"), "gpp_bad", build_figure(QUALIFICATIONS, expired, state="expired"), True),
        Card(_("Qualifications expiring"), "gpp_maybe", build_figure(QUALIFICATIONS, expiring, state="30")),
    ]


def build_enrollment_tiles(manager: User, now: datetime) -> list[Card]:
    counts = count_each(Enrollment.objects.visible_to(manager), build_attention_conditions(manager.company, now))
    return [
        Card(_("New enrollments"), "fiber_new", build_figure(ENROLLMENTS, counts["new"], state="new")),
        Card(_("Validity expired"), "history", build_figure(ENROLLMENTS, counts["expired"], state="expired")),
        Card(_("Validity expiring"), "update", build_figure(ENROLLMENTS, counts["expiring"], state="expiring")),
    ]


def count_each(rows: QuerySet[Any], conditions: Mapping[str, Any]) -> dict[str, int]:
    """How many rows meet each condition, in one query."""
    return rows.order_by().aggregate(**{name: Count("pk", filter=condition) for name, condition in conditions.items()})


def build_figure(model: str, count: int, **filters: Any) -> Figure:
    return Figure(count, build_list_link(model, **filters))
