"""Two people at the same class at the same moment (docs/api.md, section 5). PostgreSQL only: SQLite has one writer."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.exceptions import Conflict, DomainError, NotFound
from onsite.classes.attendance import store_attendance
from onsite.classes.content import read_class_content, read_recorded_content
from onsite.classes.recording import ClassEntry, record_class
from onsite.classes.scheduling import delete_class
from onsite.classes.signing import close_class, sign_class
from onsite.models import Attendance, ClassSession
from records.models import Signature
from records.verification.run import verify_company
from records.versions import Stale, build_version
from tests import factories as make
from tests.onsite.conftest import GroundSchool, create_ground_school
from tests.world import World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


RunConcurrently = Callable[..., list[Any]]
WORKERS = 10


@pytest.fixture
def run_concurrently() -> Iterator[RunConcurrently]:
    """Runs calls at the same moment and returns what each returned, or the domain error it raised. Other exceptions
    propagate. The threads, and with them their connections, live as long as the test.
    """
    with ThreadPoolExecutor(WORKERS) as pool:

        def run(*acts: Callable[[], Any]) -> list[Any]:
            start = threading.Barrier(len(acts))
            return list(pool.map(lambda act: get_outcome(act, start), acts))

        yield run
        run(*[lambda: connection.close()] * WORKERS)


def get_outcome(act: Callable[[], Any], start: threading.Barrier) -> Any:
    start.wait()
    try:
        return act()
    except DomainError as error:
        return error


@pytest.fixture
def ground_school() -> GroundSchool:
    return create_ground_school(World())


def create_class(school: GroundSchool) -> ClassSession:
    session = make.ClassSessionFactory(
        subject=school.subject, starts_at=timezone.now(), teacher=school.world.ines, lesson=school.lesson
    )
    for enrollment in (school.sams, school.sues):
        make.AttendanceFactory(class_session=session, enrollment=enrollment)
    return session


def build_signing(session: ClassSession, by: User) -> Callable[[], Any]:
    return lambda: sign_class(session=session, password=make.PASSWORD, by=by)


def test_what_is_signed_is_what_is_stored(ground_school: GroundSchool, run_concurrently: RunConcurrently) -> None:
    ines, maria = ground_school.world.ines, ground_school.world.maria
    for _ in range(ROUNDS):
        session = create_class(ground_school)
        marks = {ground_school.sams.user_id: {"is_present": True}, ground_school.sues.user_id: {"is_present": True}}

        signed, stored = run_concurrently(
            build_signing(session, ines),
            lambda session=session, marks=marks: store_attendance(session=session, marks=marks, by=maria),
        )

        assert not isinstance(signed, DomainError)
        content = json.loads(Signature.objects.get(object_id=str(session.pk)).content)
        assert content == read_class_content(session)
        present = {student["present"] for student in content["students"]}
        assert present == ({False} if isinstance(stored, Conflict) else {True})
    assert verify_company(ground_school.world.alpine).findings == []


def test_ten_signatures_at_once_are_one(
    ground_school: GroundSchool, run_concurrently: RunConcurrently, settings: Any
) -> None:
    settings.GUESSES_PER_ACCOUNT = 100
    for _ in range(ROUNDS):
        session = create_class(ground_school)

        results = run_concurrently(*[build_signing(session, ground_school.world.ines)] * WORKERS)

        assert sum(isinstance(result, ClassSession) for result in results) == 1
        assert sum(isinstance(result, Conflict) for result in results) == 9
        assert Signature.objects.filter(object_id=str(session.pk)).count() == 1
    assert verify_company(ground_school.world.alpine).findings == []


def test_a_class_is_signed_or_deleted_and_never_both(
    ground_school: GroundSchool, run_concurrently: RunConcurrently
) -> None:
    for _ in range(ROUNDS):
        session = create_class(ground_school)

        signed, deleted = run_concurrently(
            build_signing(session, ground_school.world.ines),
            lambda session=session: delete_class(session_id=session.pk, by=ground_school.world.maria),
        )

        session.refresh_from_db()
        assert isinstance(signed, NotFound) is session.is_cancelled
        assert isinstance(deleted, Conflict) is (session.signed_at is not None)
        assert Signature.objects.filter(object_id=str(session.pk)).exists() is not session.is_cancelled
        assert set(session.attendances.values_list("is_cancelled", flat=True)) == {session.is_cancelled}
    assert not Attendance.objects.filter(is_credited=True, is_cancelled=True).exists()


def test_a_manager_corrects_or_the_teacher_signs_first_and_the_other_is_refused(
    ground_school: GroundSchool, run_concurrently: RunConcurrently
) -> None:
    """Both have read the class, and each would rest on what the other changes."""
    ines, maria, sam = ground_school.world.ines, ground_school.world.maria, ground_school.sams.user_id
    for number in range(ROUNDS):
        session = create_class(ground_school)
        entry = ClassEntry({sam: {"is_present": True, "seconds": 60 * (number + 1)}})
        version = build_version(read_recorded_content(session))

        signed, corrected = run_concurrently(
            lambda session=session, version=version: close_class(session=session, by=ines, version=version),
            lambda session=session, entry=entry, version=version: record_class(
                session=session, entry=entry, version=version, by=maria
            ),
        )

        refused = [result for result in (signed, corrected) if isinstance(result, DomainError)]
        assert [type(error) for error in refused] in ([Conflict], [Stale])
        session.refresh_from_db()
        assert (session.signed_at is None) is (signed in refused)
        assert session.attendances.filter(seconds=60 * (number + 1)).exists() is (corrected not in refused)
    assert verify_company(ground_school.world.alpine).findings == []
