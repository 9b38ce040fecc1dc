"""Scheduling, changing and deleting classes, by managers (docs/api.md, section 5)."""

import uuid
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
from onsite.classes.messages import list_roster_user_ids, notify_users
from onsite.classes.rights import check_unsigned, lock_class, lock_row
from onsite.models import Attendance, ClassSession
from records.services import EventDraft, record_events
from trainings.enrollments.reopening import apply_correction, snapshot_finished
from trainings.models import Enrollment

Facts = dict[str, Any]
COLUMNS = ["subject", "lesson", "exam", "teacher", "location", "starts_at", "duration_minutes", "remarks"]


def schedule_class(*, plan: ClassPlan, notify: bool, by: User) -> ClassSession:
    """Stores a new class with its roster. If `notify` is true, each student gets a message, and a mail, as does the
    teacher.

    Raises what `check_plan` does (InvalidInput, by field), and what `lock_joining` does (Conflict). Double
    bookings are allowed: `find_double_bookings` reports them afterwards.
    """
    with transaction.atomic():
        checked = check_plan(plan, by=by)
        lock_joining(checked.joining)
        session = ClassSession(company_id=by.company_id, created_at=clock.now())
        apply_plan(session, plan, checked)
        if "duration_minutes" not in plan.options:
            session.duration_minutes = checked.lesson.duration_minutes if checked.lesson else DEFAULT_MINUTES
        session.save(force_insert=True)
        session.refresh_from_db(fields=["item_id"])  # the database computes it, and attendance copies it
        added = add_to_roster(session, checked.joining)
        if notify:
            notify_users(session, added, "class_scheduled", by=by)
            mail_new_class(session, added, by=by)
        payload = {**build_class_facts(session), "students": format_ids(added)}
        record_events(EventDraft("class.scheduled", session, payload), company_id=by.company_id, by=by)
    return session


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
        before, described = build_class_facts(session), describe_class(session)
        joining = [row.pk for row in checked.joining]
        # Before anything is written: who is on the roster now, and who will be.
        snapshot = snapshot_finished([*session.attendances.values_list("enrollment_id", flat=True), *joining])
        lock_joining(checked.joining)
        apply_plan(session, plan, checked)
        session.save(update_fields=COLUMNS)
        changed = {name: value for name, value in build_class_facts(session).items() if value != before[name]}
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
        payload = {**build_class_facts(session), "attendance": {str(id): is_present for id, is_present in presence}}
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
