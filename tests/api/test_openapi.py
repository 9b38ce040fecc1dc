"""The OpenAPI document is valid and has exactly the existing operations."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import resolve
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from tests.api.addresses import UNKNOWN_ID
from tests.document import find_operation, generate_document
from tests.world import Client

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.json"

# docs/api.md, sections 2 to 13, as written there.
DOCUMENTED = """
    POST /login.json
    POST /users/login.json
    GET  /users/logout.json
    POST /users/logout.json
    POST /users/totp.json
    POST /users/totp_confirm.json
    POST /users/totp_disable.json
    POST /users/recovery_codes.json
    GET  /users/view.json
    GET  /users/countries.json
    GET  /users/timezones.json
    GET  /messages/messages/unread.json
    POST /messages/messages/read.json

    POST /users/edit.json
    POST /users/password.json
    POST /users/email.json
    POST /users/password_recover.json
    GET  /users/new_password/{userId}/{code}.json
    POST /users/new_password/{userId}/{code}.json
    GET  /users/confirmation/{userId}/{code}/email.json
    GET  /users/logins.json
    POST /users/closesession/{id}.json
    GET  /messages.json
    GET  /messages/messages/view/{id}.json

    GET  /trainings.json
    GET  /trainings/trainings/view/{id}.json
    GET  /trainings/trainings/schema/{id}.json
    GET  /trainings/subjects/mine.json
    GET  /trainings/subjects/view/{enrollmentId}/{subjectId}.json
    GET  /manager/trainings/subjects/view/{id}.json
    POST /manager/trainings/subjects/add_exam.json
    POST /manager/trainings/subjects/reorder_activities.json
    POST /manager/trainings/subjects/activity_impact.json
    GET  /manager/trainings/exams/list/{subjectId}.json
    POST /manager/trainings/questions/create.json
    POST /manager/trainings/questions/delete.json

    GET  /trainings/lessons/view/{lessonId}/{enrollmentId}.json
    GET  /trainings/lessons/slides/{lessonId}.json
    GET  /trainings/lessons/slide/{slideId}.json
    POST /trainings/lessons/complete.json
    GET  /trainings/lessons/attendance/{subjectId}.json

    GET  /trainings/onsite/class/{id}.json
    POST /manager/trainings/onsite/class.json
    GET  /manager/trainings/onsite/delete_class/{classId}/true.json
    POST /manager/trainings/onsite/delete_class/{classId}/true.json
    GET  /manager/trainings/onsite/sessions.json
    GET  /trainings/onsite/session_report/{start}/{end}.json
    GET  /trainings/onsite/session_report/{start}/{end}/{trainingId}.json
    POST /trainings/onsite/store_attendance.json
    POST /trainings/onsite/sign_class.json
    POST /trainings/onsite/unsign_class.json
    GET  /trainings/onsite/get_student_evaluation/{classId}/{userId}.json
    POST /trainings/onsite/save_student_evaluation.json

    GET  /trainings/exams/index/{type}:{id}.json
    GET  /trainings/exams/start/{enrollmentId}/{examId}.json
    POST /trainings/exams/start/{enrollmentId}/{examId}.json
    GET  /trainings/exams/do/{attemptId}.json
    POST /trainings/exams/answer.json
    GET  /trainings/exams/finish/{attemptId}.json
    POST /trainings/exams/finish/{attemptId}.json
    GET  /trainings/exams/view/{attemptId}.json

    GET  /manager/trainings/students/list/training:{id}/finished:/group:/pilot_group:/username:ann.json
    GET  /trainings/students/summary/{enrollmentId}.json
    GET  /manager/trainings/students/view/{enrollmentId}.json
    POST /manager/trainings/students/enroll.json
    POST /manager/trainings/students/notes.json

    GET  /manager/trainings.json
    POST /manager/trainings/trainings/create.json
    GET  /manager/trainings/trainings/templates.json
    POST /manager/trainings/trainings/teaching_report.json

    GET  /trainings/trainings/calendar.json
    GET  /trainings/trainings/certificate/{enrollmentId}.json

    GET  /trainings/locations.json
    GET  /trainings/locations/view/{id}.json
    POST /manager/trainings/locations/edit.json

    GET  /trainings/missions/unsigned.json
    POST /trainings/missions/sign.json
    POST /manager/trainings/missions/record.json

    GET  /manager/users.json
    GET  /manager/users/list.json
    GET  /manager/users/view/{userId}.json
    POST /manager/users/create.json
    POST /manager/users/edit.json
    POST /manager/users/delete/{userId}.json
    POST /pilots/reminder.json
    GET  /users/user_groups.json
    GET  /users/user_groups/1.json
    GET  /manager/trainings/subjects/teachers.json
    GET  /pilot_groups/manager_index.json
    GET  /pilot_groups/manager_view/{id}.json
    POST /pilot_groups/manager_add.json
    POST /pilot_groups/manager_edit/{id}.json
    POST /pilot_groups/manager_delete/{id}.json
