"""The night rating of the demo school: an exam taken from a class, a restart and a granted attempt."""

import pytest
from django.utils import timezone

from demo.scenarios.night_rating import AHEAD, GRANT_REASON
from demo.scenarios.scenario import SchoolScenario
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt, Exam
from exams.sitting.allowances import count_attempts_left
from onsite.models import Attendance, ClassSession
from tests.world import Client, create_client
from trainings.models import Enrollment

pytestmark = pytest.mark.any_database

Schools = dict[str, SchoolScenario]


def get_enrollment(schools: Schools, login: str) -> Enrollment:
    person = schools["demo"].people[login]
    return Enrollment.objects.select_related("training").get(user=person, training__name="Night rating theory")


def get_exam(name: str) -> Exam:
    return Exam.objects.get(name=name)


def view_start(schools: Schools, login: str, exam: Exam) -> dict[str, object]:
    client: Client = create_client(schools["demo"].people[login])
    response = client.get(f"/trainings/exams/start/{get_enrollment(schools, login).pk}/{exam.pk}.json")
    body: dict[str, object] = response.json()
    return body


def test_a_class_has_sat_the_scheduled_exam_and_is_signed(schools: Schools) -> None:
    held = ClassSession.objects.get(exam=get_exam("Night VFR: final exam"), starts_at__lt=timezone.now())

    rows = Attendance.objects.filter(class_session=held).order_by("enrollment__user__surname")
    results = [(row.enrollment.user.surname, row.is_present, row.is_passed) for row in rows]
    assert results == [("Bauer", True, False), ("Wagner", True, True)]
    assert all(row.exam_rating for row in rows)
    assert held.signed_at is not None
    assert set(Attempt.objects.filter(exam=held.exam).values_list("class_session_id", flat=True)) == {held.pk}


def test_the_next_class_of_it_is_coming_up(schools: Schools) -> None:
    exam = get_exam("Night VFR: final exam")
    ahead = ClassSession.objects.get(exam=exam, starts_at__gt=timezone.now())

    assert {row.enrollment.user.email.partition("@")[0] for row in ahead.attendances.all()} == set(AHEAD)
    start = view_start(schools, "max.bauer", exam)
    access = start["access"]
    assert isinstance(access, dict)
    assert (access["state"], access["class_id"], start["can_start"]) == ("UPCOMING", str(ahead.pk), False)


def test_a_student_has_passed_after_a_restart(schools: Schools) -> None:
    reset = LessonReset.objects.get()

    attempts = Attempt.objects.filter(enrollment=reset.enrollment, exam__lesson=reset.lesson).order_by("started_at")
    cycles = [(row.started_at > reset.reset_at, row.is_passed) for row in attempts]
    assert (reset.enrollment, cycles) == (
        get_enrollment(schools, "jan.novak"), [(False, False), (False, False), (True, True)],
    )  # fmt: skip


def test_a_student_has_one_granted_attempt(schools: Schools) -> None:
    grant = AttemptGrant.objects.get()

    assert (grant.enrollment, grant.reason) == (get_enrollment(schools, "katarina.horvat"), GRANT_REASON)
    assert count_attempts_left(grant.exam, grant.enrollment) == 1
    assert view_start(schools, "katarina.horvat", grant.exam)["can_start"] is True
