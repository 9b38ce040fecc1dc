"""The mail server is away while people ask for mails, and comes back: each mail arrives, and once."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.demo_server import ROOT, find_free_port
from tests.mail.smtp import SmtpServer, run_smtp_server
from tests.torture.scenarios import scenario
from tests.torture.school import School

PEOPLE = (
    "SELECT email FROM accounts_user WHERE email LIKE '%%@demo.example' AND deleted_at IS NULL ORDER BY email LIMIT 8"
)
QUEUED = "SELECT id::text FROM mail_mail WHERE created_at >= %s"
ARRIVES_WITHIN_SECONDS = 180.0


@scenario("the mail server is away")
def leave_without_mail_server(school: School, seconds: float) -> None:
    ((began,),) = school.query("SELECT clock_timestamp()")
    port = find_free_port()
    with run_mail_worker(school, port):
        for (email,) in school.query(PEOPLE):
            ask_for_mail(school, email)
        time.sleep(seconds)
        queued = {id for (id,) in school.query(QUEUED, began)}
        with run_smtp_server(port) as server:
            wait_for_mails(server, queued)
            arrived = [id.strip("<>").partition("@")[0] for id in server.list_message_ids()]
    if not queued or sorted(arrived) != sorted(queued):
        school.complaints.append(f"{len(queued)} mails queued, {len(arrived)} arrived")


@contextmanager
def run_mail_worker(school: School, port: int) -> Iterator[None]:
    directory = school.cluster.directory / "queue"
    directory.mkdir(exist_ok=True)
    settings = {
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "PUBLIC_URL": "https://school.example",
        "QUEUE_DIR": str(directory),
    }
    command = [sys.executable, "manage.py", "run_worker"]
    with school.log.open("ab") as log:
        environ = os.environ | school.environ | settings
        worker = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(60)


def ask_for_mail(school: School, email: str) -> None:
    """A new password, by the link in a mail. A server that is busy is asked again."""
    for _ in range(30):
        with closing(http.client.HTTPConnection("127.0.0.1", school.port, timeout=30)) as connection:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/users/password_recover.json", json.dumps({"email": email}), headers)
            if connection.getresponse().status == 200:
                return
        time.sleep(1.0)
    school.complaints.append(f"{email} could not ask for a password")


def wait_for_mails(server: SmtpServer, queued: set[str]) -> None:
    """Until all have arrived, and a little longer, so that one that arrives twice is seen."""
    until = time.monotonic() + ARRIVES_WITHIN_SECONDS
    while len(server.messages) < len(queued) and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(2.0)