"""
# Operations that Downwind adds.
ADDED = """
    GET  /users/data_requests.json
    POST /users/data_request.json
    POST /users/sso.json
    POST /users/end_session.json
    GET  /users/company.json
    GET  /certificates/{code}.json
    GET  /trainings/students/list.json
    GET  /trainings/trainings/teaching.json
    POST /trainings/missions/record.json
    GET  /trainings/missions/view/{id}.json
    GET  /trainings/missions/flight/{id}.json
    GET  /trainings/onsite/session_report/{start}/{end}.csv
    GET  /trainings/onsite/session_report/{start}/{end}.xlsx
    GET  /trainings/onsite/session_report/{start}/{end}/{trainingId}.csv
    GET  /trainings/onsite/session_report/{start}/{end}/{trainingId}.xlsx
    GET  /manager/trainings/students/list.csv
    GET  /manager/trainings/students/list.xlsx
    GET  /manager/trainings/students/record/{enrollmentId}.zip
    GET  /manager/trainings/trainings/teaching_report.csv
    GET  /manager/trainings/trainings/teaching_report.xlsx
    GET  /trainings/trainings/calendar.ics
    POST /trainings/trainings/calendar_feed.json
    POST /trainings/trainings/calendar_feed_revoke.json
    GET  /trainings/trainings/certificate/{enrollmentId}.pdf
    POST /trainings/lessons/reset.json
    GET  /users/qualifications.json
    GET  /manager/users/qualifications/{userId}.json
    POST /manager/users/qualifications/save.json
    POST /manager/users/qualifications/delete.json
    GET  /trainings/students/hours/{enrollmentId}.json
    GET  /trainings/exams/scheduled.json
"""
WITHOUT_BODY = {
    "logout", "startExam", "finishExam", "deleteClass", "issueCalendarFeed", "revokeCalendarFeed", "closeSession",
    "deletePilotGroup",
}  # fmt: skip
EXAMPLES = {"{type}": "subject", "{userId}": "7", "{code}": "x" * 24}


def parse_operations(table: str) -> list[tuple[str, str]]:
    """The method and an example path of each line."""
    rows = [line.split() for line in table.splitlines() if line.strip()]
    return [(method, re.sub(r"\{\w+\}", lambda name: EXAMPLES.get(name[0], UNKNOWN_ID), path)) for method, path in rows]


@cache
def load_document() -> dict[str, Any]:
    """The document as clients see it; `tests.document` checks responses against a stricter version."""
    GENERATOR_STATS.reset()
    plain: dict[str, Any] = json.loads(json.dumps(generate_document()))
    return plain


def list_operations() -> list[dict[str, Any]]:
    return [operation for methods in load_document()["paths"].values() for operation in methods.values()]


def iterate_objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Yields every object in a JSON tree."""
    if isinstance(tree, dict):
        yield tree
    for branch in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from iterate_objects(branch)


def test_every_operation_that_is_documented_is_there_and_described() -> None:
    for method, path in [*parse_operations(DOCUMENTED), *parse_operations(ADDED)]:
        view: Any = resolve(path).func
        assert method.lower() in view.actions, f"{method} {path}"
        assert find_operation(path, method), f"{method} {path} is not in the document"


def test_nothing_is_in_the_document_that_is_not_listed_here() -> None:
    listed = [
        find_operation(path, method) for method, path in [*parse_operations(DOCUMENTED), *parse_operations(ADDED)]
    ]
    ids = [operation["operationId"] for operation in listed if operation]

    assert sorted(ids) == sorted(operation["operationId"] for operation in list_operations())
    assert (len(parse_operations(DOCUMENTED)), len(parse_operations(ADDED))) == (93, 31)


def test_it_is_written_without_a_warning() -> None:
    load_document.cache_clear()
    load_document()

    assert not GENERATOR_STATS, [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]


def test_it_is_valid() -> None:
    assert load_document()["openapi"].startswith("3.1")
    validate_schema(load_document())  # type: ignore[no-untyped-call]  # drf-spectacular
    for schema in load_document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere_and_everything_named_is_used() -> None:
    kinds = load_document()["components"]
    named = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses", "headers", "parameters")
        for name in kinds[kind]
    }

    assert {part["$ref"] for part in iterate_objects(load_document()) if "$ref" in part} == named


def test_operations_have_names_of_their_own() -> None:
    ids = [operation["operationId"] for operation in list_operations()]

    assert len(set(ids)) == len(ids)
    assert [id for id in ids if not re.fullmatch(r"[a-z][A-Za-z0-9]+", id)] == []
    assert [operation["operationId"] for operation in list_operations() if not operation.get("summary")] == []


def test_every_answer_is_described() -> None:
    for operation in list_operations():
        content = operation["responses"]["200"].get("content", {})
        assert content, operation["operationId"]
        assert all(media["schema"] for media in content.values()), operation["operationId"]


def test_no_object_is_left_vague() -> None:
    vague = [
        part
        for part in iterate_objects(load_document()["components"]["schemas"])
        if part.get("type") == "object" and not {"properties", "additionalProperties"} & set(part)
    ]
    assert vague == []


def test_every_post_says_what_it_takes() -> None:
    posts = [methods["post"] for methods in load_document()["paths"].values() if "post" in methods]

    assert {post["operationId"] for post in posts if "requestBody" not in post} == WITHOUT_BODY
    for post in posts:
        content = post.get("requestBody", {}).get("content", {})
        assert all(media["schema"] for media in content.values()), post["operationId"]


def test_every_refusal_is_described_in_the_one_shape() -> None:
    for operation in list_operations():
        for status in ("400", "403", "404", "409"):
            shared = {"$ref": f"#/components/responses/Error{status}"}
            assert operation["responses"][status] == shared, operation["operationId"]


def test_the_committed_document_is_that_of_the_code() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == load_document(), (
        "Run `make openapi` and commit the result."
    )


@pytest.mark.django_db
def test_the_server_hands_it_out_to_anybody() -> None:
    response = Client().get("/openapi.json")

    assert response.status_code == 200
    assert "json" in response["Content-Type"]
    assert json.loads(response.content) == load_document()
