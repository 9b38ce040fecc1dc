"""Lessons that students have had, or are going to have, in another class. Whoever plans a class is told of them."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from onsite.classes.double_bookings import Need
from onsite.models import Attendance


def find_earlier_lessons(needs: Sequence[Need]) -> list[list[Attendance]]:
    """Of each class, the attendance of its students in other classes of its lesson, earliest first; without those who
    were recorded as absent. One query, however many classes there are."""
    by_lesson = read_attendance(needs)
    return [
        [row for row in by_lesson.get(need.session.lesson_id, ()) if row.enrollment.user_id in need.people]
        for need in needs
    ]


def read_attendance(needs: Sequence[Need]) -> dict[uuid.UUID | None, list[Attendance]]:
    """The attendance of the students in other classes of the lessons, by lesson."""
    lessons = {need.session.lesson_id for need in needs if need.session.lesson_id}
    students = {id for need in needs for id in need.student_ids}
    rows = Attendance.objects.live().filter(item_id__in=lessons, enrollment__user_id__in=students)
    rows = rows.exclude(is_present=False).exclude(class_session__in=[need.session.pk for need in needs])
    by_lesson: dict[uuid.UUID | None, list[Attendance]] = defaultdict(list)
    for row in rows.select_related("enrollment__user").order_by("starts_at", "class_session_id", "id"):
        by_lesson[row.item_id].append(row)
    return by_lesson
