"""`python -m tests.torture [--seconds N] [--only TEXT]`: each scenario under load, then what must still be true.

Prints a table, and exits with 1 if anything was lost, doubled or altered.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

# Those imported for their scenarios register them, in this order.
from tests.torture import clocks, disk, mail_server, neighbours, races, rude_clients  # noqa: F401
from tests.torture.load import Load, Outcome
from tests.torture.replication import Pair
from tests.torture.scenarios import SCENARIOS, STANDBY_TAKES_OVER, NotPossible, Scenario, lose_primary
from tests.torture.school import EVENTS, School, serve_school
from tests.torture.services import Cluster

MOST_OF_A_REPORT = 500  # characters
HEADINGS = ("scenario", "requests", "stored", "retries", "slowest refusal", "whole again after", "violations")
# In one statement, because a request of a client that has left may still be at work.
STORED = f"SELECT name, count(*), ({EVENTS}) FROM locations_location WHERE name LIKE 'Room %%' GROUP BY name"


@dataclass(frozen=True)
class Result:
    name: str
    outcome: Outcome
    recovery: float
    violations: list[str]

    def format_row(self) -> tuple[str, ...]:
        told = self.outcome
        figures = (told.requests, len(told.acknowledged), told.retries)
        times = (f"{told.slowest_refusal:.1f} s", f"{self.recovery:.1f} s")
        return (self.name, *map(str, figures), *times, "; ".join(self.violations) or "none")


def main() -> int:
    parser = argparse.ArgumentParser(prog="torture")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each scenario lasts")
    parser.add_argument("--only", action="append", help="scenarios whose name contains this, or one of these")
    options = parser.parse_args()
    results = run_all(Cluster, SCENARIOS, options) + run_all(Pair, {STANDBY_TAKES_OVER: lose_primary}, options)
    print_table(results)
    return 1 if any(result.violations for result in results) else 0


def run_all(
    build_cluster: Callable[[], Cluster], scenarios: dict[str, Scenario], options: argparse.Namespace
) -> list[Result]:
    """The scenarios that were asked for, one after the other on a school with a cluster of its own."""
    wanted = options.only or [""]
    chosen = {name: act for name, act in scenarios.items() if any(text in name for text in wanted)}
    if not chosen:
        return []
    with serve_school(build_cluster=build_cluster) as school:
        return [run_scenario(school, name, act, options.seconds) for name, act in chosen.items()]


def run_scenario(school: School, name: str, act: Scenario, seconds: float) -> Result:
    sys.stderr.write(f"{name} …\n")
    with Load(school.port, school.token) as load:
        time.sleep(1.0)
        not_run = run_if_possible(school, act, seconds)
        recovery = school.wait_until_ready()
        time.sleep(1.0)
    for other in school.other_outcomes:
        load.outcome.add(other)
    found = [*school.complaints, *find_violations(school, load.outcome)]
    school.other_outcomes, school.complaints = [], []
    sys.stderr.write("".join(f"  {text}\n" for text in found))  # the table comes at the end of a long run
    return Result(name + not_run, load.outcome, recovery, found)


def run_if_possible(school: School, act: Scenario, seconds: float) -> str:
    """Runs the scenario. Returns what to say of one that this machine does not allow, else ""."""
    try:
        act(school, seconds)
    except NotPossible as error:
        return f" (not run: {error})"
    return ""


def find_violations(school: School, told: Outcome) -> list[str]:
    """What must be true after any fault: nothing acknowledged is lost, nothing is there twice, the ledger is whole, no
    client was told anything but to come back, and each was told in the end."""
    rows = school.query(STORED)
    counts = {name: count for name, count, _events in rows}
    lost = told.acknowledged - set(counts)
    doubled = [name for name, count in counts.items() if count > 1]
    found = [f"{len(lost)} lost"] if lost else []
    found += [f"{len(doubled)} doubled"] if doubled else []
    found += [f"{len(told.given_up)} gave up"] if told.given_up else []
    found += [f"{len(told.unexpected)} unexpected, such as {told.unexpected[0]}"] if told.unexpected else []
    events = rows[0][2] if rows else school.events_before
    found += [f"{len(counts)} stored, {events} events"] if events != len(counts) + school.events_before else []
    try:
        school.manage("verify_records")
    except RuntimeError as error:
        found.append(str(error)[:MOST_OF_A_REPORT])
    return found


def print_table(results: list[Result]) -> None:
    rows = [HEADINGS, *(result.format_row() for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        sys.stdout.write(line.rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main())
