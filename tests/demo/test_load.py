"""Load School: `manage.py seed_demo --enrollments N`."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Company
from demo.load_school.school import load_school, locate_enrollment
from demo.story.scenario import SchoolScenario
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance
from tests.world import create_client
from trainings.models import Enrollment, LessonStudy

Schools = dict[str, SchoolScenario]


@pytest.mark.django_db
def test_two_hundred_enrollments_with_facts_of_every_kind() -> None:
    done = load_school(200)

    company = Company.objects.get(name="Load School")
    kinds = (Attendance, LessonStudy, Attempt, FlightRecord)
    facts = [kind.objects.filter(enrollment__company=company).count() for kind in kinds]
    assert done.enrollments == Enrollment.objects.filter(company=company).count() == 200
    assert company.trainings.count() == 50
    assert all(facts)
    assert 3 <= sum(facts) / 200 <= 4.5
    assert company.users.filter(group=190).count() == 1 + 43  # student@, and the others with four enrollments each


@pytest.mark.django_db
def test_the_student_of_the_load_school_has_thirty_enrollments() -> None:
    load_school(60)

    student = Company.objects.get(name="Load School").users.get(email="student@load.example")
    answer = create_client(student).get("/trainings.json").json()
    assert answer["paginate"]["count"] == 30
    assert len({row["Training"]["training_id"] for row in answer["trainings"]}) == 30


@pytest.mark.django_db
def test_a_school_that_is_there_is_filled_up() -> None:
    load_school(50)
    assert load_school(50).rows == 0

    load_school(75)

    company = Company.objects.get(name="Load School")
    assert Enrollment.objects.filter(company=company).count() == 75
    assert company.users.filter(group=190).count() == 1 + 12  # 45 enrollments after the student's thirty


def test_nobody_is_twice_in_a_training() -> None:
    places = [locate_enrollment(place) for place in range(10_000)]

    assert len(set(places)) == 10_000


def test_the_command_tells_rows_and_seconds(schools: Schools) -> None:
    out = StringIO()
    call_command("seed_demo", json=True, enrollments=40, stdout=out)

    told = json.loads(out.getvalue())["load"]

    assert told["enrollments"] == 40
    assert told["rows"] > 40
    assert told["seconds"] >= 0


@pytest.mark.parametrize("count", [0, -1])
def test_a_number_that_makes_no_sense_is_refused(count: int) -> None:
    with pytest.raises(CommandError, match="--enrollments"):
        call_command("seed_demo", enrollments=count)
