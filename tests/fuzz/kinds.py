"""Which kind of object the ids in requests name, by the names of parameters and fields."""

# Where the name is enough to tell.
KIND = {
    "attemptDetailId": "attempt_question",
    "class_id": "class",
    "classId": "class",
    "enrollment_id": "enrollment",
    "enrollmentId": "enrollment",
    "exam": "exam",
    "exam_id": "exam",
    "flight_id": "flight_record",
    "instructor_id": "instructor",
    "lesson": "lesson",
    "lesson_id": "lesson",
    "lessonId": "lesson",
    "location_id": "location",
    "pilot_group": "group",
    "questionOptionId": "option",
    "slide_id": "slide",
    "student_id": "user",
    "students": "user",
    "subject": "subject",
    "subject_id": "subject",
    "supervisor_id": "instructor",
    "teacher_id": "instructor",
    "template_id": "training",
    "training": "training",
    "training_flight_id": "flight_template",
    "training_id": "training",
    "training_subject_exam_id": "exam",
    "training_subject_id": "subject",
    "training_subject_lesson_id": "lesson",
    "user": "user",
    "user_id": "user",
    "user_training_flight_id": "flight_record",
}
# The kind of object that `id` identifies, by operation.
KIND_OF_ID = {
    "changeNotes": "enrollment",
    "deleteClass": "future_class",
    "deleteClassByGet": "future_class",
    "deletePilotGroup": "spare_group",
    "deleteQualification": "spare_qualification",
    "deleteQuestion": "question",
    "doExam": "attempt",
    "editLocation": "location",
    "editPerson": "newcomer",
    "editPilotGroup": "group",
    "finishExam": "attempt",
    "finishExamByGet": "attempt",
    "readMessage": "notification",
    "reorderActivities": "subject",
    "saveClass": "class",
    "saveQualification": "qualification",
    "saveQuestion": "question",
    "viewClass": "class",
    "viewExam": "attempt",
    "viewFlight": "flight_record",
    "viewLocation": "location",
    "viewManagedSubject": "subject",
    "viewMessage": "notification",
    "viewMission": "flight_template",
    "viewPilotGroup": "group",
    "viewStudent": "enrollment",
    "viewTraining": "enrollment",
    "viewTrainingSchema": "training",
}
# What the other name means in one operation. What is deleted is nothing that others ask for.
KIND_THERE = {
    ("deletePerson", "user_id"): "newcomer",
    ("listQualifications", "user_id"): "instructor",
    ("recordInstructedMission", "enrollment_id"): "flight_enrollment",
    ("recordMission", "enrollment_id"): "flight_enrollment",
    ("saveQualification", "user_id"): "instructor",
}


def find_kind(operation: str, name: str) -> str | None:
    """The kind of object that a parameter or field of an operation names; None for anything else."""
    if name == "id":
        return KIND_OF_ID.get(operation)
    return KIND_THERE.get((operation, name)) or KIND.get(name)
