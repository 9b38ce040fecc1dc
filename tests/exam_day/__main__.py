"""`python -m tests.exam_day [--students 200,400,800,1200] [--questions 40] [--pause 4]`: a whole school sits an exam.

Each step is a class of so many students with a new exam. The whole class presses start at the same moment, and each
student answers a question every few seconds; meanwhile others send thirty requests a second. The steps end with the
first one past the knee, in which the server refuses more than one request in a hundred with 503: fewer are those of the
class that all came at the same moment. Prints a table, and exits with 1 if an answer was lost, a grade is wrong, or a
client was told anything but to come back.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tests.demo_server import ROOT
from tests.exam_day.checks import count_lost_answers, count_wrong_grades, find_broken_ledger
from tests.exam_day.tally import Report
from tests.torture.school import School, serve_school

HEADINGS = (
    "students", "requests a second", "p50", "p95", "all seated after", "errors", "time-outs", "503",
    "slowest 503", "lost", "wrong grades",
)  # fmt: skip
OTHERS = 20  # people who read meanwhile
MOST_REFUSED = 0.01  # of all requests, of a server that is not past the knee


@dataclass(frozen=True)
class Size:
    questions: int
    pause: float
    arrival: float
    per_second: float


@dataclass(frozen=True)
class Step:
    """A class that sat its exam."""

    students: int
    exam: str
    report: Report
    lost: int
    wrong_grades: int

    @property
    def is_past_the_knee(self) -> bool:
        everything = self.report.merge()
        return everything.refused > MOST_REFUSED * (everything.refused + len(everything.seconds))

    def list_violations(self) -> list[str]:
        everything = self.report.merge()
        unfinished = sum(sitting.score is None for sitting in self.report.sittings)
        counts = {
            "lost": self.lost,
            "wrong grades": self.wrong_grades,
            "time-outs": everything.timeouts,
            "not finished": unfinished,
        }
        return [f"{count} {name}" for name, count in counts.items() if count] + everything.errors

    def format_row(self) -> tuple[str, ...]:
        everything, sitting = self.report.merge(), self.report.merge("answer", "finish", "other")
        seated = max((row.seated_after for row in self.report.sittings), default=0.0)
        times = (sitting.get_percentile(50), sitting.get_percentile(95))
        return (
            str(self.students),
            f"{len(everything.seconds) / self.report.seconds:.0f}",
            *(f"{seconds * 1000:.0f} ms" for seconds in times),
            f"{seated:.1f} s",
            *map(str, (len(everything.errors), everything.timeouts, everything.refused)),
            f"{everything.slowest_refusal:.1f} s",
            *map(str, (self.lost, self.wrong_grades)),
        )


def main() -> int:
    options = read_options()
    size = Size(options.questions, options.pause, options.arrival, options.per_second)
    with serve_school() as school:
        steps = list(run_steps(school, [int(text) for text in options.students.split(",")], size))
        broken = find_broken_ledger(school)
    print_table([HEADINGS, *(step.format_row() for step in steps)])
    violations = [f"{step.students}: {text}" for step in steps for text in step.list_violations()] + broken
    sys.stdout.write("".join(f"{text}\n" for text in violations))
    return 1 if violations else 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="exam_day")
    parser.add_argument("--students", default="200,400,800,1200", help="of each step")
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between two answers of a student")
    parser.add_argument("--arrival", type=float, default=0.0, help="seconds within which the class presses start")
    parser.add_argument("--per-second", type=float, default=30.0, help="requests of others")
    return parser.parse_args()


def run_steps(school: School, sizes: list[int], size: Size) -> Any:
    """Each step, up to the first past the knee."""
    for students in sizes:
        sys.stderr.write(f"{students} students …\n")
        step = run_step(school, students, size)
        yield step
        if step.is_past_the_knee:
            return


def run_step(school: School, students: int, size: Size) -> Step:
    sitters = run_module(school, "classroom", str(students), str(size.questions))
    others = run_module(school, "classroom", str(OTHERS), "1")
    plan = {
        "address": f"http://127.0.0.1:{school.port}",
        **sitters,
        "pause": size.pause,
        "arrival": size.arrival,
        "tokens": [row["token"] for row in others["students"]],
        "per_second": size.per_second,
    }
    report = Report.from_dict(run_module(school, "clients", told=plan))
    exam = sitters["exam"]
    lost, wrong_grades = count_lost_answers(school, exam, report), count_wrong_grades(school, exam, report)
    return Step(students, exam, report, lost, wrong_grades)


def run_module(school: School, name: str, *arguments: str, told: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a module of this package prints, in a process of its own with the database of the school."""
    environ = school.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", f"tests.exam_day.{name}", *arguments]
    run = subprocess.run(command, cwd=ROOT, env=environ, input=json.dumps(told), stdout=subprocess.PIPE, text=True)
    if run.returncode:
        raise RuntimeError(f"{name} failed.")
    said: dict[str, Any] = json.loads(run.stdout)
    return said


def print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line = "  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True))
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
