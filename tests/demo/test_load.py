"""Load School: `manage.py seed_demo --enrollments N`."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Count

from accounts.models import Company
from demo.load_school.cast import DOMAIN as CAST_DOMAIN
from demo.load_school.loading import count_enrollments, load_school
from demo.load_school.school import locate_enrollment
from demo.scenarios.scenario import SchoolScenario
from exams.models import Attempt, Exam
from missions.models import FlightRecord
from onsite.models import Attendance, ClassSession
from tests.world import create_client
from trainings.models import Enrollment, Lesson, LessonStudy

Schools = dict[str, SchoolScenario]


@pytest.mark.django_db
def test_two_hundred_enrollments_with_rows_of_every_kind() -> None:
    result = load_school(200)

    company = Company.objects.get(name="Load School")
    kinds = (Attendance, LessonStudy, Attempt, FlightRecord)
    rows = [kind.objects.filter(enrollment__company=company) for kind in kinds]
    counts = [row.exclude(enrollment__user__email__endswith=CAST_DOMAIN).count() for row in rows]
    assert result.enrollments == count_enrollments(company) == 200
    assert company.trainings.filter(name__startswith="Load").count() == 50
    assert all(counts)
    assert 3 <= sum(counts) / 200 <= 4.5
    students = company.users.filter(group=190).exclude(email__endswith=CAST_DOMAIN)
    assert students.count() == 1 + 43  # student@, and the others with four enrollments each


@pytest.mark.django_db
def test_the_student_of_the_load_school_has_thirty_enrollments() -> None:
    load_school(60)

    student = Company.objects.get(name="Load School").users.get(email="student@load.example")
    response = create_client(student).get("/trainings.json").json()
    assert response["paginate"]["count"] == 30
    assert len({row["Training"]["training_id"] for row in response["trainings"]}) == 30


@pytest.mark.django_db
def test_an_existing_school_is_filled_up() -> None:
    load_school(50)
    assert load_school(50).rows == 0

    load_school(75)

    company = Company.objects.get(name="Load School")
    assert count_enrollments(company) == 75
    students = company.users.filter(group=190).exclude(email__endswith=CAST_DOMAIN)
    assert students.count() == 1 + 12  # 45 enrollments after the student's thirty


@pytest.mark.django_db
def test_single_screens_are_measured_with_a_cast_in_trainings_of_real_size() -> None:
    load_school(10)

    company = Company.objects.get(name="Load School")
    for training in company.trainings.filter(name__startswith="Full"):
        assert training.subjects.count() == Exam.objects.of_training(training).count() == 12
        assert Lesson.objects.filter(subject__training=training).count() == 120
        assert training.flight_templates.count() == 20
    for login, count in (("one", 1), ("thirty", 30), ("hundred", 100)):
        rows = Enrollment.objects.filter(user__email=f"{login}@{CAST_DOMAIN}")
        assert rows.count() == count
        assert rows.filter(training__name__startswith="Full").exists()
    held = ClassSession.objects.filter(subject__training__name__startswith="Full")
    assert list(held.annotate(size=Count("attendances")).values_list("size", flat=True)) == [40] * 120


def test_nobody_is_twice_in_a_training() -> None:
    places = [locate_enrollment(place) for place in range(10_000)]

    assert len(set(places)) == 10_000


def test_the_command_reports_rows_and_seconds(schools: Schools) -> None:
    out = StringIO()
    call_command("seed_demo", json=True, enrollments=40, stdout=out)

    load = json.loads(out.getvalue())["load"]

    assert load["enrollments"] == 40
    assert load["rows"] > 40
    assert load["seconds"] >= 0


@pytest.mark.parametrize("count", [0, -1])
def test_an_invalid_number_is_rejected(count: int) -> None:
    with pytest.raises(CommandError, match="--enrollments"):
        call_command("seed_demo", enrollments=count)
