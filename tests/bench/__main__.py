"""`make bench`, `python -m tests.bench [options]`: how many times what a program by hand needs Downwind needs.

Loads Load School into a database of its own (or takes `--database`), serves Downwind and the floor from it, checks that
they give the same bytes, and measures both in turn. Exits with 1 if the bytes differ; no time is a pass mark.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.comparing import find_difference
from tests.bench.floor.wire import name_encoder
from tests.bench.measuring import Result, measure_screen
from tests.bench.school import DEFAULT, LOGINS, Facts, create_database, is_loaded, load_school, read_school
from tests.bench.screens import Paper, Screen, get_paper_path, list_screens, read_paper
from tests.bench.servers import DOWNWIND, FLOOR, Server, build_environ, serve
from tests.bench.table import format_conditions, format_table, write_page


def main() -> int:
    options = read_options()
    with open_database(options) as database:
        facts, environ = read_school(database), build_environ(database)
        with serve("Downwind", DOWNWIND, environ) as downwind, serve("The floor", FLOOR, environ) as floor:
            return run(options, facts, downwind, floor)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--enrollments", type=int, default=10_000, help="how large the school is")
    parser.add_argument("--rounds", type=int, default=5, help="how often each screen is measured")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a program is measured in a round")
    parser.add_argument("--only", default="", metavar="NAME", help="screens whose name contains this")
    parser.add_argument("--database", default="", metavar="URL", help="a database to use, loaded if it has no school")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmark.md")
    return parser.parse_args()


@contextmanager
def open_database(options: argparse.Namespace) -> Iterator[str]:
    """The URL of a loaded database: the one of `--database`, which is kept, or one that is dropped afterwards."""
    if options.database:
        if not is_loaded(options.database):
            load_school(options.database, options.enrollments)
        yield options.database
        return
    with create_database(os.environ.get("DATABASE_URL", DEFAULT)) as database:
        load_school(database, options.enrollments)
        yield database


def run(options: argparse.Namespace, facts: Facts, downwind: Server, floor: Server) -> int:
    tokens = {login: downwind.log_in(email) for login, email in LOGINS.items()}
    paper = start_paper(downwind, facts, tokens["one"])
    screens = [screen for screen in list_screens(facts, paper) if options.only in screen.name]
    found = [find_difference(screen, downwind, floor, tokens[screen.person]) for screen in screens]
    if any(found):
        sys.stderr.write("\n".join(text for text in found if text) + "\n")
        return 1
    results = [measure(options, screen, downwind, floor, tokens[screen.person]) for screen in screens]
    text = format_conditions(facts, options.rounds, options.seconds, name_encoder()) + "\n" + format_table(results)
    sys.stdout.write(text)
    if options.write:
        write_page(text)
    return 0


def start_paper(downwind: Server, facts: Facts, token: str) -> Paper:
    """The paper of an attempt that is open: one of an earlier run, or a new one."""
    attempt = downwind.read_json("POST", facts.start_path, token)["attempt_id"]
    return read_paper(downwind.read_json("GET", get_paper_path(attempt), token))


def measure(options: argparse.Namespace, screen: Screen, downwind: Server, floor: Server, token: str) -> Result:
    sys.stderr.write(f"{screen.name} …\n")
    return measure_screen(screen, downwind, floor, token, rounds=options.rounds, seconds=options.seconds)


if __name__ == "__main__":
    sys.exit(main())
