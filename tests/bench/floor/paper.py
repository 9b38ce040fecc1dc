"""`GET /trainings/exams/do/{id}.json` and `POST /trainings/exams/answer.json`, of an attempt whose time is not over.

The database's clock counts (exams/clock.py), and five seconds of grace.
"""

import json
from datetime import timedelta
from typing import Any

from tests.bench.floor.requests import Asked, Caller, Connection, Row
from tests.bench.floor.wire import write_id, write_moment

GRACE = timedelta(seconds=5)
ATTEMPT = """
    SELECT p.id, p.started_at, p.deadline_at, p.finished_at, clock_timestamp() AS now, x.id AS exam_id, x.name,
        x.duration_minutes, x.instructions
    FROM exams_attempt p JOIN trainings_enrollment e ON e.id = p.enrollment_id JOIN exams_exam x ON x.id = p.exam_id
    WHERE p.id = %s AND e.user_id = %s AND e.company_id = %s"""
QUESTIONS = """SELECT id, "order", text, media, options, chosen_option_id, question_id
    FROM exams_attemptquestion WHERE attempt_id = %s ORDER BY "order" """
# Grading takes the same lock, so that an answer is stored before the paper is read, or rejected.
LOCKED = """
    SELECT q.id, q.attempt_id, q.options, p.deadline_at, p.finished_at
    FROM exams_attemptquestion q JOIN exams_attempt p ON p.id = q.attempt_id
        JOIN trainings_enrollment e ON e.id = p.enrollment_id
    WHERE q.id = %s AND e.user_id = %s AND e.company_id = %s FOR NO KEY UPDATE OF p"""
# The counts see the paper as it was before the update, so they leave the question out and count it as answered.
STORED = """
    WITH stored AS (
        UPDATE exams_attemptquestion SET chosen_option_id = %(option)s, answered_at = clock_timestamp()
        WHERE id = %(id)s RETURNING id)
    SELECT count(*) FILTER (WHERE q.chosen_option_id IS NOT NULL OR q.id = %(id)s) AS answered, count(*) AS total,
        clock_timestamp() AS now
    FROM exams_attemptquestion q WHERE q.attempt_id = %(attempt)s"""


def answer(connection: Connection, caller: Caller, asked: Asked) -> Any:
    row = connection.execute(ATTEMPT, [asked.id, caller.id, caller.company_id]).fetchone()
    if row is None or is_over(row, row["now"]):
        return None
    attempt = {
        "id": str(row["id"]),
        "status": "open",
        "start": write_moment(row["started_at"]),
        "finish_before": write_moment(row["deadline_at"]),
        "remaining": count_remaining(row),
    }
    exam = {
        "id": str(row["exam_id"]),
        "name": row["name"],
        "minutes": row["duration_minutes"],
        "instructions": row["instructions"],
    }
    questions = [write_question(question) for question in connection.execute(QUESTIONS, [asked.id])]
    return {"ExamAttempt": attempt, "Exam": exam, "ExamAttemptDetail": questions}


def is_over(row: Row, now: Any) -> bool:
    return row["finished_at"] is not None or now > row["deadline_at"] + GRACE


def count_remaining(row: Row) -> int:
    return max(0, int((row["deadline_at"] - row["now"]).total_seconds()))


def write_question(row: Row) -> Row:
    return {
        "id": str(row["id"]),
        "order": row["order"],
        "questionOptionId": write_id(row["chosen_option_id"]),
        "TrainingQuestion": {"id": str(row["question_id"]), "name": row["text"], "media": row["media"] or None},
        "TrainingQuestionOption": [{"id": option["id"], "name": option["text"]} for option in row["options"]],
    }


def store_answer(connection: Connection, caller: Caller, asked: Asked) -> Any:
    sent = json.loads(asked.body)
    option = sent["questionOptionId"]
    with connection.transaction():
        row = connection.execute(LOCKED, [sent["attemptDetailId"], caller.id, caller.company_id]).fetchone()
        if row is None or all(known["id"] != option for known in row["options"]):
            return None
        values = {"id": row["id"], "attempt": row["attempt_id"], "option": option}
        stored = connection.execute(STORED, values).fetchone()
        if stored is None or is_over(row, stored["now"]):
            raise RuntimeError("The attempt was over.")  # rolls the answer back
    remaining = count_remaining(row | stored)
    return {"result": True, "answered": stored["answered"], "total": stored["total"], "remaining": remaining}
