"""Corrections of what a student did in an earlier revision, after the move to the present one."""

import pytest

from onsite.classes.attendance import store_attendance
from onsite.classes.class_plans import ClassPlan
from onsite.classes.scheduling import change_class
from onsite.classes.signing import sign_class
from onsite.models import ClassSession
from tests import factories as make
from tests.revisions.conftest import Course, assert_records_are_clean
from tests.revisions.test_hours_after_a_move import rename_wind
from tests.revisions.test_moving import plan_class
from trainings.models import Enrollment


@pytest.fixture
def moved(published: Course) -> Enrollment:
    """Sam, who attended a class that Ines has recorded and not signed, and was moved then."""
    row = published.enroll_sam()
    session = plan_class(published, row, hours=-2)
    store_attendance(session=session, marks={row.user_id: {"is_present": True}}, by=published.world.ines)
    published.revise(rename_wind(published))
    published.move(row)
    return Enrollment.objects.get(pk=row.pk)


def test_the_class_can_still_be_changed_and_signed_with_the_student_on_its_roster(
    published: Course, moved: Enrollment
) -> None:
    session = ClassSession.objects.get()
    plan = ClassPlan(
        session.subject_id,
        session.starts_at,
        published.world.ines.pk,
        [moved.user_id],
        {"lesson_id": published.clouds.pk, "duration_minutes": 90},
    )

    change_class(session=session, plan=plan, notify=False, by=published.world.maria)
    session = sign_class(session=ClassSession.objects.get(), password=make.PASSWORD, by=published.world.ines)

    assert session.duration_minutes == 90
    assert session.attendances.get().enrollment == moved
    assert_records_are_clean(published.world)
