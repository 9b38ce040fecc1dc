"""Adds ids of the demo school to the requests that schemathesis generates; without them nearly all get a 404.

`DOWNWIND_IDS` holds them by kind, as `seed_demo --json` prints them; `DOWNWIND_PASSWORD` is everybody's.
"""

import json
import os
from typing import Any

import schemathesis
from hypothesis import strategies as st

IDS: dict[str, str] = json.loads(os.environ["DOWNWIND_IDS"])
PASSWORD = os.environ["DOWNWIND_PASSWORD"]

# The kind of object that a parameter or body field identifies, where its name is enough to tell.
KIND = {
    "attemptDetailId": "attempt_question",
    "class_id": "class",
    "classId": "class",
    "enrollment_id": "enrollment",
    "enrollmentId": "enrollment",
    "exam": "exam",
    "exam_id": "exam",
    "lesson": "lesson",
    "lesson_id": "lesson",
    "lessonId": "lesson",
    "location_id": "location",
    "questionOptionId": "option",
    "slide_id": "slide",
    "student_id": "user",
    "subject": "subject",
    "subject_id": "subject",
    "template_id": "training",
    "training": "training",
    "training_flight_id": "flight_template",
    "training_id": "training",
    "training_subject_exam_id": "exam",
    "training_subject_id": "subject",
    "training_subject_lesson_id": "lesson",
    "user_id": "user",
    "user_training_flight_id": "flight_record",
}
# The kind of object that `id` identifies, by operation.
KIND_OF_ID = {
    "changeNotes": "enrollment",
    "deleteClass": "future_class",
    "deleteClassByGet": "future_class",
    "doExam": "attempt",
    "editLocation": "location",
    "finishExam": "attempt",
    "finishExamByGet": "attempt",
    "readMessage": "notification",
    "saveClass": "class",
    "viewClass": "class",
    "viewExam": "attempt",
    "viewLocation": "location",
    "viewManagedSubject": "subject",
    "viewStudent": "enrollment",
    "viewTraining": "enrollment",
    "viewTrainingSchema": "training",
}


def find_known_value(context: schemathesis.HookContext, name: str, value: Any) -> Any:
    """A value for `name` from the demo school; `value` itself when there is none."""
    if name in ("password", "pass"):
        return PASSWORD
    operation = context.operation.definition.raw["operationId"] if context.operation else ""
    kind = KIND_OF_ID.get(operation) if name == "id" else KIND.get(name)
    return IDS[kind] if kind else value


def mix_values(context: schemathesis.HookContext, generated: Any) -> st.SearchStrategy[Any]:
    """A generated object or, three times as often, the same with known ids and the right password."""
    if not isinstance(generated, dict):
        return st.just(generated)
    known = {name: find_known_value(context, name, value) for name, value in generated.items()}
    return st.sampled_from([known, known, known, generated])


@schemathesis.hook
def flatmap_path_parameters(context: schemathesis.HookContext, path_parameters: Any) -> st.SearchStrategy[Any]:
    return mix_values(context, path_parameters)


@schemathesis.hook
def flatmap_query(context: schemathesis.HookContext, query: Any) -> st.SearchStrategy[Any]:
    return mix_values(context, query)


@schemathesis.hook
def flatmap_body(context: schemathesis.HookContext, body: Any) -> st.SearchStrategy[Any]:
    return mix_values(context, body)
