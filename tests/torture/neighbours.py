"""Two schools on one server: what stops one of them must not stop the other."""

import json
import time
from uuid import uuid4

import psycopg

from tests.torture.load import Load
from tests.torture.scenarios import scenario
from tests.torture.school import School

LOCK_LEDGER_OF_THE_FIRST = """SELECT 1 FROM records_head h JOIN accounts_user u ON u.company_id = h.company_id
    WHERE u.email = 'manager@demo.example' FOR UPDATE OF h"""
WRITERS = 32


@scenario("one school's ledger is locked under 32 writers, and another school works")
def hold_ledger_of_one(school: School, seconds: float) -> None:
    token = create_neighbour(school)
    with psycopg.connect(school.cluster.address.replace("postgres://", "postgresql://")) as link:
        link.execute(LOCK_LEDGER_OF_THE_FIRST)
        with Load(school.port, school.token, writers=WRITERS, readers=0) as waiting:
            with Load(school.port, token, writers=2, readers=1) as neighbour:
                time.sleep(seconds)
            link.rollback()
    school.other_outcomes += [waiting.outcome, neighbour.outcome]
    if neighbour.outcome.retries:
        school.complaints.append(f"the other school was told {neighbour.outcome.retries} times to come back")
    if not neighbour.outcome.acknowledged:
        school.complaints.append("the other school could store nothing")


def create_neighbour(school: School) -> str:
    """Another school, and an API key of its manager."""
    name = f"Neighbour {uuid4().hex[:8]}"
    email = f"{uuid4().hex}@neighbour.example"
    school.manage("create_company", name, "--timezone", "America/New_York")
    person = ("--name", "Nora", "--surname", "Neighbour", "--role", "training-manager", "--no-password")
    school.manage("create_user", email, "--company", name, *person)
    created = school.manage("create_api_key", email, "--name", "torture", "--json")
    key: str = json.loads(created.stdout)["key"]
    return key
