"""What managers do with trainings."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from accounts.models import PilotGroup, User
from accounts.notifications import notify
from core import clock
from records.services import EventDraft, record_events
from trainings.models import Enrollment, Training

BATCH = 1000  # rows a statement: PostgreSQL binds 65 535 values at most


@dataclass
class EnrollmentOutcome:
    """What became of a list of students: whom it enrolled, by user id, and which entries named nobody."""

    enrolled: dict[int, Enrollment] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def enroll_students(
    *,
    training: Training,
    user_ids: Iterable[int],
    group_ids: Iterable[uuid.UUID],
    by: User,
    supervisor: User | None = None,
    finish_before_at: datetime | None = None,
) -> EnrollmentOutcome:
    """Enrolls the users and the members of the groups, each once (docs/api.md, section 7).

    Whoever has an unfinished enrollment in the training is passed over; who has only finished ones gets a fresh go. Ids
    of other companies are unknown. On an active training each new student is notified.

    Two managers enrolling the same people at once: the constraint `enrollment_one_unfinished_per_user_and_training`
    lets one row of each pair in, and each caller reports only the rows that are its own. Rows go in by training and
    user id, so that the two wait for each other in one order and cannot deadlock.
    """
    students, unknown = expand_groups(user_ids, group_ids, by)
    rows = [
        build_enrollment(training, user_id, by, supervisor=supervisor, finish_before_at=finish_before_at)
        for user_id in students
    ]
    return EnrollmentOutcome({row.user_id: row for row in store_enrollments(rows=rows, by=by)}, unknown)


def build_enrollment(training: Training, user_id: int, by: User, **fields: Any) -> Enrollment:
    """Not stored yet: that is for `store_enrollments`."""
    moment = clock.now()
    school = by.company_id
    return Enrollment(
        company_id=school, training=training, user_id=user_id, created_at=moment, modified_at=moment, **fields
    )


def store_enrollments(*, rows: Iterable[Enrollment], by: User) -> list[Enrollment]:
    """Stores those of the rows whose student has no unfinished enrollment in the training, and returns them."""
    rows = sorted(rows, key=lambda row: (row.training_id, row.user_id))
    with transaction.atomic():
        Enrollment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
        stored = Enrollment.objects.filter(pk__in=[row.pk for row in rows]).select_related("user", "training")
        enrolled = list(stored.order_by("training_id", "user_id"))
        for training, group in groupby(enrolled, key=lambda row: row.training):
            if training.is_active:
                notify_enrolled(training, {row.user_id: row for row in group}, by)
        record_events(*map(build_enrollment_event, enrolled), company_id=by.company_id, by=by)
    return enrolled


def build_enrollment_event(row: Enrollment) -> EventDraft:
    return EventDraft("enrollment.created", row, {"user": str(row.user_id), "training": str(row.training_id)})


def expand_groups(user_ids: Iterable[int], group_ids: Iterable[uuid.UUID], by: User) -> tuple[set[int], list[str]]:
    """The users meant, and the entries that mean nobody the caller may see."""
    asked_users, asked_groups = set(user_ids), set(group_ids)
    users = set(User.objects.visible_to(by).filter(pk__in=asked_users).values_list("pk", flat=True))
    groups = set(PilotGroup.objects.visible_to(by).filter(pk__in=asked_groups).values_list("pk", flat=True))
    members = User.objects.visible_to(by).filter(pilot_groups__in=groups).values_list("pk", flat=True)
    unknown = [str(id) for id in sorted(asked_users - users)] + [str(id) for id in sorted(asked_groups - groups)]
    return users | set(members), unknown


def notify_enrolled(training: Training, enrolled: dict[int, Enrollment], by: User) -> None:
    notify(
        company=by.company,
        recipients=enrolled,
        urls=(f"/trainings/trainings/view/{enrollment.pk}.json" for enrollment in enrolled.values()),
        subject=f"You are enrolled in {training.name}"[:200],
        sender=by,
    )
