"""`POST /trainings/onsite/store_attendance.json` (docs/api.md, section 5)."""

import json
from typing import Any

import pytest

from onsite.models import Attendance, ClassSession
from records.models import Event
from tests import factories as make
from tests.onsite.conftest import NOBODY, STORE, GroundSchool, create_students, is_nothing_stored
from tests.world import World, create_client


def test_flags_and_details_are_stored_and_the_roster_answered(
    world: World, ground_school: GroundSchool, store: Any
) -> None:
    details = {
        "value": True, "time": 3600, "remarks": "Late.", "measures": "Read on.", "exam_rating": "A", "code": "X1",
    }  # fmt: skip

    response = store({str(world.sam.pk): details, str(world.sue.pk): False})

    assert response.status_code == 200, response.content
    rows = response.json()["attendances"]
    assert response.json()["result"] is True
    assert [row["User"]["UserDetail"]["name"] for row in rows] == ["Sam", "Sue"]
    assert rows[0]["TrainingSubjectAttendance"] == {
        "id": str(ground_school.get_attendance(world.sam).pk), "user_id": str(world.sam.pk), "exam_value": None,
        "enrollment_id": str(ground_school.sams.pk),
        **details,
    }  # fmt: skip
    assert rows[1]["TrainingSubjectAttendance"]["value"] is False
    sams, sues = ground_school.get_attendance(world.sam), ground_school.get_attendance(world.sue)
    assert (sams.is_present, sams.seconds, sams.remarks, sams.measures) == (True, 3600, "Late.", "Read on.")
    assert (sams.exam_rating, sams.code, sams.is_credited) == ("A", "X1", True)
    assert (sues.is_present, sues.is_credited) == (False, False)


def test_a_mark_may_name_the_attendance_row_and_the_class_in_its_other_names(
    world: World, ground_school: GroundSchool
) -> None:
    sams, sues = ground_school.get_attendance(world.sam), ground_school.get_attendance(world.sue)
    for name in ("classId", "session_id"):
        sent = {
            name: str(ground_school.session.pk),
            "class_id": "",
            "attendance": {str(sams.pk): 1, str(sues.pk).upper(): 0},
        }
        response = create_client(world.ines).post(STORE, sent)
        assert response.status_code == 200, response.content
    assert (ground_school.get_attendance(world.sam).is_present, ground_school.get_attendance(world.sue).is_present) == (
        True,
        False,
    )


def test_a_row_of_another_class_and_a_student_marked_twice_are_refused(
    world: World, ground_school: GroundSchool, store: Any
) -> None:
    sams = ground_school.get_attendance(world.sam)
    for marks, field in [({NOBODY: 1}, NOBODY), ({str(sams.pk): 1, world.sam.pk: 0}, str(sams.pk))]:
        response = store(marks)
        assert response.status_code == 400
        assert set(response.json()["errors"]) == {f"attendance.{field}"}
    assert is_nothing_stored()


@pytest.mark.parametrize(
    ("flag", "stored"),
    [(1, True), (0, False), ("1", True), ("0", False), ("true", True), ("false", False), ("on", True), (True, True)],
)
def test_flags_come_in_every_form(
    world: World, ground_school: GroundSchool, store: Any, flag: Any, stored: bool
) -> None:
    assert store({world.sam.pk: flag}).status_code == 200
    assert ground_school.get_attendance(world.sam).is_present is stored


