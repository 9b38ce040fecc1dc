"""Random walks of students and instructors lose no mark, meet no dead end, and break nothing.

`make walks` goes a hundred of each role, `make browser` only a few short ones. A walk that fails prints its acts, and
`WALKS=100 ACTS=30 pytest tests/app/walks -k student-17` goes it again.
"""

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.app.school import copy_school
from tests.app.walks.marks import find_database
from tests.app.walks.walk import Walk
from tests.app.windows import Windows
from tests.browser import serving

WALKS = int(os.environ.get("WALKS", "2"))  # of each role
FIRST = int(os.environ.get("FIRST_WALK", "0"))
ACTS = int(os.environ.get("ACTS", "15"))
WALKS_OF_A_SCHOOL = 10  # which they change: attempts are used up, classes are signed
PEOPLE = {
    "student": ["anna.huber", "student", "lukas.gruber", "sophie.wagner", "marie.dubois", "elena.rossi"],
    "instructor": ["instructor", "petra.lang", "thomas.egger"],
}
SEEDS = [pytest.param(role, seed, id=f"{role}-{seed}") for seed in range(FIRST, FIRST + WALKS) for role in PEOPLE]
# Where there is something to do: exams and lessons of students, classes of instructors that may be recorded now.
STARTS = {
    "student": """
        SELECT '/trainings/exams/start/' || enrollment.id || '/' || exam.id,
          '/trainings/lessons/view/' || exam.lesson_id || '/' || enrollment.id
        FROM trainings_enrollment enrollment JOIN accounts_user person ON person.id = user_id
        JOIN trainings_subject subject USING (training_id) JOIN exams_exam exam ON exam.subject_id = subject.id
        WHERE exam.type = 'ONLINE' AND email = ? AND enrollment.finished_at IS NULL
        AND NOT EXISTS (SELECT * FROM exams_attempt attempt WHERE attempt.enrollment_id = enrollment.id
          AND attempt.exam_id = exam.id AND is_passed)
    """,
    "instructor": """
        SELECT '/trainings/onsite/class/' || class.id FROM onsite_classsession class
        JOIN accounts_user person ON person.id = teacher_id
        WHERE starts_at BETWEEN datetime('now', '-71 hours') AND datetime('now', '+3 hours') AND email = ?
    """,
}


@pytest.fixture(scope="module")
def serve(seeded: Path, tmp_path_factory: Any) -> Iterator[Callable[[int], serving.TestInstallation]]:
    """`serve(2)` runs the third school, as fresh as the first one, in place of the one before."""
    running: dict[int, serving.TestInstallation] = {}
    with ExitStack() as servers:

        def serve(number: int) -> serving.TestInstallation:
            if number not in running:
                servers.pop_all().close()
                running.clear()
                running[number] = copy_school(seeded, tmp_path_factory.mktemp("school"))
                servers.enter_context(running[number].run_server())
            return running[number]

        yield serve


@pytest.fixture
def school(serve: Callable[[int], serving.TestInstallation], seed: int) -> serving.TestInstallation:
    return serve(seed // WALKS_OF_A_SCHOOL)


@pytest.fixture
def address(school: serving.TestInstallation) -> str:
    return school.address


@pytest.fixture(scope="session")
def figures(request: pytest.FixtureRequest) -> Iterator[Counter[str]]:
    """What all walks have done together, written at the end."""
    figures = Counter[str]()
    yield figures
    reporter: Any = request.config.pluginmanager.get_plugin("terminalreporter")
    reporter.write_line(f"\n{', '.join(f'{count} {name}' for name, count in sorted(figures.items()))}")


@pytest.mark.parametrize(("role", "seed"), SEEDS)
def test_a_random_walk(
    windows: Windows, school: serving.TestInstallation, figures: Counter[str], role: str, seed: int
) -> None:
    person = PEOPLE[role][seed % len(PEOPLE[role])]
    walk = Walk(windows, school, person, f"{role} {seed}", list_starts(school, role, person))
    try:
        walk.go(ACTS)
    finally:
        print(f"Walk {seed} of {person}:", *walk.journal, sep="\n")  # noqa: T201  shown if it fails
    figures += walk.figures + Counter({f"walks of a {role}": 1, "marks": walk.marks.acknowledged})


def list_starts(school: serving.TestInstallation, role: str, person: str) -> list[str]:
    with closing(sqlite3.connect(find_database(school))) as database:
        rows = database.execute(STARTS[role], [f"{person}@demo.example"]).fetchall()
    paths = [re.sub("[0-9a-f]{32}", lambda found: str(UUID(found[0])), path) for row in rows for path in row if path]
    assert paths, f"{person} has nothing to do"
    return paths
