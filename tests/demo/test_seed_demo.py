"""`manage.py seed_demo`: the demo schools, and what the command prints about them."""

import json
import uuid
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import Token
from demo.scenarios.scenario import SchoolScenario
from exams.models import Attempt, Option, Question
from onsite.models import Attendance, ClassSession
from tests.factories import PASSWORD
from tests.world import Client, create_client
from trainings.enrollments.finishing import is_complete
from trainings.models import Enrollment, Slide
from trainings.syllabus.sanitising import clean_html

pytestmark = pytest.mark.any_database  # tests/demo/test_demo_ledger.py seeds the schools on both

Schools = dict[str, SchoolScenario]

LOGINS = [
    ("admin@demo.example", 100),
    ("manager@demo.example", 135),
    ("chief@demo.example", 150),
    ("instructor@demo.example", 170),
    ("student@demo.example", 190),
    ("fresh@demo.example", 190),
    ("manager@other.example", 135),
    ("student@other.example", 190),
]
KINDS = {
    "user", "training", "enrollment", "subject", "lesson", "slide", "class", "future_class", "attendance", "objective",
    "metric", "exam", "question", "option", "attempt", "attempt_question", "location", "flight_record",
    "flight_template", "flight_enrollment", "group", "notification",
}  # fmt: skip


def run_seed(**options: Any) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


def count_rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_a_second_run_finds_the_schools_and_changes_nothing(schools: Schools) -> None:
    before = count_rows()

    printed = run_seed()

    assert count_rows() == before
    assert "nothing was changed" in printed
    for login, _ in LOGINS:
        assert login in printed


@pytest.mark.parametrize(("email", "group"), LOGINS)
def test_the_fixed_logins_work(schools: Schools, email: str, group: int) -> None:
    response = Client().post("/users/login.json", {"email": email, "password": PASSWORD})
    token = response.json()["response"]["token"]

    me = Client(token).get("/users/view.json").json()

    assert (me["User"]["email"], int(me["User"]["user_group_id"])) == (email, group)


def test_the_students_numbers_can_be_counted_by_hand(schools: Schools) -> None:
    """PPL theory: four subjects of four items and two lessons of the fifth; the third lesson waits for its gate.
    ATPL: twelve classes held, two of them missed. Flights: five missions, one of them flown twice, a sixth broken off.
    """
    response = create_client(schools["demo"].people["student"]).get("/trainings.json").json()

    rows = [row["Training"] for row in response["trainings"]]
    counted = [(row["name"], row["finished"], row.get("Lessons"), row.get("FlightProgress")) for row in rows]
    assert counted == [
        ("Radio and English refresher", False, build_progress(2, 5), None),
        ("ATPL(A) theory", False, build_progress(10, 39), None),
        ("PPL(A) flight training", False, None, {"completed": 5, "total": 14}),
        ("PPL(A) theory", False, build_progress(18, 34), None),
        ("Radio and English refresher", True, build_progress(5, 5), None),
    ]
    assert len(response["myClasses"]) == 8 + 3  # ATPL classes planned, refresher evenings to come


def build_progress(completed: int, total: int) -> dict[str, Any]:
    return {"total": total, "completed": completed, "finished": completed == total}


def test_fresh_is_enrolled_nowhere(schools: Schools) -> None:
    assert create_client(schools["demo"].people["fresh"]).get("/trainings.json").json()["trainings"] == []


def test_there_are_students_in_every_state(schools: Schools) -> None:
    rows = list(Enrollment.objects.filter(company=schools["demo"].company).with_progress(timezone.now()))
    theory = [row for row in rows if row.training.name == "PPL(A) theory"]
    done = {(row.user.email.partition("@")[0], row.is_finished): row.items_done for row in theory}
    today = timezone.now().date()

    assert done[("anna.huber", False)] == 0
    assert done[("lukas.gruber", False)] == 17
    assert done[("sophie.wagner", False)] == 33
    assert done[("max.bauer", True)] == 34
    assert (done[("elena.rossi", True)], done[("elena.rossi", False)]) == (34, 3)
    assert Attempt.objects.filter(enrollment__user__email="marie.dubois@demo.example", is_passed=False).count() == 3
    assert any(row.valid_until_on and row.valid_until_on < today for row in rows)
    assert any(row.valid_until_on and row.valid_until_on > today for row in rows)


def test_complete_enrollments_are_finished_and_no_others(schools: Schools) -> None:
    for row in Enrollment.objects.select_related("training").with_progress(timezone.now()):
        assert row.is_finished == is_complete(row), row


