"""`get_student_evaluation` and `save_student_evaluation` (docs/api.md, section 5)."""

import json
from typing import Any

import pytest
from django.utils import timezone

from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from records.models import Event
from tests import factories as make
from tests.onsite.conftest import NOBODY, SAVE, GroundSchool, get_evaluation
from tests.world import World, create_client
from trainings.models import LearningObjective, Metric
from trainings.ratings import Rating


def read_ratings(school: GroundSchool) -> dict[str, str]:
    return dict(school.get_attendance(school.world.sam).objective_ratings.values_list("objective__name", "rating"))


def test_an_evaluation_is_saved_and_read(world: World, ground_school: GroundSchool, save: Any) -> None:
    warm, cold = (str(row.pk) for row in ground_school.objectives)
    metric = str(ground_school.metric.pk)

    response = save(
        remarks="Good.",
        measures="Read chapter 2.",
        objectives={warm: "STD", cold: 5},
        metrics={metric: {"rating": "+", "comments": "Calm."}},
    )

    row = ground_school.get_attendance(world.sam)
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
    assert ground_school.get_attendance(world.sam).remarks == ""
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
        body = save(objectives=nothing, metrics=nothing, remarks=... if nothing == "" else nothing).json()
        assert (body["objectives"], body["metrics"]) == (None, None)
        assert body["updateData"]["remarks"] == "Good."
        assert read_ratings(ground_school) == {"Warm front": "1", "Cold front": "2"}

    assert save(objectives={cold: "4", warm: ""}).json()["objectives"] == {cold: "4"}
    assert read_ratings(ground_school) == {"Cold front": "4"}
    assert MetricRating.objects.count() == 1

    assert save(objectives={}, metrics=[], remarks="").json()["objectives"] == {}
    assert read_ratings(ground_school) == {}
    assert not MetricRating.objects.exists()
    assert (ground_school.get_attendance(world.sam).remarks, ground_school.get_attendance(world.sam).measures) == (
        "",
        "None.",
    )


def test_any_rating_marks_the_student_present_and_words_alone_do_not(
    world: World, ground_school: GroundSchool, save: Any
) -> None:
    assert save(remarks="Called in sick.", objectives={}).json()["updateData"]["value"] is None

    Attendance.objects.filter(enrollment=ground_school.sams).update(is_present=False)
    assert save(objectives={ground_school.objectives[0].pk: ""}).json()["updateData"]["value"] is False
    assert save(metrics={ground_school.metric.pk: "1"}).json()["updateData"]["value"] is True
    assert ground_school.get_attendance(world.sam).is_credited is True


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
    assert ground_school.get_attendance(world.sam).remarks == ""
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
    make.LessonFactory(subject=ground_school.subject)  # so that nobody finishes
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

    # The token; the class, seen and locked; whether the caller is on its roster; the row; objectives and metrics there
    # are; the row written; old and new ratings of both kinds; finishing: lock and count; ledger: head, event, head.
    assert len(one) == len(thirty), "\n".join(thirty)
    assert len(one) == 21, "\n".join(one)
    # (Two to log in;) the token; the class; whether the caller is on its roster; the row; ratings of both kinds.
    assert len(reading) == len(reading_thirty) == 8, "\n".join(reading)


def test_a_rating_in_an_exam_class_passes_nobody(ground_school: GroundSchool, save: Any) -> None:
    """Only `exam_value` passes an exam; a rating only means that the student was present."""
    Attendance.objects.all().delete()
    ground_school.session.lesson, ground_school.session.exam = None, ground_school.exam
    ground_school.session.save()
    make.AttendanceFactory(class_session=ground_school.session, enrollment=ground_school.sams)

    assert save(metrics={ground_school.metric.pk: "+"}).status_code == 200

    row = ground_school.get_attendance(ground_school.world.sam)
    assert (row.is_present, row.is_passed, row.is_credited) == (True, False, False)
