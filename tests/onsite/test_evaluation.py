"""`get_student_evaluation` and `save_student_evaluation` (docs/api.md, section 5)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating, Rating
from records.models import Event
from tests import factories as make
from tests.onsite.conftest import NOBODY, SAVE, GroundSchool
from tests.world import World, create_client
from trainings.models import LearningObjective, Metric


@pytest.fixture
def save(ground_school: GroundSchool) -> Any:
    client = create_client(ground_school.world.ines)

    def post(**fields: Any) -> Any:
        body = {"class_id": str(ground_school.session.pk), "student_id": ground_school.world.sam.pk, **fields}
        return client.post(SAVE, {name: use_text_keys(value) for name, value in body.items() if value is not ...})

    return post


def use_text_keys(value: Any) -> Any:
    return {str(id): rating for id, rating in value.items()} if isinstance(value, dict) else value


def get_evaluation(user: Any, session: Any, student: Any) -> Any:
    return create_client(user).get(f"/trainings/onsite/get_student_evaluation/{session}/{student}.json")


def read_ratings(school: GroundSchool) -> dict[str, str]:
    return dict(school.row(school.world.sam).objective_ratings.values_list("objective__name", "rating"))


def test_an_evaluation_is_saved_and_read(world: World, ground_school: GroundSchool, save: Any) -> None:
    warm, cold = (str(row.pk) for row in ground_school.objectives)
    metric = str(ground_school.metric.pk)

    response = save(
        remarks="Good.",
        measures="Read chapter 2.",
        objectives={warm: "STD", cold: 5},
        metrics={metric: {"rating": "+", "comments": "Calm."}},
    )

    row = ground_school.row(world.sam)
    assert response.status_code == 200, response.content
    assert response.json() == {
        "result": True,
        "updateData": {
            "id": str(row.pk), "modified": int(timezone.now().timestamp()), "remarks": "Good.",
            "measures": "Read chapter 2.", "value": True,
        },
        "objectives": {warm: "STD", cold: "5"},
        "metrics": {metric: {"rating": "+", "comments": "Calm."}},
    }  # fmt: skip
    assert get_evaluation(world.ines, ground_school.session.pk, world.sam.pk).json() == {
        "attendanceRecord": {
            "TrainingSubjectAttendance": {
                "id": str(row.pk), "remarks": "Good.", "measures": "Read chapter 2.", "value": True, "time": 0,
            },
            "UserTrainingObjective": [
                {"objective_id": warm, "rating": "STD"}, {"objective_id": cold, "rating": "5"},
            ],
            "UserTrainingMetric": [{"metric_id": metric, "rating": "+", "comments": "Calm."}],
        }
    }  # fmt: skip


@pytest.mark.parametrize("rating", Rating.values)
def test_every_rating_of_the_scales_is_taken(world: World, ground_school: GroundSchool, save: Any, rating: str) -> None:
    response = save(objectives={ground_school.objectives[0].pk: rating}, metrics={ground_school.metric.pk: rating})

    assert response.status_code == 200, response.content
    assert read_ratings(ground_school) == {"Warm front": rating}
    assert MetricRating.objects.get().rating == rating


@pytest.mark.parametrize(("written", "rating"), [("std", "STD"), (" n ", "N"), (4.0, "4"), ("c", "C")])
def test_a_rating_is_taken_in_any_case(ground_school: GroundSchool, save: Any, written: Any, rating: str) -> None:
    assert save(objectives={ground_school.objectives[0].pk: written}).status_code == 200
    assert read_ratings(ground_school) == {"Warm front": rating}


@pytest.mark.parametrize("rating", ["6", "standard", "A", 0, 1.5, True, ["1"], {"rating": "1"}, "++"])
def test_ratings_outside_the_scales_are_refused(
    world: World, ground_school: GroundSchool, save: Any, rating: Any
) -> None:
    objective = ground_school.objectives[0].pk

    response = save(objectives={objective: rating}, remarks="x")

    assert response.status_code == 400, response.content
    assert set(response.json()["errors"]) == {f"objectives.{objective}"}
    assert ground_school.row(world.sam).remarks == ""
    if rating != {"rating": "1"}:
        assert "metrics" in str(save(metrics={ground_school.metric.pk: rating}).json()["errors"])
    assert not ObjectiveRating.objects.exists()
    assert not Event.objects.exists()


def test_objectives_come_as_json_text_and_forms_nest(world: World, ground_school: GroundSchool, save: Any) -> None:
    warm, cold = (str(row.pk) for row in ground_school.objectives)
    assert save(objectives=json.dumps({warm: "C", cold: ""})).json()["objectives"] == {warm: "C"}

    ratings = f"objectives[{cold}]=N&metrics[{ground_school.metric.pk}]=I"
    form = f"class_id={ground_school.session.pk}&student_id={world.sam.pk}&{ratings}"
    response = create_client(world.ines).post(SAVE, form, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 200, response.content
    assert read_ratings(ground_school) == {"Cold front": "N"}
    assert MetricRating.objects.get().rating == "I"


def test_a_map_that_is_sent_replaces_and_one_that_is_not_leaves_alone(
    world: World, ground_school: GroundSchool, save: Any
) -> None:
    warm, cold = (str(row.pk) for row in ground_school.objectives)
    save(objectives={warm: "1", cold: "2"}, metrics={ground_school.metric.pk: "3"}, remarks="Good.", measures="None.")

    for nothing in (..., None, ""):
        answer = save(objectives=nothing, metrics=nothing, remarks=... if nothing == "" else nothing).json()
        assert (answer["objectives"], answer["metrics"]) == (None, None)
        assert answer["updateData"]["remarks"] == "Good."
        assert read_ratings(ground_school) == {"Warm front": "1", "Cold front": "2"}

    assert save(objectives={cold: "4", warm: ""}).json()["objectives"] == {cold: "4"}
    assert read_ratings(ground_school) == {"Cold front": "4"}
    assert MetricRating.objects.count() == 1

    assert save(objectives={}, metrics=[], remarks="").json()["objectives"] == {}
    assert read_ratings(ground_school) == {}
    assert not MetricRating.objects.exists()
    assert (ground_school.row(world.sam).remarks, ground_school.row(world.sam).measures) == ("", "None.")


def test_any_rating_marks_the_student_present_and_words_alone_do_not(
    world: World, ground_school: GroundSchool, save: Any
) -> None:
    assert save(remarks="Called in sick.", objectives={}).json()["updateData"]["value"] is None

    Attendance.objects.filter(enrollment=ground_school.sams).update(is_present=False)
    assert save(objectives={ground_school.objectives[0].pk: ""}).json()["updateData"]["value"] is False
    assert save(metrics={ground_school.metric.pk: "1"}).json()["updateData"]["value"] is True
    assert ground_school.row(world.sam).is_credited is True


def test_a_rating_that_completes_the_enrollment_finishes_it(ground_school: GroundSchool, save: Any) -> None:
    save(objectives={ground_school.objectives[0].pk: "STD"})

    ground_school.sams.refresh_from_db()
    assert ground_school.sams.is_finished
    assert list(Event.objects.values_list("action", flat=True)) == [
        "evaluation.saved",
        "enrollment.finished",
        "certificate.issued",
    ]


def test_what_is_not_rated_in_this_class_is_named(world: World, ground_school: GroundSchool, save: Any) -> None:
    other = LearningObjective.objects.create(lesson=make.LessonFactory(subject=ground_school.subject), name="Icing")
    foreign = Metric.objects.create(training=make.TrainingFactory(company=world.alpine), name="Other")

    response = save(
        objectives={other.pk: "1", NOBODY: "1", ground_school.objectives[0].pk: "1"},
        metrics={foreign.pk: ""},
        remarks="x",
    )

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {
        f"objectives.{other.pk}", f"objectives.{NOBODY}", f"metrics.{foreign.pk}",
    }  # fmt: skip
    assert ground_school.row(world.sam).remarks == ""
    assert not ObjectiveRating.objects.exists()


def test_a_class_without_a_lesson_has_no_objectives(world: World, ground_school: GroundSchool, save: Any) -> None:
    ClassSession.objects.update(lesson=None)

    assert save(objectives={ground_school.objectives[0].pk: "1"}).status_code == 400
    assert save(metrics={ground_school.metric.pk: "1"}, objectives={}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"class_id": "x"}, "class_id"),
        ({"class_id": NOBODY}, "class_id"),
        ({"student_id": None}, "student_id"),
        ({"student_id": "x"}, "student_id"),
        ({"student_id": 999_999}, "student_id"),
        ({"remarks": "x" * 5001}, "remarks"),
        ({"measures": {"a": 1}}, "measures"),
        ({"objectives": "not json"}, "objectives"),
        ({"objectives": "[" * 100_000}, "objectives"),
        ({"objectives": '{"a": NaN}'}, "objectives"),
        ({"objectives": f'{{"{NOBODY}": "1", "{NOBODY}": "2"}}'}, "objectives"),
        ({"objectives": '"text"'}, "objectives"),
        ({"objectives": "7"}, "objectives"),
        ({"objectives": ["1"]}, "objectives"),
        ({"objectives": {"x": "1"}}, "objectives.x"),
        ({"objectives": {"9": "STD"}}, "objectives.9"),
        ({"objectives": {NOBODY: "1", NOBODY.replace("-", ""): "2"}}, f"objectives.{NOBODY.replace('-', '')}"),
        ({"metrics": {NOBODY: {"comments": "x"}}}, f"metrics.{NOBODY}.rating"),
        ({"metrics": {NOBODY: {"rating": "9"}}}, f"metrics.{NOBODY}.rating"),
        ({"metrics": {NOBODY: {"rating": "1", "comments": "x" * 5001}}}, f"metrics.{NOBODY}.comments"),
        ({"metrics": json.dumps({NOBODY: {"rating": "1", "comments": "\0"}})}, "metrics"),
    ],
)
def test_bad_input_names_the_field_and_saves_nothing(world: World, save: Any, fields: Any, field: str) -> None:
    response = save(**{"remarks": "x", **fields})

    assert response.status_code == 400, response.content
    assert field in response.json()["errors"], response.content
    assert not Attendance.objects.exclude(remarks="").exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("who", "reads", "saves"),
    [
        ("ines", 200, 200),
        ("maria", 200, 200),
        ("charles", 403, 403),
        ("sam", 200, 403),
        ("sue", 403, 403),
        ("tom", 404, 400),
        ("otto", 404, 400),
        ("olga", 404, 400),
    ],
)
def test_who_reads_and_saves(world: World, ground_school: GroundSchool, who: str, reads: int, saves: int) -> None:
    user = getattr(world, who)
    body = {"class_id": str(ground_school.session.pk), "student_id": world.sam.pk, "remarks": "x"}

    assert get_evaluation(user, ground_school.session.pk, world.sam.pk).status_code == reads
    assert create_client(user).post(SAVE, body).status_code == saves


def test_a_teacher_on_the_roster_reads_the_own_evaluation_alone(
    world: World, ground_school: GroundSchool, save: Any
) -> None:
    make.AttendanceFactory(
        class_session=ground_school.session,
        enrollment=make.EnrollmentFactory(training=ground_school.training, user=world.ines),
    )

    assert get_evaluation(world.ines, ground_school.session.pk, world.ines.pk).status_code == 200
    assert get_evaluation(world.ines, ground_school.session.pk, world.sam.pk).status_code == 403
    assert save(remarks="x").status_code == 403


def test_who_is_not_on_the_roster_has_no_evaluation(world: World, ground_school: GroundSchool) -> None:
    hidden = get_evaluation(world.otto, ground_school.session.pk, world.sam.pk)

    for session, student in (
        (ground_school.session.pk, world.tom.pk),
        (ground_school.session.pk, 999_999),
        (NOBODY, world.sam.pk),
    ):
        response = get_evaluation(world.ines, session, student)
        assert response.status_code == 404
        assert response.content == hidden.content
    assert get_evaluation(world.ines, "x", world.sam.pk).status_code == 404
    assert get_evaluation(world.ines, ground_school.session.pk, "x").status_code == 404
    # Another student learns nothing of who is on the roster.
    assert get_evaluation(world.sam, ground_school.session.pk, world.tom.pk).status_code == 403


@pytest.mark.parametrize(("hours", "status"), [(-5, 409), (-4, 200), (72, 200), (73, 403)])
def test_when_an_evaluation_can_be_saved(ground_school: GroundSchool, save: Any, hours: int, status: int) -> None:
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(hours=hours))

    assert save(remarks="x").status_code == status


def test_a_signed_class_is_locked_for_writing(world: World, ground_school: GroundSchool, save: Any) -> None:
    ClassSession.objects.update(signed_at=timezone.now())

    assert save(remarks="x").status_code == 409
    assert get_evaluation(world.sam, ground_school.session.pk, world.sam.pk).status_code == 200


def test_an_evaluation_is_on_record(world: World, ground_school: GroundSchool, save: Any) -> None:
    warm = str(ground_school.objectives[0].pk)

    save(remarks="Good.", objectives={warm: "+"})

    event = Event.objects.filter(action="evaluation.saved").get()
    assert (event.object_id, event.actor) == (str(ground_school.session.pk), world.ines)
    assert json.loads(event.payload) == {
        "student": str(world.sam.pk), "value": True, "remarks": "Good.", "measures": None,
        "objectives": {warm: "+"}, "metrics": None,
    }  # fmt: skip


def test_thirty_ratings_cost_what_one_costs(
    world: World, ground_school: GroundSchool, save: Any, queries_of: Any
) -> None:
    make.LessonFactory(subject=ground_school.subject)  # nobody finishes
    save(remarks="x")
    some = {"objectives": {ground_school.objectives[0].pk: "1"}, "metrics": {ground_school.metric.pk: "1"}}
    one = queries_of(lambda: save(**some))
    reading = queries_of(lambda: get_evaluation(world.sam, ground_school.session.pk, world.sam.pk))

    names = [f"Objective {number}" for number in range(30)]
    lesson, training = ground_school.lesson, ground_school.training
    many = {
        "objectives": {LearningObjective.objects.create(lesson=lesson, name=name).pk: "2" for name in names},
        "metrics": {Metric.objects.create(training=training, name=name).pk: "2" for name in names},
    }
    thirty = queries_of(lambda: save(**many))
    reading_thirty = queries_of(lambda: get_evaluation(world.sam, ground_school.session.pk, world.sam.pk))

    # Who is asking; the class, seen and locked; is the caller on its roster; the row; objectives and metrics there are;
    # the row written; old and new ratings of both kinds; finishing: lock and count; ledger: head, event, head.
    assert len(one) == len(thirty), "\n".join(thirty)
    assert len(one) == 21, "\n".join(one)
    # (Two to log in;) who is asking; the class; is the caller on its roster; the row; ratings of both kinds.
    assert len(reading) == len(reading_thirty) == 8, "\n".join(reading)


def test_a_rating_in_an_exam_class_passes_nobody(ground_school: GroundSchool, save: Any) -> None:
    """Only `exam_value` says that an exam is passed; who was rated was there, no more."""
    Attendance.objects.all().delete()
    ground_school.session.lesson, ground_school.session.exam = None, ground_school.exam
    ground_school.session.save()
    make.AttendanceFactory(class_session=ground_school.session, enrollment=ground_school.sams)

    assert save(metrics={ground_school.metric.pk: "+"}).status_code == 200

    row = ground_school.row(ground_school.world.sam)
    assert (row.is_present, row.is_passed, row.is_credited) == (True, False, False)
