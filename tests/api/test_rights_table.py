"""Who may do what with the operations that were added beside the documented ones: every role, with objects of their
own, of somebody else and of the other school (docs/api.md, section 1, Roles).

Writing operations are asked by JSON and by form. `tests/exams/authoring` has the same tables of authoring.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest

from accounts.models import User
from accounts.roles import Role
from exams.cycles import LessonReset
from exams.models import Exam
from onsite.models import ClassSession
from records.models import Event
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student, fill_bank
from tests.exams.restart_setup import RestartSetup
from tests.world import Client, World, create_client
from trainings.models import Enrollment, Subject, Training

NOBODY = "01900000-0000-7000-8000-000000000000"
FORM = "application/x-www-form-urlencoded"
PEOPLE = ("ada", "maria", "charles", "ines", "tom", "sam", "sue", "pia", "otto", "olga")
OWNERS = ("own", "other", "foreign")
Statuses = dict[str, int]


@dataclass
class Objects:
    """What one teacher and one student have to do with: Ines and Sam, Tom and Sue, the people of the other school."""

    enrollment: Enrollment
    exam: Exam
    session: ClassSession

    @property
    def subject(self) -> Subject:
        assert self.exam.subject
        return self.exam.subject

    @property
    def lesson(self) -> str:
        """The id of the lesson whose gate the exam is."""
        return str(self.exam.lesson_id)

    @property
    def training(self) -> Training:
        return self.subject.training


@dataclass
class Table:
    """Ada administers the school, Pia is a pilot without enrollments; for the others see tests/world.py."""

    world: World
    own: Objects = field(init=False)
    other: Objects = field(init=False)
    foreign: Objects = field(init=False)
    ada: User = field(init=False)
    pia: User = field(init=False)

    def __post_init__(self) -> None:
        world = self.world
        self.ada = world.create_person("Ada", "Admin", Role.ADMINISTRATOR)
        self.pia = world.create_person("Pia", "Pilot", Role.PILOT)
        exam_setup = ExamSetup(world)
        RestartSetup(exam_setup, Student(exam_setup, world.sam, exam_setup.enrollment))
        self.own = self.hold_class(exam_setup.exam, exam_setup.enrollment, world.ines)
        self.other = self.build("Tom's", world.tom, world.sue)
        self.foreign = self.build("Otto's", world.otto, world.olga)

    def build(self, name: str, teacher: User, student: User) -> Objects:
        subject = make.SubjectFactory(
            training__company=teacher.company,
            training__name=name,
            training__type=Training.Type.DISTANCE,
            training__allow_auto_restart=True,
            teacher=teacher,
        )
        lesson = make.LessonFactory(subject=subject)
        exam = make.ExamFactory(subject=subject, lesson=lesson, question_count=1, max_attempts=1)
        fill_bank(exam, 2)
        enrollment = make.EnrollmentFactory(training=subject.training, user=student)
        make.AttemptFactory(exam=exam, enrollment=enrollment, score=0, is_passed=False)
        return self.hold_class(exam, enrollment, teacher)

    def hold_class(self, exam: Exam, enrollment: Enrollment, teacher: User) -> Objects:
        session = make.ClassSessionFactory(subject=exam.subject, lesson=exam.lesson, teacher=teacher, starts_in=-1)
        make.AttendanceFactory(class_session=session, enrollment=enrollment, is_present=True)
        return Objects(enrollment, exam, session)

    def get_objects(self, owner: str) -> Objects:
        objects: Objects = getattr(self, owner)
        return objects

    def post(self, who: str, path: str, body: dict[str, str], *, in_form: bool) -> Any:
        client = self.get_client(who)
        return client.generic("POST", path, urlencode(body), content_type=FORM) if in_form else client.post(path, body)

    def get_client(self, who: str) -> Client:
        return create_client(getattr(self, who, None) or getattr(self.world, who))


@pytest.fixture
def table(world: World) -> Table:
    return Table(world)


def expect(**statuses: str) -> Statuses:
    """`_200="maria ines"`: the people who get each status. Everybody has one."""
    found = {who: int(status[1:]) for status, people in statuses.items() for who in people.split()}
    assert set(found) == set(PEOPLE)
    return found


MARCH = "2026-03-01/2026-03-31"
# By path and owner. Below /manager/, nobody but managers is told whether an object exists.
SCHEMA = {
    "own": expect(_200="ada maria charles ines sam", _404="tom sue pia otto olga"),
    "other": expect(_200="ada maria charles tom sue", _404="ines sam pia otto olga"),
    "foreign": expect(_200="otto olga", _404="ada maria charles ines tom sam sue pia"),
}
SUMMARY = {
    "own": expect(_200="ada maria charles ines sam", _403="sue pia", _404="tom otto olga"),
    "other": expect(_200="ada maria charles tom sue", _403="sam pia", _404="ines otto olga"),
    "foreign": expect(_200="otto olga", _404="ada maria charles ines tom sam sue pia"),
}
FOR_MANAGERS = "charles ines tom sam sue pia olga"
MANAGED = {
    "own": expect(_200="ada maria", _403=FOR_MANAGERS, _404="otto"),
    "other": expect(_200="ada maria", _403=FOR_MANAGERS, _404="otto"),
    "foreign": expect(_200="otto", _403=FOR_MANAGERS, _404="ada maria"),
}
# A training is a filter here: one that is out of sight has no classes, like one that does not exist.
SESSIONS = dict.fromkeys(OWNERS, expect(_200="ada maria otto", _403=FOR_MANAGERS))
SESSION_LIST = (
    "/manager/trainings/onsite/sessions.json?start=2026-03-01&end=2026-03-31&timeZone=UTC&training={training}"
)
REPORT = {
    "own": expect(_200="ada maria charles ines", _403="sam sue pia olga", _404="tom otto"),
    "other": expect(_200="ada maria charles tom", _403="sam sue pia olga", _404="ines otto"),
    "foreign": expect(_200="otto", _403="sam sue pia olga", _404="ada maria charles ines tom"),
}
READS = {
    "/trainings/trainings/schema/{training}.json": SCHEMA,
    "/trainings/students/summary/{enrollment}.json": SUMMARY,
    "/trainings/exams/start/{enrollment}/{exam}.json": SCHEMA,
    "/manager/trainings/exams/list/{subject}.json": MANAGED,
    SESSION_LIST: SESSIONS,
    f"/trainings/onsite/session_report/{MARCH}/{{training}}.json": REPORT,
    f"/trainings/onsite/session_report/{MARCH}/{{training}}.csv": REPORT,
    f"/trainings/onsite/session_report/{MARCH}/{{training}}.xlsx": REPORT,
}


@pytest.mark.parametrize("path", READS)
def test_everybody_reads_what_they_may_and_nothing_else(table: Table, path: str) -> None:
    for owner in OWNERS:
        objects = table.get_objects(owner)
        address = path.format(
            training=objects.training.pk, enrollment=objects.enrollment.pk, subject=objects.subject.pk,
            exam=objects.exam.pk,
        )  # fmt: skip
        statuses = {who: table.get_client(who).get(address).status_code for who in PEOPLE}
        assert statuses == READS[path][owner], owner
        assert Client().get(address).status_code == 401


def test_a_training_of_the_other_school_has_no_classes(table: Table) -> None:
    addresses = {owner: SESSION_LIST.format(training=table.get_objects(owner).training.pk) for owner in OWNERS}
    found = {
        who: [len(table.get_client(who).get(addresses[owner]).json()["sessions"]) for owner in OWNERS]
        for who in ("maria", "otto")
    }

    assert found == {"maria": [1, 1, 0], "otto": [0, 0, 1]}


def test_without_a_training_the_reports_hold_what_each_may_read(table: Table) -> None:
    """The chief and up: both classes of the school. A teacher: the own one."""
    counts = {}
    for who in ("ada", "maria", "charles", "ines", "tom", "otto"):
        report = table.get_client(who).get(f"/trainings/onsite/session_report/{MARCH}.json").json()
        counts[who] = len(report["sessions"]), len(report["users"])

    assert counts == {
        "ada": (2, 2), "maria": (2, 2), "charles": (2, 2), "ines": (1, 1), "tom": (1, 1), "otto": (1, 1),
    }  # fmt: skip


RESET = {
    "own": expect(_200="sam", _403="ada maria charles ines", _404="tom sue pia otto olga"),
    "other": expect(_200="sue", _403="ada maria charles tom", _404="ines sam pia otto olga"),
    "foreign": expect(_200="olga", _403="otto", _404="ada maria charles ines tom sam sue pia"),
}
# A subject that the caller sees and does not teach would be a 403; here nobody does.
IMPACT = {
    "own": expect(_200="ada maria ines", _400="tom otto", _403="charles sam sue pia olga"),
    "other": expect(_200="ada maria tom", _400="ines otto", _403="charles sam sue pia olga"),
    "foreign": expect(_200="otto", _400="ada maria ines tom", _403="charles sam sue pia olga"),
}
WRITES: dict[str, tuple[Callable[[Objects], dict[str, str]], dict[str, Statuses]]] = {
    "/trainings/lessons/reset.json": (lambda it: {"enrollmentId": str(it.enrollment.pk), "lessonId": it.lesson}, RESET),
    "/manager/trainings/subjects/activity_impact.json": (lambda it: {"lesson_id": it.lesson}, IMPACT),
}


@pytest.mark.parametrize("in_form", [False, True], ids=["json", "form"])
@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("path", WRITES)
def test_everybody_does_what_they_may_and_nothing_else(table: Table, path: str, owner: str, in_form: bool) -> None:
    build, expected = WRITES[path]
    body = build(table.get_objects(owner))
    before = Event.objects.count()
    allowed = [who for who in PEOPLE if expected[owner][who] == 200]
    refused = [who for who in PEOPLE if who not in allowed]

    statuses = {who: table.post(who, path, body, in_form=in_form).status_code for who in refused}
    assert statuses == {who: expected[owner][who] for who in refused}
    assert (Event.objects.count(), LessonReset.objects.count()) == (before, 0)
    assert Client().post(path, body).status_code == 401
    assert {table.post(who, path, body, in_form=in_form).status_code for who in allowed} == {200}


@pytest.mark.parametrize("path", WRITES)
def test_another_schools_object_is_answered_like_none(table: Table, path: str) -> None:
    build, _ = WRITES[path]
    foreign = build(table.foreign)
    unknown = dict.fromkeys(foreign, NOBODY)

    for who in ("maria", "sam"):
        answers = [table.post(who, path, body, in_form=False) for body in (foreign, unknown)]
        texts = [hide_ids(answer.json(), [*foreign.values(), NOBODY]) for answer in answers]
        assert answers[0].status_code == answers[1].status_code
        assert texts[0] == texts[1], who


def hide_ids(body: Any, ids: list[str]) -> str:
    text = str(body)
    for id in ids:
        text = text.replace(id, "…")
    return text
