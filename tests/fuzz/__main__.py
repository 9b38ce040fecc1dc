"""`make fuzz`: schemathesis sends generated requests to every documented operation of the demo school, as three roles.

No response may be a 5xx or undocumented. gunicorn serves the school on a free port from a PostgreSQL database of its
own on the server of DATABASE_URL, which is dropped afterwards.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.demo_server import ROOT, run_demo_server

CONFIG = Path(__file__).with_name("schemathesis.toml")
# The phases of each role. The role that can change least comes first, so that it still finds the demo school as it was
# created. Validation is the same for all roles, so one of them covers it.
PHASES = {"student": "fuzzing", "instructor": "fuzzing", "manager": "examples,coverage,fuzzing"}
UNLIMITED = {"GUESSES_PER_ACCOUNT": "1000000", "GUESSES_PER_ADDRESS": "1000000"}


def main() -> int:
    maintenance = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    with create_database_beside(maintenance) as url, run_demo_server(url, **UNLIMITED) as address:
        school = seed_demo_school(url)
        failed = [role for role in PHASES if not run_fuzzer(role, address, school)]
    print(f"FAILED as {', '.join(failed)}." if failed else f"Passed as {', '.join(PHASES)}.")  # noqa: T201
    return 1 if failed else 0


@contextmanager
def create_database_beside(maintenance: str) -> Iterator[str]:
    """Creates an empty database on the server of `maintenance`, yields its URL, and drops it at the end."""
    name = f"downwind_fuzz_{os.getpid()}"
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(maintenance)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def seed_demo_school(database_url: str) -> dict[str, Any]:
    """What `seed_demo --json` prints about the demo school, with the password."""
    command = [sys.executable, "manage.py", "seed_demo", "--json"]
    environment = os.environ | {"DATABASE_URL": database_url}
    output: dict[str, Any] = json.loads(subprocess.check_output(command, cwd=ROOT, env=environment))
    demo: dict[str, Any] = output["schools"]["demo"]
    return demo | {"password": output["password"]}


def run_fuzzer(role: str, address: str, school: dict[str, Any]) -> bool:
    """Whether all responses to this role were correct; schemathesis prints the others."""
    print(f"\n--- as {role}", flush=True)  # noqa: T201
    since = time.monotonic()
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", f"{address}/openapi.json"]
    token = log_in(address, school["users"][role]["email"], school["password"])
    run = subprocess.run(
        [*command, "--phases", PHASES[role], "--header", f"Authorization: Bearer {token}"],
        cwd=ROOT,
        env=os.environ
        | {
            "DOWNWIND_ACTIVITIES": json.dumps(list_activities(address, school)),
            "DOWNWIND_IDS": json.dumps(school["examples"] | find_further_ids(address, school)),
            "DOWNWIND_PASSWORD": school["password"],
            "PYTHONPATH": str(ROOT),
        },
        check=False,
    )
    print(f"--- {role}: {time.monotonic() - since:.0f} s", flush=True)  # noqa: T201
    return run.returncode == 0


def list_activities(address: str, school: dict[str, Any]) -> list[str]:
    """The ids of the lessons and exams of the known subject, which `reorder_activities.json` wants complete."""
    subject = read(address, school, f"/manager/trainings/subjects/view/{school['examples']['subject']}.json")["subject"]
    return [part["id"] for part in subject["TrainingSubjectLesson"] + subject["TrainingSubjectExam"]]


def find_further_ids(address: str, school: dict[str, Any]) -> dict[str, str]:
    """Ids by kind of what the student of the examples has nothing to do with."""
    people = {name: user["id"] for name, user in school["users"].items()}
    papers = read(address, school, f"/manager/users/qualifications/{people['instructor']}.json")["qualifications"]
    groups = [
        row["PilotGroup"]["id"] for row in read(address, school, "/pilot_groups/manager_index.json")["pilotGroups"]
    ]
    spare = next(id for id in groups if id != school["examples"]["group"])
    return {
        "instructor": people["instructor"],
        "newcomer": people["fresh"],
        "qualification": papers[0]["id"],
        "spare_qualification": papers[-1]["id"],
        "spare_group": spare,
    }


def read(address: str, school: dict[str, Any], path: str) -> dict[str, Any]:
    """What a GET of a manager's program returns."""
    request = urllib.request.Request(f"{address}{path}", headers={"Authorization": f"Bearer {school['api_key']}"})
    with urllib.request.urlopen(request, timeout=10) as response:
        found: dict[str, Any] = json.load(response)
        return found


def log_in(address: str, email: str, password: str) -> str:
    """The token of a new session."""
    body = json.dumps({"email": email, "password": password}).encode()
    request = urllib.request.Request(f"{address}/users/login.json", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        token: str = json.load(response)["response"]["token"]
        return token


if __name__ == "__main__":
    sys.exit(main())