def test_attendance_carries_what_its_class_says(schools: Schools) -> None:
    for row in Attendance.objects.select_related("class_session"):
        held = row.class_session
        assert (row.item_id, row.starts_at, row.is_cancelled) == (held.item_id, held.starts_at, held.is_cancelled)
        assert (row.is_present is None) or held.starts_at < timezone.now()


def test_the_instructor_has_a_class_that_has_just_begun_and_classes_to_come(schools: Schools) -> None:
    mine = ClassSession.objects.filter(teacher=schools["demo"].people["instructor"])

    begun = mine.filter(starts_at__lte=timezone.now()).latest("starts_at")
    assert (timezone.now() - begun.starts_at).total_seconds() < 4 * 3600
    assert {row.is_present for row in begun.attendances.all()} == {None}
    assert mine.filter(starts_at__gt=timezone.now()).exists()


def test_papers_are_graded_by_what_was_chosen(schools: Schools) -> None:
    for attempt in Attempt.objects.prefetch_related("paper").select_related("exam"):
        paper = attempt.paper.all()
        right = [q for q in paper for o in q.options if o["is_correct"] and o["id"] == str(q.chosen_option_id)]
        assert attempt.score is not None
        assert len(paper) == attempt.exam.question_count
        assert abs(float(attempt.score) - 100 * len(right) / len(paper)) < 0.01
        assert attempt.is_passed == (attempt.score >= attempt.exam.pass_percent)


def test_the_question_bank_is_large_and_does_not_betray_the_answers(schools: Schools) -> None:
    bank = Question.objects.filter(company=schools["demo"].company)
    right = [Option.objects.filter(question__in=bank, is_correct=True, order=place).count() for place in range(4)]

    assert bank.count() >= 30
    assert sum(right) == bank.count()
    assert max(right) < bank.count() / 2, right


def test_slides_are_stored_as_sanitising_leaves_them(schools: Schools) -> None:
    for slide in Slide.objects.all():
        assert slide.content == clean_html(slide.content)


def test_json_names_people_a_key_and_one_of_each_kind(schools: Schools) -> None:
    output = json.loads(run_seed(json=True))

    assert output["password"] == PASSWORD
    for short_name, school in schools.items():
        described = output["schools"][short_name]
        assert described["company"] == {"id": str(school.company.pk), "name": school.company.name}
        assert described["users"]["student"]["email"] == f"student@{short_name}.example"
        assert set(described["examples"]) == KINDS
        assert all(described["examples"].values()), described["examples"]
        me = Client(described["api_key"]).get("/users/view.json").json()
        assert me["User"]["email"] == f"manager@{short_name}.example"


def test_each_json_run_replaces_the_key_of_the_last(schools: Schools) -> None:
    first, second = (json.loads(run_seed(json=True))["schools"]["demo"]["api_key"] for _ in range(2))

    assert Client(first).get("/users/view.json").status_code == 401
    assert Client(second).get("/users/view.json").status_code == 200
    assert Token.objects.live().filter(kind=Token.Kind.API_KEY).count() == 2


def test_examples_of_an_old_school_may_be_missing_and_are_null(schools: Schools) -> None:
    ClassSession.objects.filter(starts_at__gt=timezone.now()).update(starts_at=timezone.now())

    assert json.loads(run_seed(json=True))["schools"]["demo"]["examples"]["future_class"] is None


PATHS = [
    "/trainings/trainings/view/{enrollment}.json",
    "/trainings/trainings/view/{training}.json",
    "/trainings/subjects/view/{enrollment}/{subject}.json",
    "/trainings/lessons/view/{lesson}/{enrollment}.json",
    "/trainings/lessons/slides/{lesson}.json",
    "/trainings/lessons/slide/{slide}.json",
    "/trainings/onsite/class/{class}.json",
    "/trainings/exams/start/{enrollment}/{exam}.json",
    "/trainings/exams/view/{attempt}.json",
    "/trainings/locations/view/{location}.json",
]


@pytest.mark.parametrize("path", PATHS)
def test_another_schools_examples_are_404_for_the_student(schools: Schools, path: str) -> None:
    output = json.loads(run_seed(json=True))["schools"]
    client = create_client(schools["demo"].people["student"])
    unknown = dict.fromkeys(KINDS, str(uuid.uuid4()))

    foreign = client.get(path.format_map(output["other"]["examples"]))

    assert foreign.status_code == 404
    assert foreign.content == client.get(path.format_map(unknown)).content
    assert client.get(path.format_map(output["demo"]["examples"])).status_code == 200


@pytest.mark.django_db
def test_production_is_rejected_unless_forced(schools: Schools, settings: Any) -> None:
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        run_seed()

    assert "nothing was changed" in run_seed(force=True)
