"""An upgrade under load: the old version serves while the new one migrates, then both serve, then the new one alone."""

import subprocess
import tarfile
import time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.demo_server import ROOT, find_free_port
from tests.drills.table import print_table
from tests.torture.__main__ import find_violations
from tests.torture.load import Load, Outcome
from tests.torture.school import School, serve_school

COMMITS_BACK = 30  # while there is no release to come from; the installed packages must still serve it
ONCE = ("load_templates", "record_baseline")  # the commands of an upgrade (docs/operations.md)


def find_last_release() -> str:
    """The newest tag before the present commit; without one, a commit some way back."""
    found = run_git("describe", "--tags", "--abbrev=0", "HEAD^")
    return found.stdout.decode().strip() if found.returncode == 0 else f"HEAD~{COMMITS_BACK}"


def run_git(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)


def rehearse_upgrade(commit: str, seconds: float) -> list[str]:
    """What clients were told during the upgrade that they should not have been, and what is wrong afterwards."""
    with TemporaryDirectory(prefix="old-version-") as folder:
        unpack(commit, Path(folder))
        with serve_school(Path(folder)) as school:
            told, rows = upgrade(school, seconds)
            print_table([(f"upgrade from {commit}", "seconds", "requests", "told to come back", "unexpected"), *rows])
            return find_violations(school, told)


def unpack(commit: str, folder: Path) -> None:
    """Raises RuntimeError for a commit that does not exist."""
    archive = run_git("archive", "--format=tar", commit)
    if archive.returncode:
        raise RuntimeError(archive.stderr.decode())
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")


def upgrade(school: School, seconds: float) -> tuple[Outcome, list[tuple[str, ...]]]:
    """What all clients were told, and a row for each step."""
    steps = []
    with Load(school.port, school.token) as old:
        time.sleep(seconds)
        steps.append(("the old version serves", seconds, copy_counts(old.outcome)))
        school.code, began = ROOT, time.monotonic()
        school.manage("migrate", "--noinput", "-v0", LOCK_TIMEOUT_SECONDS="20", STATEMENT_TIMEOUT_SECONDS="0")
        for command in ONCE:
            school.manage(command)
        steps.append(("the new version migrates", time.monotonic() - began, copy_counts(old.outcome)))
        port = find_free_port()
        with school.serve_beside(port, school.environ), Load(port, school.token) as new:
            time.sleep(seconds)
        steps.append(("both serve", seconds, copy_counts(old.outcome, new.outcome)))
    school.stop()
    school.start()
    with Load(school.port, school.token) as last:
        time.sleep(seconds)
    steps.append(("the new version serves", seconds, copy_counts(old.outcome, new.outcome, last.outcome)))
    told = old.outcome
    told.add(new.outcome)
    told.add(last.outcome)
    return told, build_rows(steps)


def copy_counts(*outcomes: Outcome) -> tuple[int, int, int]:
    """Requests, those told to come back, and unexpected ones, until now."""
    return (
        sum(told.requests for told in outcomes),
        sum(told.retries for told in outcomes),
        sum(len(told.unexpected) for told in outcomes),
    )


def build_rows(steps: list[tuple[str, float, tuple[int, int, int]]]) -> list[tuple[str, ...]]:
    """Each step with what was counted in it."""
    rows, before = [], (0, 0, 0)
    for name, seconds, counts in steps:
        counted = (str(after - earlier) for after, earlier in zip(counts, before, strict=True))
        rows.append((name, f"{seconds:.0f}", *counted))
        before = counts
    return rows
