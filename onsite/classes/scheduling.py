"""Scheduling, changing and deleting classes, by managers (docs/api.md, section 5)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from onsite.classes.class_plans import DEFAULT_MINUTES, CheckedPlan, ClassPlan, check_plan, lock_joining
from onsite.classes.content import build_class_facts
from onsite.classes.mails import (
    RosterChange,
    describe_class,
    mail_cancelled_class,
    mail_changed_class,
    mail_new_class,
)
from onsite.classes.messages import list_roster_user_ids, notify_of_several, notify_users
from onsite.classes.rights import check_unsigned, lock_class, lock_row
from onsite.models import Attendance, ClassSession
from records.services import EventDraft, record_events
from trainings.enrollments.reopening import apply_correction, snapshot_finished
from trainings.models import Enrollment

Facts = dict[str, Any]
NewClass = tuple[ClassSession, list[int]]  # with the ids of the users on its roster
COLUMNS = [
    "subject", "lesson", "exam", "teacher", "location", "starts_at", "duration_minutes", "remarks", "meeting_url",
]  # fmt: skip


def schedule_class(*, plan: ClassPlan, notify: bool, by: User) -> ClassSession:
    """Stores a new class with its roster. If `notify` is true, each student gets a message, and a mail, as does the
    teacher.

    Raises what `check_plan` does (InvalidInput, by field), and what `lock_joining` does (Conflict). Double
    bookings are allowed: `find_double_bookings` reports them afterwards.
    """
    return schedule_classes(plans=[plan], notify=notify, by=by)[0]


def schedule_classes(*, plans: Sequence[ClassPlan], notify: bool, by: User) -> list[ClassSession]:
    """Stores new classes, all or none. Of several, each person is told in one message (`notify_of_new_classes`).

    Raises what `schedule_class` does.
    """
    with transaction.atomic():
        checked = [check_plan(plan, by=by) for plan in plans]
        # Once for all classes and in the order of their ids, so that two requests cannot deadlock.
        joining = {enrollment.pk: enrollment for one in checked for enrollment in one.joining}
        lock_joining(list(joining.values()))
        stored = [store_class(plan, one, by=by) for plan, one in zip(plans, checked, strict=True)]
        if notify:
            notify_of_new_classes(stored, by=by)
        drafts = [
            EventDraft("class.scheduled", session, {**build_event_facts(session), "students": format_ids(added)})
            for session, added in stored
        ]
        record_events(*drafts, company_id=by.company_id, by=by)
    return [session for session, _added in stored]


def store_class(plan: ClassPlan, checked: CheckedPlan, *, by: User) -> NewClass:
    """The class of a checked plan, and the ids of the users on its roster."""
    session = ClassSession(company_id=by.company_id, created_at=clock.now())
    apply_plan(session, plan, checked)
    if "duration_minutes" not in plan.options:
        session.duration_minutes = checked.lesson.duration_minutes if checked.lesson else DEFAULT_MINUTES
    session.save(force_insert=True)
    session.refresh_from_db(fields=["item_id"])  # the database computes it, and attendance copies it
    return session, add_to_roster(session, checked.joining)


def notify_of_new_classes(stored: Sequence[NewClass], *, by: User) -> None:
    """Of one class, its students get a message, and they and the teacher a mail; of several, each person one message
    about all of theirs."""
    if len(stored) > 1:
        notify_of_several(stored, by=by)
        return
    for session, added in stored:
        notify_users(session, added, "class_scheduled", by=by)
        mail_new_class(session, added, by=by)


def build_event_facts(session: ClassSession) -> Facts:
    """What events say of a class: what its signature covers, and its meeting link if it has one."""
    meeting = {"meeting_url": session.meeting_url} if session.meeting_url else {}
    return {**build_class_facts(session), **meeting}


def find_changes(before: Facts, now: Facts) -> Facts:
    """The facts that differ, as they are now; "" for one that there no longer is."""
    return {name: now.get(name, "") for name in {**before, **now} if before.get(name, "") != now.get(name, "")}


def change_class(*, session: ClassSession, plan: ClassPlan, notify: bool, by: User) -> ClassSession:
    """Changes a class to its plan, and keeps the attendance of the students who stay on the roster.

    If `notify` is true, students who join get a message, and so do all others when the class is moved to another time
    or location. Mails go to them, to students who leave, and to the teacher, about every change
    (`mail_changed_class`). Moving a class can complete an enrollment, or reopen one that was finished because of it.

    Raises what `check_plan` does (InvalidInput, by field); Conflict for a signed class, and when an enrollment cannot
    be reopened (`apply_correction`).
    """
    with transaction.atomic():
        session = lock_class(session, by)
        check_unsigned(session)
        checked = check_plan(plan, by=by, existing=session)
        before, described = build_event_facts(session), describe_class(session)
        joining = [row.pk for row in checked.joining]
        # Before anything is written: who is on the roster now, and who will be.
        snapshot = snapshot_finished([*session.attendances.values_list("enrollment_id", flat=True), *joining])
        lock_joining(checked.joining)
        apply_plan(session, plan, checked)
        session.save(update_fields=COLUMNS)
        changed = find_changes(before, build_event_facts(session))
        removed = remove_from_roster(checked.leaving)
        sync_attendance(session)
        added = add_to_roster(session, checked.joining)
        if notify:
            roster = RosterChange(added, removed, list_roster_user_ids(session) - set(added))
            notify_of_change(session, roster, is_moved=bool({"starts_at", "location"} & set(changed)), by=by)
            mail_changed_class(session, described, roster, by=by)
        finish_events = apply_correction(snapshot, by=by)
        events = build_change_events(session, changed, added, removed)
        record_events(*events, *finish_events, company_id=by.company_id, by=by)
    return session


def notify_of_change(session: ClassSession, roster: RosterChange, *, is_moved: bool, by: User) -> None:
    notify_users(session, roster.added, "class_scheduled", by=by)
    if is_moved:
        notify_users(session, roster.staying, "class_moved", by=by)


def delete_class(*, session_id: uuid.UUID, by: User) -> None:
    """Soft-deletes a class with its roster: its attendance stays on record but no longer counts. Students of a class
    that has not begun get a message. Deleting a class again does nothing.

    Raises NotFound for a class of another company; Conflict for a signed class, and when an enrollment cannot
    be reopened (`apply_correction`).
    """
    with transaction.atomic():
        session = lock_row(ClassSession.objects.deletable_by(by), session_id)
        if session.is_cancelled:
            return
        if session.signed_at:
            raise Conflict(_("The class is signed and cannot be deleted unless the signature is revoked."))
        snapshot = snapshot_finished(session.attendances.values_list("enrollment_id", flat=True))
        cancel_class(session)
        if session.starts_at > clock.now():
            roster = list_roster_user_ids(session)
            notify_users(session, roster, "class_cancelled", by=by)
            mail_cancelled_class(session, roster, by=by)
        presence = session.attendances.values_list("enrollment__user_id", "is_present")
        payload = {**build_event_facts(session), "attendance": {str(id): is_present for id, is_present in presence}}
        finish_events = apply_correction(snapshot, by=by)
        deleted = EventDraft("class.deleted", session, payload)
        record_events(deleted, *finish_events, company_id=by.company_id, by=by)


def cancel_class(session: ClassSession) -> None:
    session.deleted_at = clock.now()
    session.is_cancelled = True
    session.save(update_fields=["deleted_at", "is_cancelled"])
    sync_attendance(session)


def apply_plan(session: ClassSession, plan: ClassPlan, checked: CheckedPlan) -> None:
    """Sets the fields of a class, without saving."""
    session.subject = checked.subject
    session.lesson, session.exam = checked.lesson, checked.exam
    session.teacher, session.location = checked.teacher, checked.location
    session.starts_at = plan.starts_at
    session.duration_minutes = plan.options.get("duration_minutes", session.duration_minutes)
    session.remarks = plan.options.get("remarks", session.remarks)
    session.meeting_url = plan.options.get("meeting_url", session.meeting_url)


def sync_attendance(session: ClassSession) -> None:
    """Updates the columns that attendance copies from its class. On PostgreSQL the foreign key of migration 0002 has
    done so already; SQLite has no such foreign key."""
    session.refresh_from_db(fields=["item_id"])
    session.attendances.update(item_id=session.item_id, starts_at=session.starts_at, is_cancelled=session.is_cancelled)


def add_to_roster(session: ClassSession, enrollments: list[Enrollment]) -> list[int]:
    """Adds the enrollments and returns the ids of their users."""
    now = clock.now()
    Attendance.objects.bulk_create(
        Attendance(
            class_session=session,
            enrollment=enrollment,
            item_id=session.item_id,
            starts_at=session.starts_at,
            created_at=now,
            modified_at=now,
        )
        for enrollment in enrollments
    )
    return [enrollment.user_id for enrollment in enrollments]


def remove_from_roster(rows: list[Attendance]) -> list[int]:
    """Deletes the rows, for which nothing has been recorded (`check_roster`), and returns the ids of their users."""
    Attendance.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.enrollment.user_id for row in rows]


def build_change_events(
    session: ClassSession, changed: Facts, added: list[int], removed: list[int]
) -> list[EventDraft]:
    """The event of a change, or an empty list when nothing has changed."""
    if not (changed or added or removed):
        return []
    payload = {"changed": changed, "added": format_ids(added), "removed": format_ids(removed)}
    return [EventDraft("class.changed", session, payload)]


def format_ids(ids: list[int]) -> list[str]:
    return [str(id) for id in sorted(ids)]
