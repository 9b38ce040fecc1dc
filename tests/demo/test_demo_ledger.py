"""The demo school is created by the services, so its ledger records everything that happened in it."""

from itertools import pairwise
from pathlib import Path

from django.utils import timezone

from accounts.models import Company
from demo.scenarios.scenario import SchoolScenario
from evidence.models import Certificate
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt, Exam
from missions.models import FlightRecord
from onsite.models import Attendance, ClassSession
from records.models import Event, Signature
from records.verification.run import verify_company
from tests import factories as make
from tests.world import World
from trainings.enrollments.notes import change_notes
from trainings.models import Enrollment, LessonStudy

ROOT = Path(__file__).parents[2]
Schools = dict[str, SchoolScenario]


def test_outside_a_scenario_an_act_is_recorded_at_the_servers_time(world: World) -> None:
    """It needs an empty database; pytest-django runs it before the tests that share the schools below."""
    enrollment = make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)
    change_notes(enrollment_id=enrollment.pk, notes="Needs time", by=world.maria)

    assert Event.objects.get().at == timezone.now()


def list_object_ids(action: str) -> set[str]:
    return set(Event.objects.filter(action=action).values_list("object_id", flat=True))


def test_the_ledger_of_every_school_is_in_order(schools: Schools) -> None:
    for company in Company.objects.all():
        assert verify_company(company).findings == []


def test_its_events_are_in_chronological_order_and_have_an_actor(schools: Schools) -> None:
    for school in schools.values():
        events = list(Event.objects.filter(company=school.company).order_by("seq"))
        assert all(earlier.at <= later.at for earlier, later in pairwise(events))
        assert all(event.actor_name for event in events)
        assert events[-1].at <= school.now


def test_exams_were_taken_when_the_scenario_says(schools: Schools) -> None:
    """On PostgreSQL too, whose own clock exams go by otherwise."""
    attempts = Attempt.objects.filter(finished_at__isnull=False)
    assert attempts.exists()
    for attempt in attempts:
        assert attempt.finished_at is not None
        assert attempt.started_at <= attempt.finished_at <= attempt.deadline_at


def test_every_fact_has_its_event(schools: Schools) -> None:
    recorded = ClassSession.objects.filter(attendances__is_present__isnull=False)
    facts = [
        (Enrollment.objects.all(), "enrollment.created"),
        (Enrollment.objects.filter(finished_at__isnull=False), "enrollment.finished"),
        (LessonStudy.objects.all(), "lesson.completed"),
        (Attempt.objects.all(), "exam.started"),
        (Attempt.objects.all(), "exam.finished"),
        (ClassSession.objects.all(), "class.scheduled"),
        (LessonReset.objects.all(), "lesson.reset"),
        (AttemptGrant.objects.all(), "attempt.granted"),
        (recorded.exclude(exam__access_mode=Exam.AccessMode.SCHEDULED), "attendance.stored"),
        (recorded.filter(exam__access_mode=Exam.AccessMode.SCHEDULED), "class.result_recorded"),
        (ClassSession.objects.filter(signed_at__isnull=False), "class.signed"),
        (FlightRecord.objects.all(), "mission.recorded"),
        (FlightRecord.objects.filter(signed_at__isnull=False), "mission.signed"),
        (Certificate.objects.all(), "certificate.issued"),
        (Signature.objects.all(), "signature.added"),
    ]
    for rows, action in facts:
        ids = {str(pk) for pk in rows.values_list("pk", flat=True)}
        assert ids, action
        assert ids == list_object_ids(action), action


def test_every_finished_enrollment_has_a_certificate_of_that_day(schools: Schools) -> None:
    finished = Enrollment.objects.filter(finished_at__isnull=False)

    assert finished.exists()
    for row in finished:
        assert Certificate.objects.unrevoked().get(enrollment=row).issued_at == row.finished_at


def test_some_classes_and_flights_are_left_to_be_signed(schools: Schools) -> None:
    held = ClassSession.objects.filter(company=schools["demo"].company, attendances__is_present=True).distinct()
    unsigned = held.filter(signed_at__isnull=True)

    assert 2 <= unsigned.count() < held.count() / 2
    assert Attendance.objects.filter(class_session__in=unsigned, is_present__isnull=True).count() == 0
    assert FlightRecord.objects.unsigned_of(schools["demo"].people["student"]).exists()


def test_nothing_but_the_demo_school_sets_the_clock() -> None:
    folders = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in {"demo", "tests"}]
    files = [file for folder in folders for file in folder.rglob("*.py") if file != ROOT / "core" / "clock.py"]

    assert len(files) > 200
    assert [str(file) for file in files if "simulated_now" in file.read_text()] == []