def test_forms_nest_with_brackets(world: World, ground_school: GroundSchool) -> None:
    form = (
        f"class_id={ground_school.session.pk}&attendance[{world.sam.pk}][value]=1&attendance[{world.sam.pk}][time]=60"
        f"&attendance[{world.sue.pk}]=0"
    )

    response = create_client(world.ines).post(STORE, form, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 200, response.content
    assert (ground_school.get_attendance(world.sam).is_present, ground_school.get_attendance(world.sam).seconds) == (
        True,
        60,
    )
    assert ground_school.get_attendance(world.sue).is_present is False


def test_what_is_not_sent_stays(world: World, ground_school: GroundSchool, store: Any) -> None:
    store({world.sam.pk: {"value": 1, "time": 60, "remarks": "Good.", "code": "X"}})
    store({world.sam.pk: {"value": 0, "remarks": None, "code": ""}})

    row = ground_school.get_attendance(world.sam)
    assert (row.is_present, row.seconds, row.remarks, row.code) == (False, 60, "Good.", "")
    assert ground_school.get_attendance(world.sue).is_present is None


@pytest.mark.parametrize(
    ("mark", "present", "passed", "credited"),
    [
        ({"value": 1, "exam_value": 1}, True, True, True),
        ({"value": 1, "exam_value": 0}, True, False, False),
        ({"exam_value": "true"}, True, True, True),
        ({"exam_value": 0}, True, False, False),
        ({"value": 0, "exam_value": 0}, False, False, False),
        ({"value": 0}, False, None, False),
        (False, False, None, False),
    ],
)
def test_in_an_exam_class_passing_decides(
    world: World, ground_school: GroundSchool, store: Any, mark: Any, present: bool, passed: bool | None, credited: bool
) -> None:
    ClassSession.objects.update(lesson=None, exam=ground_school.exam)
    Attendance.objects.update(item_id=ground_school.exam.pk, is_present=True, is_passed=True)

    response = store({world.sam.pk: mark})

    assert response.status_code == 200
    row = ground_school.get_attendance(world.sam)
    assert (row.is_present, row.is_passed, row.is_credited) == (present, passed, credited)
    assert response.json()["attendances"][0]["TrainingSubjectAttendance"]["exam_value"] is passed


def test_in_a_lesson_there_is_nothing_to_pass(world: World, ground_school: GroundSchool, store: Any) -> None:
    assert store({world.sam.pk: {"value": 1, "exam_value": 0}}).status_code == 200

    assert ground_school.get_attendance(world.sam).is_passed is None
    assert ground_school.get_attendance(world.sam).is_credited is True


@pytest.mark.parametrize(
    ("mark", "field"),
    [
        ("maybe", ""),
        (2, ""),
        (None, ""),
        ([], ""),
        ({}, ".value"),
        ({"value": None}, ".value"),
        ({"value": "maybe"}, ".value"),
        ({"value": 1, "time": -1}, ".time"),
        ({"value": 1, "time": 86_401}, ".time"),
        ({"value": 1, "time": 1e9}, ".time"),
        ({"value": 1, "time": "abc"}, ".time"),
        ({"value": 1, "remarks": "x" * 5001}, ".remarks"),
        ({"value": 1, "measures": ["x"]}, ".measures"),
        ({"value": 1, "code": "x" * 51}, ".code"),
        ({"value": 1, "exam_rating": True}, ".exam_rating"),
        ({"value": 1, "exam_value": "perhaps"}, ".exam_value"),
        ({"value": 0, "exam_value": 1}, ".exam_value"),
    ],
)
def test_one_bad_mark_stores_none(world: World, store: Any, mark: Any, field: str) -> None:
    response = store({world.sue.pk: True, world.sam.pk: mark})

    assert response.status_code == 400, response.content
    assert set(response.json()["errors"]) == {f"attendance.{world.sam.pk}{field}"}
    assert is_nothing_stored()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"attendance": None}, "attendance"),
        ({"attendance": {}}, "attendance"),
        ({"attendance": []}, "attendance"),
        ({"attendance": "1"}, "attendance"),
        ({"attendance": [1, 0]}, "attendance"),
        ({"attendance": {"x": 1}}, "attendance.x"),
        ({"attendance": {"0": 1}}, "attendance.0"),
        ({"attendance": {"": 1}}, "attendance."),
        ({"attendance": {"9" * 30: 1}}, f"attendance.{'9' * 30}"),
        ({"attendance": {"7": 1, "07": 0}}, "attendance.07"),
        ({"attendance": {str(id): 1 for id in range(1, 1002)}}, "attendance"),
        ({"class_id": "x"}, "class_id"),
        ({"class_id": None}, "class_id"),
        ({"class_id": NOBODY}, "class_id"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(world: World, store: Any, fields: Any, field: str) -> None:
    response = store(**{"attendance": {world.sam.pk: 1}, **fields})

    assert response.status_code == 400, response.content
    assert set(response.json()["errors"]) == {field}, response.content
    assert is_nothing_stored()


def test_nan_is_no_number(world: World, ground_school: GroundSchool) -> None:
    body = (
        f'{{"class_id": "{ground_school.session.pk}", "attendance": {{"{world.sam.pk}": {{"value": 1, "time": NaN}}}}}}'
    )

    assert create_client(world.ines).post(STORE, body, content_type="application/json").status_code == 400
    assert is_nothing_stored()


def test_who_is_not_on_the_roster_is_named_and_nothing_stored(world: World, store: Any) -> None:
    response = store({world.sam.pk: 1, world.tom.pk: 1, world.olga.pk: 1})

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {f"attendance.{world.tom.pk}", f"attendance.{world.olga.pk}"}
    assert is_nothing_stored()


def test_the_write_that_completes_an_enrollment_finishes_it(
    world: World, ground_school: GroundSchool, store: Any
) -> None:
    store({world.sam.pk: 1, world.sue.pk: 0})

    for enrollment in (ground_school.sams, ground_school.sues):
        enrollment.refresh_from_db()
    assert (ground_school.sams.is_finished, ground_school.sues.is_finished) == (True, False)
    assert list(Event.objects.values_list("action", flat=True)) == [
        "attendance.stored",
        "enrollment.finished",
        "certificate.issued",
    ]


def test_what_changed_is_on_record_and_the_same_again_is_not(
    world: World, ground_school: GroundSchool, store: Any
) -> None:
    Attendance.objects.filter(enrollment=ground_school.sues).update(is_present=False)
    marks = {world.sam.pk: {"value": False, "remarks": "Ill."}, world.sue.pk: False}

    store(marks)
    store(marks)

    event = Event.objects.get()
    assert (event.action, event.object_id, event.actor) == (
        "attendance.stored",
        str(ground_school.session.pk),
        world.ines,
    )
    assert json.loads(event.payload) == {"attendance": {str(world.sam.pk): {"is_present": False, "remarks": "Ill."}}}


def test_thirty_students_cost_what_one_costs(
    world: World, ground_school: GroundSchool, store: Any, queries_of: Any
) -> None:
    make.LessonFactory(subject=ground_school.subject)  # so that nobody finishes
    store({world.sam.pk: 0})
    one = queries_of(lambda: store({world.sam.pk: {"value": 1, "time": 60}}))
    students = create_students(ground_school, 29, on_roster=True)

    thirty = queries_of(lambda: store({id: {"value": 1, "remarks": "x"} for id in [world.sue.pk, *students]}))

    # The token; the class, seen and locked; whether the caller is on its roster; the roster; what is stored;
    # enrollments locked before, and after it locked and counted; ledger: head, the state of the class (class,
    # attendance, ratings of both kinds), event, head.
    assert len(one) == len(thirty), "\n".join(thirty)
    assert len(one) == 16, "\n".join(one)
