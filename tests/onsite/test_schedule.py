"""`POST /manager/trainings/onsite/class.json`: a new class (docs/api.md, section 5)."""

import json
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from onsite.models import Attendance, ClassSession
from records.models import Event
from tests import factories as make
from tests.onsite.conftest import CLASS, NOBODY, GroundSchool, create_students
from tests.world import World, create_client


@pytest.fixture
def schedule(ground_school: GroundSchool) -> Any:
    client = create_client(ground_school.world.maria)

    def post(**fields: Any) -> Any:
        return client.post(CLASS, ground_school.plan(**fields))

    return post


def get_newest_class() -> ClassSession:
    return ClassSession.objects.order_by("-id")[0]


def test_a_class_is_scheduled_and_answered(world: World, ground_school: GroundSchool, schedule: Any) -> None:
    response = schedule(
        students=[world.sam.pk, str(world.sue.pk)],
        training_subject_lesson_id=str(ground_school.lesson.pk),
        location_id=str(ground_school.room.pk),
        minutes="90",
        remarks="Bring a plotter.",
    )

    session = get_newest_class()
    assert response.status_code == 200, response.content
    assert response.json() == {
        "result": True,
        "class": {
            "LessonClass": {
                "id": str(session.pk),
                "training_subject_id": str(ground_school.subject.pk),
                "training_subject_lesson_id": str(ground_school.lesson.pk),
                "training_subject_exam_id": None,
                "datetime": "2026-03-19 09:00:00",
                "status": "scheduled",
                "teacher_id": str(world.ines.pk),
                "signature": None,
                "minutes": 90,
                "location_id": str(ground_school.room.pk),
                "remarks": "Bring a plotter.",
                "signed_at": None,
            }
        },
        "conflicts": [],
    }
    assert session.company == world.alpine
    rows = session.attendances.order_by("enrollment__user_id")
    assert [row.enrollment for row in rows] == [ground_school.sams, ground_school.sues]
    assert {(row.item_id, row.starts_at, row.is_present) for row in rows} == {
        (ground_school.lesson.pk, session.starts_at, None)
    }


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


def test_a_teacher_who_can_no_longer_log_in_gets_no_class(world: World, schedule: Any) -> None:
    world.ines.is_active = False
    world.ines.save()

    assert "teacher_id" in schedule().json()["errors"]


def test_forms_schedule_like_json_with_empty_fields_meaning_none(world: World, ground_school: GroundSchool) -> None:
    fields = {
        **ground_school.plan(),
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


def test_minutes_default_to_the_lessons_else_an_hour(ground_school: GroundSchool, schedule: Any) -> None:
    of_lesson = schedule(training_subject_lesson_id=str(ground_school.lesson.pk), minutes=None).json()
    of_exam = schedule(training_subject_exam_id=str(ground_school.exam.pk)).json()

    assert of_lesson["class"]["LessonClass"]["minutes"] == 45
    assert of_exam["class"]["LessonClass"]["minutes"] == 60
    assert get_newest_class().item_id == ground_school.exam.pk


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
    answer = schedule(
        training_subject_lesson_id=str(ground_school.lesson.pk), training_subject_exam_id=str(ground_school.exam.pk)
    ).json()

    assert set(answer["errors"]) == {"training_subject_lesson_id", "training_subject_exam_id"}


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


def test_who_has_only_finished_the_training_is_not_enrolled_in_it(
    world: World, ground_school: GroundSchool, schedule: Any
) -> None:
    ground_school.sams.finished_at = timezone.now()
    ground_school.sams.save()

    assert schedule().json()["errors"] == {"students": [f"Not enrolled in this training: {world.sam.pk}."]}

    fresh = make.EnrollmentFactory(training=ground_school.training, user=world.sam)
    assert schedule().status_code == 200
    assert get_newest_class().attendances.get().enrollment == fresh


def test_students_are_told_when_asked(world: World, schedule: Any) -> None:
    schedule()
    assert not Notification.objects.exists()

    schedule(students=[world.sam.pk, world.sue.pk], notify=1)

    notes = Notification.objects.order_by("recipient__name")
    assert [note.recipient for note in notes] == [world.sam, world.sue]
    assert {(note.subject, note.url, note.sender_id) for note in notes} == {
        (
            "You have a class: 050 Meteorology, 2026-03-19 22:00 NZDT",
            f"/trainings/onsite/class/{get_newest_class().pk}.json",
            world.maria.pk,
        )
    }


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_schedule(world: World, ground_school: GroundSchool, who: str) -> None:
    response = create_client(getattr(world, who)).post(CLASS, ground_school.plan())

    assert response.status_code == 403
    assert ClassSession.objects.count() == 1


def test_scheduling_is_on_record(world: World, ground_school: GroundSchool, schedule: Any) -> None:
    schedule(training_subject_lesson_id=str(ground_school.lesson.pk))

    event = Event.objects.get()
    assert (event.action, event.object_id, event.actor) == ("class.scheduled", str(get_newest_class().pk), world.maria)
    assert json.loads(event.payload) == {
        "subject": str(ground_school.subject.pk),
        "lesson": str(ground_school.lesson.pk),
        "exam": None,
        "teacher": str(world.ines.pk),
        "location": None,
        "starts_at": "2026-03-19T09:00:00.000000+00:00",
        "minutes": 45,
        "remarks": "",
        "students": [str(world.sam.pk)],
    }


def test_thirty_students_cost_what_one_costs(
    world: World, ground_school: GroundSchool, schedule: Any, queries_of: Any
) -> None:
    schedule()  # the first event of a school also makes the head of its ledger
    options = {
        "training_subject_lesson_id": str(ground_school.lesson.pk),
        "location_id": str(ground_school.room.pk),
        "notify": 1,
    }
    one = queries_of(lambda: schedule(students=[world.sam.pk], start="2026-05-01", **options))
    students = create_students(ground_school, 30)
    for number in range(30):
        busy = make.ClassSessionFactory(
            subject=ground_school.subject, starts_at=timezone.now().replace(month=6, minute=number), teacher=world.ines
        )
        make.AttendanceFactory(
            class_session=busy, enrollment=ground_school.training.enrollments.get(user=students[number])
        )

    thirty = queries_of(lambda: schedule(students=students, start="2026-06-18 10:00", **options))

    # Who is asking; teacher, location, subject, lesson, enrollments; class, its item, roster, notifications; ledger:
    # head, events, head; conflicts: roster, attendance, classes.
    assert len(one) == len(thirty) == 20, thirty
