"""A school at work for a long time: the memory of its processes and its connections stay where they are."""

import time
from dataclasses import dataclass
from pathlib import Path

from tests.drills.table import print_table
from tests.torture.__main__ import find_violations
from tests.torture.load import Load, Outcome
from tests.torture.school import School, serve_school

SAMPLES = 10
WARM_AFTER = 3  # samples; until then caches and connections fill
MOST_GROWTH = 1.3  # of the memory of a process, from then on
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
MEBIBYTE = 2**20
PAGE = 4096


@dataclass(frozen=True)
class Sample:
    """`memory` in bytes and `files` that are open, by process."""

    seconds: float
    memory: dict[int, int]
    files: dict[int, int]
    connections: int
    requests: int
    retries: int
    unexpected: int

    def format_row(self) -> tuple[str, ...]:
        memory = " ".join(f"{used / MEBIBYTE:.0f}" for used in self.memory.values())
        files = " ".join(map(str, self.files.values()))
        counts = (self.connections, self.requests, self.retries, self.unexpected)
        return (f"{self.seconds:.0f}", memory, files, *map(str, counts))


HEADINGS = ("soak: seconds", "MiB of each worker", "open files", "connections", "requests", "retries", "unexpected")


def soak(seconds: float) -> list[str]:
    """What grew, and what else must not be."""
    with serve_school() as school:
        began = time.monotonic()
        with Load(school.port, school.token, writers=2, readers=4) as load:
            samples = [take_sample(school, load.outcome, began, seconds / SAMPLES) for _ in range(SAMPLES)]
        print_table([HEADINGS, *(sample.format_row() for sample in samples)])
        return find_growth(samples) + find_violations(school, load.outcome)


def take_sample(school: School, told: Outcome, began: float, pause: float) -> Sample:
    """The state after a pause."""
    time.sleep(pause)
    workers = school.list_workers()
    ((connections,),) = school.query(CONNECTIONS)
    return Sample(
        time.monotonic() - began,
        {pid: read_memory(pid) for pid in workers},
        {pid: len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in workers},
        connections,
        told.requests,
        told.retries,
        len(told.unexpected),
    )


def read_memory(pid: int) -> int:
    """The resident memory of a process, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def find_growth(samples: list[Sample]) -> list[str]:
    """Processes whose memory, and the school whose connections, have grown since everything was warm."""
    warm, last = samples[WARM_AFTER - 1], samples[-1]
    grown = [pid for pid in last.memory if last.memory[pid] > MOST_GROWTH * warm.memory.get(pid, last.memory[pid])]
    found = [f"worker {pid} grew from {warm.memory[pid] / MEBIBYTE:.0f} MiB" for pid in grown]
    most = max(sample.connections for sample in samples[:WARM_AFTER])
    if last.connections > most + len(last.memory):  # one more of each, for a request that needs two
        found.append(f"connections grew from {most} to {last.connections}")
    return found
