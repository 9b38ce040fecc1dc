"""The input of `POST /manager/trainings/onsite/class.json`: its forms and its errors (docs/api.md, section 5)."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from onsite.models import Attendance, ClassSession
from records.models import Event
from tests import factories as make
from tests.onsite.conftest import CLASS, NOBODY, GroundSchool, get_newest_class
from tests.world import World, create_client


@pytest.mark.parametrize("form", ["{0},{1}", " {0} , {1} ", "{0},,{1},", ",{0}.0, ,{1}"])
def test_students_may_be_separated_by_commas(world: World, schedule: Any, form: str) -> None:
    assert schedule(students=form.format(world.sam.pk, world.sue.pk)).status_code == 200
    assert get_newest_class().attendances.count() == 2


@pytest.mark.parametrize("form", ["{0},{1},{0}", "{0}, {0}"])
def test_a_student_given_twice_is_refused_by_id(world: World, schedule: Any, form: str) -> None:
    before = get_newest_class()
    response = schedule(students=form.format(world.sam.pk, world.sue.pk))

    assert response.status_code == 400
    assert response.json()["errors"] == {"students": [f"Given twice: {world.sam.pk}."]}
    assert get_newest_class() == before


def test_forms_schedule_like_json_with_empty_fields_meaning_none(world: World, ground_school: GroundSchool) -> None:
    fields = {
        **ground_school.build_plan(),
        "training_subject_lesson_id": "",
        "training_subject_exam_id": "",
        "location_id": "",
    }
    students = fields.pop("students")
    form = "&".join([f"data[{name}]={value}" for name, value in fields.items()])
    form += "".join(f"&data[students][]={student}" for student in students) + "&data[notify]=on&data[id]="

    response = create_client(world.maria).post(CLASS, form, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 200, response.content
    assert get_newest_class().item_id == get_newest_class().pk
    assert Notification.objects.get().recipient == world.sam


@pytest.mark.parametrize(
    ("start", "stored"),
    [
        ("2026-03-19 09:00:00", "2026-03-19 09:00:00"),
        ("2026-03-19T09:00:00+01:00", "2026-03-19 08:00:00"),
        (1773910800, "2026-03-19 09:00:00"),
        # Where clocks go forward, an offset says which moment is meant; without one it is UTC, which has no gaps.
        ("2026-03-29 02:30:00", "2026-03-29 02:30:00"),
        ("2026-03-29T02:30:00+01:00", "2026-03-29 01:30:00"),
    ],
)
def test_start_is_read_in_every_form(schedule: Any, start: Any, stored: str) -> None:
    assert schedule(start=start).json()["class"]["LessonClass"]["datetime"] == stored


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"training_subject_id": None}, "training_subject_id"),
        ({"training_subject_id": "x"}, "training_subject_id"),
        ({"training_subject_id": NOBODY}, "training_subject_id"),
        ({"start": ""}, "start"),
        ({"start": "31.02.2026"}, "start"),
        ({"start": "2026-02-31"}, "start"),
        ({"start": "9999-12-31 23:59:59"}, "start"),
        ({"start": "1999-12-31"}, "start"),
        ({"start": 1e18}, "start"),
        ({"start": 1e30}, "start"),
        ({"start": True}, "start"),
        ({"teacher_id": ""}, "teacher_id"),
        ({"teacher_id": "x"}, "teacher_id"),
        ({"teacher_id": 999_999}, "teacher_id"),
        ({"teacher_id": 10**30}, "teacher_id"),
        ({"students": None}, "students"),
        ({"students": ""}, "students"),
        ({"students": []}, "students"),
        ({"students": {}}, "students"),
        ({"students": {"a": 1}}, "students"),
        ({"students": True}, "students"),
        ({"students": " , ,"}, "students"),
        ({"students": "a,,b"}, "students.0"),
        ({"students": ["x"]}, "students.0"),
        ({"students": [[1]]}, "students.0"),
        ({"students": [0]}, "students.0"),
        ({"students": list(range(1, 1002))}, "students"),
        ({"students": ",".join("1" * 20_000)}, "students"),
        ({"students": [999_999]}, "students"),
        ({"training_subject_lesson_id": "x"}, "training_subject_lesson_id"),
        ({"training_subject_lesson_id": NOBODY}, "training_subject_lesson_id"),
        ({"training_subject_exam_id": NOBODY}, "training_subject_exam_id"),
        ({"location_id": NOBODY}, "location_id"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"minutes": 0.5}, "minutes"),
        ({"minutes": "an hour"}, "minutes"),
        ({"remarks": "x" * 5001}, "remarks"),
        ({"remarks": ["x"]}, "remarks"),
        ({"notify": "maybe"}, "notify"),
        ({"id": "x"}, "id"),
        ({"id": NOBODY}, "id"),
    ],
)
def test_bad_input_names_the_field_and_schedules_nothing(schedule: Any, fields: Any, field: str) -> None:
    response = schedule(**{"notify": True, **fields})

    assert response.status_code == 400, response.content
    assert field in response.json()["errors"], response.content
    assert ClassSession.objects.count() == 1
    assert Attendance.objects.count() == 2
    assert not Notification.objects.exists()
    assert not Event.objects.exists()


def test_everything_at_fault_is_named_at_once_with_its_ids(
    world: World, ground_school: GroundSchool, schedule: Any
) -> None:
    other = make.SubjectFactory(training=ground_school.training)
    lesson = make.LessonFactory(subject=other)

    response = schedule(
        teacher_id=world.sue.pk,
        location_id=NOBODY,
        training_subject_lesson_id=str(lesson.pk),
        students=[world.sam.pk, world.olga.pk, world.tom.pk],
    )

    assert response.status_code == 400
    assert response.json()["errors"] == {
        "teacher_id": [f"There is no instructor with the id {world.sue.pk}."],
        "location_id": [f"There is no location with the id {NOBODY}."],
        "training_subject_lesson_id": [f"This subject has no lesson with the id {lesson.pk}."],
        "students": [f"Not enrolled in this training: {world.tom.pk}, {world.olga.pk}."],
    }


def test_a_class_is_of_a_lesson_or_an_exam(ground_school: GroundSchool, schedule: Any) -> None:
    body = schedule(
        training_subject_lesson_id=str(ground_school.lesson.pk), training_subject_exam_id=str(ground_school.exam.pk)
    ).json()

    assert set(body["errors"]) == {"training_subject_lesson_id", "training_subject_exam_id"}


def test_what_belongs_to_another_school_or_subject_or_is_deleted_is_unknown(
    world: World, ground_school: GroundSchool, schedule: Any
) -> None:
    baltic = make.SubjectFactory(training__company=world.baltic)
    deleted = make.LessonFactory(subject=ground_school.subject, deleted_at=timezone.now())
    elsewhere = make.ExamFactory(subject=make.SubjectFactory(training=ground_school.training))

    foreign, unknown = (schedule(training_subject_id=str(id)) for id in (baltic.pk, NOBODY))

    assert foreign.content.replace(str(baltic.pk).encode(), NOBODY.encode()) == unknown.content
    for fields in (
        {"teacher_id": world.otto.pk},
        {"location_id": str(make.LocationFactory(company=world.baltic).pk)},
        {"training_subject_lesson_id": str(deleted.pk)},
        {"training_subject_exam_id": str(elsewhere.pk)},
    ):
        assert set(schedule(**fields).json()["errors"]) == set(fields)
