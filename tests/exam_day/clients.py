"""`python -m tests.exam_day.clients`: the students of an exam and the rest of the school, in a process of their own.

Reads a plan as JSON from stdin, and prints what the clients were told as JSON (tests/exam_day/tally.py). A client does
what docs/client.md asks for: after 503 it waits as long as Retry-After says, and a little longer at random, and sends
the same request again.
"""

import asyncio
import json
import random
import ssl
import sys
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from tests.exam_day.tally import Report, Sitting

TIMEOUT_SECONDS = 15.0  # sooner than the proxy and the web app give up
PATIENCE_SECONDS = 120.0  # for one act, with everything that is sent again
CHANGED_ANSWERS = 0.1  # of the answers, the part that students think better of
READS = ("/trainings.json", "/users/view.json", "/trainings/exams/scheduled.json")
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used; each client would load certificates for its own


@dataclass(frozen=True)
class Plan:
    """`pause` is the time between two answers of a student, `arrival` that in which the class presses start;
    `per_second` are the requests of others, with `tokens`."""

    address: str
    exam: str
    students: list[dict[str, str]]
    pause: float
    arrival: float
    tokens: list[str]
    per_second: float


class GaveUp(Exception):
    pass


class Client:
    """One device, with a connection of its own."""

    def __init__(self, plan: Plan, token: str, report: Report) -> None:
        self.report = report
        headers = {"Authorization": f"Bearer {token}"}
        self.http = httpx.AsyncClient(
            base_url=plan.address, headers=headers, timeout=TIMEOUT_SECONDS, verify=NO_TLS, trust_env=False
        )

    async def act(self, kind: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """The response to a request that is sent until it is done. Raises GaveUp."""
        key = {"Idempotency-Key": uuid4().hex} if method == "POST" else {}
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up_at:
            done, pause = await self.send(kind, method, path, body, key)
            if done is not None:
                return done
            await asyncio.sleep(pause * random.uniform(1.0, 1.5))
        self.report.get_tally(kind).errors.append(f"gave up {method} {path}")
        raise GaveUp

    async def send(
        self, kind: str, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[dict[str, Any] | None, float]:
        """What a 200 says, or None and the pause that the response asks for."""
        tally, began = self.report.get_tally(kind), time.monotonic()
        try:
            response = await self.http.request(method, path, json=body, headers=headers)
        except httpx.TimeoutException:
            tally.timeouts += 1
            return None, 1.0
        except httpx.TransportError as error:
            tally.errors.append(repr(error))
            return None, 1.0
        asked = response.headers.get("Retry-After")
        pause = float(asked) if asked else None
        tally.count(response.status_code, time.monotonic() - began, retry_after=pause, text=response.text)
        return (response.json() if response.status_code == 200 else None), pause or 1.0


class Student(Client):
    def __init__(self, plan: Plan, row: dict[str, str], report: Report) -> None:
        super().__init__(plan, row["token"], report)
        self.plan = plan
        self.sitting = Sitting(row["enrollment"])
        report.sittings.append(self.sitting)

    async def sit(self, began: float) -> None:
        await asyncio.sleep(random.uniform(0, self.plan.arrival))
        questions = await self.start()
        self.sitting.seated_after = time.monotonic() - began
        for question in questions:
            await asyncio.sleep(self.plan.pause * random.uniform(0.5, 1.5))
            await self.answer(question)
            if random.random() < CHANGED_ANSWERS:
                await self.answer(question)
        graded = await self.act("finish", "POST", f"/trainings/exams/finish/{self.sitting.attempt}.json")
        self.sitting.finished_after = time.monotonic() - began
        self.sitting.score, self.sitting.passed = graded["score"], graded["passed"]

    async def start(self) -> list[Any]:
        """The questions of the paper."""
        path = f"/trainings/exams/start/{self.sitting.enrollment}/{self.plan.exam}.json"
        self.sitting.attempt = (await self.act("start", "POST", path))["attempt_id"]
        paper = await self.act("paper", "GET", f"/trainings/exams/do/{self.sitting.attempt}.json")
        questions: list[Any] = paper["ExamAttemptDetail"]
        return questions

    async def answer(self, question: Any) -> None:
        option = random.choice(question["TrainingQuestionOption"])["id"]
        body = {"attemptDetailId": question["id"], "questionOptionId": option}
        await self.act("answer", "POST", "/trainings/exams/answer.json", body)
        self.sitting.answers[question["id"]] = option


async def read_meanwhile(plan: Plan, report: Report) -> None:
    """The rest of the school: so many requests a second, however slow the responses are."""
    readers = [Client(plan, token, report) for token in plan.tokens]
    sent: set[asyncio.Task[Any]] = set()
    while plan.per_second:
        task = asyncio.create_task(random.choice(readers).send("other", "GET", random.choice(READS)))
        sent.add(task)
        task.add_done_callback(sent.discard)
        await asyncio.sleep(random.expovariate(plan.per_second))


async def hold_exam(plan: Plan) -> Report:
    report, began = Report(), time.monotonic()
    others = asyncio.create_task(read_meanwhile(plan, report))
    students = [Student(plan, row, report) for row in plan.students]
    outcomes = await asyncio.gather(*(student.sit(began) for student in students), return_exceptions=True)
    others.cancel()
    report.seconds = time.monotonic() - began
    report.get_tally("answer").errors += [repr(error) for error in outcomes if is_defect(error)]
    return report


def is_defect(outcome: Any) -> bool:
    """GaveUp is counted where it happens."""
    return isinstance(outcome, BaseException) and not isinstance(outcome, GaveUp)


if __name__ == "__main__":
    told = asyncio.run(hold_exam(Plan(**json.load(sys.stdin))))
    sys.stdout.write(json.dumps(told.as_dict()))
