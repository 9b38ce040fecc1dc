"""Enrolling: managers enroll people and pilot groups in a training."""

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
from mail.message_texts import MessageText
from records.services import EventDraft, record_events
from trainings.enrollments.mails import build_view_path
from trainings.models import Enrollment, Training
from trainings.syllabus.freezing import check_is_enrollable

BATCH = 1000  # rows per statement: PostgreSQL binds at most 65 535 values in one


@dataclass
class EnrollmentOutcome:
    """The new enrollments by user id, and the ids of no user or group that the caller can see."""

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

    Skips people with an unfinished enrollment in the training, or in another revision of its course; people who have
    finished all of theirs are enrolled again. Ids of other companies count as unknown. If the training is active, each
    new student gets a message. Raises Conflict for a revision that is a draft or superseded.
    """
    students, unknown = expand_groups(user_ids, group_ids, by)
    rows = [
        build_enrollment(training, user_id, by, supervisor=supervisor, finish_before_at=finish_before_at)
        for user_id in students
    ]
    return EnrollmentOutcome({row.user_id: row for row in store_enrollments(rows=rows, by=by)}, unknown)


def build_enrollment(training: Training, user_id: int, by: User, **fields: Any) -> Enrollment:
    """An enrollment made by a manager, not stored yet."""
    now = clock.now()
    return Enrollment(
        company_id=by.company_id, training=training, user_id=user_id, created_at=now, modified_at=now, **fields
    )


def store_enrollments(*, rows: Iterable[Enrollment], by: User) -> list[Enrollment]:
    """Stores those of the rows whose student has no unfinished enrollment in the training or in another revision of its
    course, and returns them. Raises Conflict for a revision in which nobody can be enrolled.

    Of two managers who enroll the same person at once, the constraint `enrollment_one_unfinished_per_user_and_training`
    lets one in; each call returns and announces only the rows it stored itself.
    """
    # Sorted, so that of two such calls one waits for the other instead of deadlocking.
    rows = sorted(rows, key=lambda row: (row.training_id, row.user_id))
    trainings = {row.training_id: row.training for row in rows}
    check_is_enrollable(trainings.values())
    with transaction.atomic():
        # So that nobody is deleted meanwhile (accounts/people/deleting.py): who was deleted already is left out.
        people = User.objects.visible_to(by).select_for_update(no_key=True).filter(pk__in={row.user_id for row in rows})
        present = set(people.order_by("pk").values_list("pk", flat=True))
        rows = [row for row in rows if row.user_id in present]
        rows = leave_out_enrolled(rows, {row.course_id for row in trainings.values() if row.course_id})
        Enrollment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
        # `ignore_conflicts` does not say which rows were inserted; they are those found by the ids generated for them.
        stored = Enrollment.objects.filter(pk__in=[row.pk for row in rows]).select_related("user", "training")
        enrolled = list(stored.order_by("training_id", "user_id"))
        for training, group in groupby(enrolled, key=lambda row: row.training):
            if training.is_active:
                notify_enrolled(training, {row.user_id: row for row in group}, by)
        record_events(*map(build_enrollment_event, enrolled), company_id=by.company_id, by=by)
    return enrolled


def leave_out_enrolled(rows: list[Enrollment], course_ids: set[uuid.UUID]) -> list[Enrollment]:
    """Without those whose student is in another revision of the course and has not finished it: such a student is moved
    (revisions/moving), or stays. No query without courses."""
    if not course_ids:
        return rows
    unfinished = Enrollment.objects.unfinished().filter(training__course_id__in=course_ids)
    enrolled = set(
        unfinished.filter(user__in={row.user_id for row in rows}).values_list("training__course_id", "user_id")
    )
    return [row for row in rows if (row.training.course_id, row.user_id) not in enrolled]


def build_enrollment_event(row: Enrollment) -> EventDraft:
    facts = {"user": str(row.user_id), "training": str(row.training_id), "training_name": row.training.name}
    return EventDraft("enrollment.created", row, facts)


def expand_groups(user_ids: Iterable[int], group_ids: Iterable[uuid.UUID], by: User) -> tuple[set[int], list[str]]:
    """The ids of the users and of the groups' members, and the ids that the caller cannot see."""
    user_ids, group_ids = set(user_ids), set(group_ids)
    users = set(User.objects.visible_to(by).filter(pk__in=user_ids).values_list("pk", flat=True))
    groups = set(PilotGroup.objects.visible_to(by).filter(pk__in=group_ids).values_list("pk", flat=True))
    # Filtered again, because a group of this school may contain people of another.
    members = User.objects.visible_to(by).filter(pilot_groups__in=groups).values_list("pk", flat=True)
    unknown = [str(id) for id in sorted(user_ids - users)] + [str(id) for id in sorted(group_ids - groups)]
    return users | set(members), unknown


def notify_enrolled(training: Training, enrolled: dict[int, Enrollment], by: User) -> None:
    notify(
        company=by.company,
        recipients=enrolled,
        urls=map(build_view_path, enrolled.values()),
        text=MessageText("enrolled", {"training": training.name}),
        sender=by,
    )
