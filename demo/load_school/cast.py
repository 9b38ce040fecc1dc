"""The people of Load School with whom single screens are measured: one enrollment, thirty, a hundred; a full roster.

They come in addition to the enrollments that are asked for, and each of them is in a training of real size.
"""

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.roles import Role
from demo.load_school.full_training import FullTraining, build_full_trainings
from demo.load_school.school import LoadSchool
from demo.scenarios.people import PASSWORD
from demo.scenarios.row_batch import RowBatch
from exams.models import Attempt, Exam
from missions.models import FlightRecord
from onsite.models import ClassSession
from trainings.enrollments.finishing import set_finish
from trainings.models import Enrollment, LessonStudy, StudySession

DOMAIN = "full.load.example"
# How many enrollments each of them has, those in trainings of real size among them.
ENROLLMENTS = {"one": 1, "thirty": 30, "hundred": 100}
ROSTER = 40
# A class of each of the 120 lessons, from the past into the future: forty in a month.
HOURS_BETWEEN_CLASSES = 18


def store_cast(school: LoadSchool) -> None:
    """Stores the cast, unless it is there."""
    if User.objects.filter(email=f"one@{DOMAIN}").exists():
        return
    rows = RowBatch()
    distance, onsite, remote = build_full_trainings(school.company, school.teacher)
    people = create_people(school)
    rosters = [rows.add(enroll(school, people[login], onsite)) for login in people if login != "one"]
    add_classes(rows, school, onsite, rosters)
    for login in ENROLLMENTS:
        add_studies(rows, school, rows.add(enroll(school, people[login], distance)), distance)
    for login in ("thirty", "hundred"):
        rows.add(enroll(school, people[login], remote))
        add_slim_enrollments(rows, school, people[login], ENROLLMENTS[login] - 3)
    school.rows += rows.count()
    rows.store()


def create_people(school: LoadSchool) -> dict[str, User]:
    """By login: those of `ENROLLMENTS`, and as many others as the roster needs."""
    logins = [*ENROLLMENTS, *(f"student{number}" for number in range(1, ROSTER - 1))]
    password = make_password(PASSWORD)
    people = {login: build_person(school, login, password) for login in logins}
    User.objects.bulk_create(people.values())
    school.rows += len(people)
    return people


def build_person(school: LoadSchool, login: str, password: str) -> User:
    return User(
        company=school.company,
        email=f"{login}@{DOMAIN}",
        group=Role.STUDENT,
        name=login.title(),
        surname="Full",
        password=password,
    )


def enroll(school: LoadSchool, user: User, plan: FullTraining) -> Enrollment:
    since = school.now - timedelta(days=60)
    return Enrollment(company=school.company, training=plan.training, user=user, created_at=since, modified_at=since)


def add_classes(rows: RowBatch, school: LoadSchool, plan: FullTraining, roster: list[Enrollment]) -> None:
    # The one in the middle has begun an hour ago.
    first = school.now - timedelta(hours=HOURS_BETWEEN_CLASSES * (len(plan.lessons) // 2) + 1)
    for place, lesson in enumerate(plan.lessons):
        session = ClassSession(
            company=school.company,
            subject_id=lesson.subject_id,
            lesson=lesson,
            starts_at=first + timedelta(hours=HOURS_BETWEEN_CLASSES * place),
            teacher=school.teacher,
        )
        rows.add(session)
        for enrollment in roster:
            rows.add(school.build_attendance(session, enrollment))


def add_studies(rows: RowBatch, school: LoadSchool, enrollment: Enrollment, plan: FullTraining) -> None:
    """Every other lesson studied, every other exam passed, every other mission flown."""
    for place, lesson in enumerate(plan.lessons[::2]):
        ended = school.now - timedelta(days=1 + place % 50)
        study = rows.add(LessonStudy(enrollment=enrollment, lesson=lesson, completed_at=ended))
        rows.add(StudySession(study=study, seconds=1_800, ended_at=ended))
    for exam in plan.exams[::2]:
        rows.add(build_passed_attempt(school, enrollment, exam))
    for place, mission in enumerate(plan.missions[::2]):
        day = school.company.local_date(school.now) - timedelta(days=1 + place)
        rows.add(
            FlightRecord(
                enrollment=enrollment,
                template=mission,
                is_completed=True,
                seconds=3_600,
                instructor=school.teacher,
                flown_on=day,
            )
        )


def build_passed_attempt(school: LoadSchool, enrollment: Enrollment, exam: Exam) -> Attempt:
    started = school.now - timedelta(days=9)
    return Attempt(
        exam=exam,
        enrollment=enrollment,
        started_at=started,
        deadline_at=started + timedelta(minutes=240),
        finished_at=started + timedelta(minutes=60),
        score=80,
        is_passed=True,
    )


def add_slim_enrollments(rows: RowBatch, school: LoadSchool, user: User, count: int) -> None:
    """In the small trainings, one after the other; once in all of them, finished ones in the same again."""
    for place in range(count):
        plan = school.plans[place % len(school.plans)]
        since = school.now - timedelta(days=100 + place)
        enrollment = Enrollment(
            company=school.company, training=plan.training, user=user, created_at=since, modified_at=since
        )
        if place >= len(school.plans):
            set_finish(enrollment, school.now - timedelta(days=50))
        school.add_activity(rows, rows.add(enrollment), plan, [])
