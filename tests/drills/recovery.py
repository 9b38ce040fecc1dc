"""Point-in-time recovery: a school at work, a mistake, and the database as it was at the moment before.

Runs the commands of docs/scaling.md as they stand there.
"""

import os
import re
import subprocess
import time
from pathlib import Path

from tests.demo_server import ROOT
from tests.drills.table import print_table
from tests.torture.__main__ import find_violations
from tests.torture.load import Load, Outcome
from tests.torture.school import School, serve_school
from tests.torture.services import Cluster, find_program, run_as_user

BLOCK = re.compile(r"^```bash recovery (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SETTINGS = re.compile(r"^    (archive_\w+ = .*)$", re.MULTILINE)
RECOVERS_WITHIN_SECONDS = 300
NOW = "SELECT clock_timestamp()::text"
IN_RECOVERY = "SELECT pg_is_in_recovery()"
NAMES = "SELECT name FROM locations_location"
MISTAKE = "UPDATE accounts_user SET is_active = false"
ACTIVE = "SELECT count(*) FROM accounts_user WHERE is_active"
# Each column that takes numbers from a sequence.
SEQUENCES = """SELECT dep.objid::regclass::text, dep.refobjid::regclass::text, quote_ident(att.attname)
    FROM pg_depend dep JOIN pg_class seq ON seq.oid = dep.objid AND seq.relkind = 'S'
    JOIN pg_attribute att ON att.attrelid = dep.refobjid AND att.attnum = dep.refobjsubid
    WHERE dep.deptype IN ('a', 'i')"""


def read_document() -> str:
    return (ROOT / "docs" / "scaling.md").read_text()


class ArchivedCluster(Cluster):
    """Copies each segment of its log to a folder, with the settings of the document."""

    def create_data(self) -> None:
        super().create_data()
        self.archive, self.base = self.directory / "archive", self.directory / "base"
        self.run_script(f"mkdir {self.archive}")
        settings = SETTINGS.findall(read_document())
        with (self.data / "postgresql.conf").open("a") as config:
            config.write("\n".join(settings).replace("/archive/", f"{self.archive}/") + "\n")

    def run_script(self, script: str, **environ: str) -> None:
        folder = str(Path(find_program("pg_ctl")).parent)
        paths = {"PATH": f"{folder}:{os.environ['PATH']}", "PRIMARY": self.address.replace("postgres:", "postgresql:")}
        command = run_as_user("bash", "-eu", "-c", script)
        subprocess.run(command, check=True, cwd=self.directory, env={**os.environ, **paths, **environ})

    def run_block(self, name: str, **environ: str) -> None:
        blocks = dict(BLOCK.findall(read_document()))
        self.run_script(blocks[name], BASE=str(self.base), ARCHIVE=str(self.archive), **environ)


class RecoveredCluster(Cluster):
    """Another server, with the database as it was at a moment."""

    def __init__(self, lost: ArchivedCluster, moment: str) -> None:
        self.lost, self.moment = lost, moment
        super().__init__()

    def create_data(self) -> None:
        self.lost.run_block("restore", DATA=str(self.data), MOMENT=self.moment)


def rehearse_recovery(seconds: float) -> list[str]:
    """What is wrong with the recovered school."""
    with serve_school(build_cluster=ArchivedCluster) as school:
        assert isinstance(school.cluster, ArchivedCluster)
        lost = school.cluster
        ((people,),) = school.query(ACTIVE)
        before, after, moment, checkpoint = work_until_mistake(school, lost, seconds)
        school.stop()
        lost.stop()
        began = time.monotonic()
        recovered = RecoveredCluster(lost, moment)
        try:
            serve_recovered(school, recovered)
            took = time.monotonic() - began
            print_table([
                ("point-in-time recovery", "acknowledged before", "and after", "seconds until served"),
                (moment, str(len(before.acknowledged)), str(len(after.acknowledged)), f"{took:.1f}"),
            ])  # fmt: skip
            return check(school, before, after, people, checkpoint, seconds)
        finally:
            recovered.remove()


def work_until_mistake(school: School, cluster: ArchivedCluster, seconds: float) -> tuple[Outcome, Outcome, str, str]:
    """What was acknowledged before the moment, what clients were told who began after it, the moment, and a checkpoint
    from before. The work never stops."""
    checkpoint = str(cluster.directory / "heads.json")
    with Load(school.port, school.token) as load:
        cluster.run_block("base")
        time.sleep(seconds / 2)
        school.manage("write_checkpoint", checkpoint)
        time.sleep(seconds / 2)
        with load.outcome.lock:
            before = Outcome(acknowledged=set(load.outcome.acknowledged))
        ((moment,),) = school.query(NOW)
        with Load(school.port, school.token) as later:
            time.sleep(seconds / 2)
        school.query(MISTAKE)
    before.unexpected = list(load.outcome.unexpected)
    return before, later.outcome, moment, checkpoint


def serve_recovered(school: School, recovered: Cluster) -> None:
    """Serves the recovered database with the same keys, uploads and cache, once it has reached the moment."""
    school.cluster = recovered
    school.environ["DATABASE_URL"] = recovered.address
    give_up_at = time.monotonic() + RECOVERS_WITHIN_SECONDS
    while school.query_at(recovered.address, IN_RECOVERY, writable=False) != [(False,)]:
        if time.monotonic() > give_up_at:
            raise RuntimeError(f"Not recovered: {(recovered.directory / 'log').read_text()[-3000:]}")
        time.sleep(0.2)
    school.start()


def check(school: School, before: Outcome, after: Outcome, people: int, checkpoint: str, seconds: float) -> list[str]:
    """What was stored before the moment is there, once, and nothing else; and the school goes on."""
    names = {name for (name,) in school.query(NAMES)}
    found = [] if before.acknowledged and after.acknowledged else ["too little was stored to show anything"]
    if later := after.acknowledged & names:
        found.append(f"{len(later)} of after the moment are there")
    if school.query(ACTIVE) != [(people,)]:
        found.append("the mistake is there")
    found += find_violations(school, before)
    school.manage("verify_records", "--checkpoint", checkpoint)
    with Load(school.port, school.token) as load:
        time.sleep(seconds / 2)
    before.add(load.outcome)
    return found + find_violations(school, before) + find_used_numbers(school)


def find_used_numbers(school: School) -> list[str]:
    """Sequences that would give a number that a row has already."""
    found = []
    for sequence, table, column in school.query(SEQUENCES):
        statement = f"SELECT max({column}) FROM {table}", f"SELECT last_value FROM {sequence}"
        ((highest,),), ((last,),) = (school.query(part) for part in statement)
        if highest is not None and highest > last:
            found.append(f"{sequence} is at {last}, {table} at {highest}")
    return found
