"""A backup of a school at work, restored into an empty database: what was acknowledged before it is in it."""

import time

from tests.drills.table import print_table
from tests.torture.load import Load
from tests.torture.school import School, serve_school

NAMES = "SELECT name FROM locations_location"


def rehearse_restore(seconds: float) -> list[str]:
    """What is wrong with the copy."""
    with serve_school() as school, Load(school.port, school.token) as load:
        time.sleep(seconds)
        with load.outcome.lock:
            acknowledged = set(load.outcome.acknowledged)
        rows: list[tuple[str, ...]] = [("restore drill", "seconds")]
        backup = school.cluster.directory / "backup.tar"
        rows.append(run_command(school, "backup", str(backup)))
        rows += restore_copy(school, str(backup))
        print_table(rows)
        lost = acknowledged - read_names(school)
    found = [f"{len(lost)} acknowledged before the backup are not in the copy"] if lost else []
    return found + ([] if acknowledged else ["nothing was stored before the backup"]) + load.outcome.unexpected


def restore_copy(school: School, backup: str) -> list[tuple[str, ...]]:
    """The commands of docs/operations.md, and how long each took. Raises RuntimeError if one fails."""
    school.query("CREATE DATABASE drill")
    copy = {
        "DATABASE_URL": get_copy_address(school),
        "MEDIA_ROOT": str(school.cluster.directory / "restored"),
    }
    checkpoint = backup.removesuffix(".tar") + ".heads.json"
    commands = (
        ("restore", backup),
        ("migrate", "--noinput", "-v0"),
        ("verify_records", "--checkpoint", checkpoint),
    )
    return [run_command(school, *command, **copy) for command in commands]


def run_command(school: School, *command: str, **environ: str) -> tuple[str, ...]:
    """A row of the table."""
    began = time.monotonic()
    school.manage(*command, **environ)
    return command[0], f"{time.monotonic() - began:.1f}"


def get_copy_address(school: School) -> str:
    return school.cluster.address.rpartition("/")[0] + "/drill"


def read_names(school: School) -> set[str]:
    """The locations in the copy."""
    return {name for (name,) in school.query_at(get_copy_address(school), NAMES)}
