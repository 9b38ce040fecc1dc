"""A day at the demo school: one request to each operation, in an order in which all succeed."""

from typing import Any

from tests.examples.recorder import ExampleRecorder
from tests.factories import PASSWORD
from tests.world import Client, create_client

Ids = dict[str, Any]


def send_every_request(recorder: ExampleRecorder, ids: Ids) -> None:
    """`ids` are those that `seed_demo --json` prints."""
    request_people(recorder, ids)
    request_trainings(recorder, ids)
    request_exam(recorder, ids)
    request_class(recorder, ids)
    request_flights(recorder, ids)
    request_managers(recorder, ids)
    request_errors(recorder, ids)
    recorder.request("student", "logoutByGet")
    recorder.request("student", "logout")


def request_people(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request(None, "login", body={"email": "student@demo.example", "password": PASSWORD})
    recorder.request(None, "loginAtRoot", body={"email": "student@demo.example", "password": PASSWORD, "code": ""})
    recorder.request(None, "login", body={"email": "student@demo.example", "password": "wrong"})
    recorder.request("student", "viewOwnUser")
    recorder.request("student", "listCountries")
    recorder.request("student", "listTimezones")
    recorder.request("student", "listUnreadMessages")
    recorder.request("student", "readMessage", body={"id": ids["notification"]})


def request_trainings(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request("student", "listMyTrainings", page=1, limit=2)
    recorder.request("student", "viewTraining", id=ids["enrollment"])
    recorder.request("student", "listMySubjects")
    recorder.request("student", "viewSubject", enrollment_id=ids["enrollment"], subject_id=ids["subject"])
    recorder.request("student", "viewLesson", lesson_id=ids["lesson"], enrollment_id=ids["enrollment"])
    recorder.request("student", "listSlides", lesson_id=ids["lesson"])
    recorder.request("student", "viewSlide", slide_id=ids["slide"])
    studied = {"lessonId": ids["lesson"], "enrollmentId": ids["enrollment"], "timeSpent": 900}
    recorder.request("student", "completeLesson", body=studied)
    around_vienna = {"start": "2026-03-16", "end": "2026-03-30", "timeZone": "Europe/Vienna"}
    recorder.request("student", "listCalendar", **around_vienna)
    feed = recorder.request("student", "issueCalendarFeed")
    recorder.request(None, "readCalendarFeed", token=feed["token"])
    recorder.request("student", "revokeCalendarFeed")
    recorder.request("student", "viewCertificate", enrollment_id=ids["finished"])
    recorder.request("student", "printCertificate", enrollment_id=ids["finished"])
    recorder.request(None, "checkCertificate", code=ids["code"]())


def request_exam(recorder: ExampleRecorder, ids: Ids) -> None:
    where = {"enrollment_id": ids["enrollment"], "exam_id": ids["exam"]}
    recorder.request("student", "listExams", subject=ids["subject"])
    recorder.request("student", "viewExamStart", **where)
    attempt = recorder.request("student", "startExam", **where)["attempt_id"]
    first, *_ = recorder.request("student", "doExam", id=attempt)["ExamAttemptDetail"]
    chosen = {"attemptDetailId": first["id"], "questionOptionId": first["TrainingQuestionOption"][0]["id"]}
    recorder.request("student", "answerExam", body=chosen)
    recorder.request("student", "finishExam", id=attempt)
    recorder.request("student", "finishExamByGet", id=attempt)
    recorder.request("student", "viewExam", id=attempt)


def request_class(recorder: ExampleRecorder, ids: Ids) -> None:
    one, student = ids["class"], ids["user"]
    recorder.request("instructor", "viewClass", id=one)
    mark = {"value": True, "time": 5400, "remarks": "Well prepared."}
    recorder.request("instructor", "storeAttendance", body={"class_id": one, "attendance": {student: mark}})
    evaluation: Ids = {"class_id": one, "student_id": student, "remarks": "Asks the right questions."}
    evaluation |= {"objectives": {ids["objective"]: "STD"}}
    if ids["metric"]:
        evaluation["metrics"] = {ids["metric"]: {"rating": "4", "comments": "Calm."}}
    recorder.request("instructor", "saveStudentEvaluation", body=evaluation)
    recorder.request("instructor", "viewStudentEvaluation", class_id=one, user_id=student)
    recorder.request("instructor", "signClass", body={"classId": one, "password": PASSWORD})
    again = create_client(recorder.people["instructor"])
    recorder.record_error(again.post("/trainings/onsite/sign_class.json", {"classId": one, "password": PASSWORD}))
    recorder.request("manager", "unsignClass", body={"classId": one, "reason": "A student was marked by mistake."})
    recorder.request("instructor", "listLessonAttendance", subject_id=ids["class_subject"])


def request_flights(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request("student", "listUnsignedMissions")
    recorder.request("student", "signMission", body={"user_training_flight_id": ids["flight_record"], "pass": PASSWORD})
    flown = {"enrollment_id": ids["flight_enrollment"], "training_flight_id": ids["flight_template"]}
    flown |= {"completed": True, "time": 4200, "flight_id": "OE-ABC", "date": "2026-03-18", "remarks": "Good landings."}
    recorder.request("manager", "recordMission", body=flown)


def request_managers(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request("manager", "listManagedTrainings", page=1, limit=2)
    recorder.request("manager", "viewManagedSubject", id=ids["subject"])
    template, *_ = recorder.request("manager", "listTemplates")["templates"]
    created = {"name": "Summer course", "type": "DISTANCE", "template_id": template["Training"]["id"]}
    recorder.request("manager", "createTraining", body=created)
    recorder.request("manager", "listStudents", training=ids["training"], finished="0", limit=2)
    recorder.request("manager", "viewStudent", id=ids["enrollment"])
    enrolled = {"training_id": ids["training"], "students": [ids["fresh"]], "finish_before": "2026-12-31"}
    recorder.request("manager", "enrollStudents", body=enrolled)
    recorder.request(
        "manager", "changeNotes", body={"id": ids["enrollment"], "notes": "Wants to fly the check in June."}
    )
    period = {"from": "2026-03-01", "to": "2026-03-31"}
    recorder.request("manager", "reportTeaching", body=period)
    for files in ("exportTeachingAsCsv", "exportTeachingAsXlsx"):
        recorder.request("manager", files, **period)
    for files in ("exportStudentsAsCsv", "exportStudentsAsXlsx"):
        recorder.request("manager", files, training=ids["training"], finished="0")
    recorder.request("manager", "exportRecord", enrollment_id=ids["enrollment"])
    request_locations(recorder, ids)
    planned = {"training_subject_id": ids["class_subject"], "teacher_id": ids["instructor"], "students": [ids["user"]]}
    planned |= {"start": "2026-04-01 16:00:00", "minutes": 90, "location_id": ids["location"], "notify": True}
    new = recorder.request("manager", "saveClass", body=planned)["class"]["LessonClass"]["id"]
    recorder.request("manager", "deleteClass", id=new)
    recorder.request("manager", "deleteClassByGet", id=new)


def request_locations(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request("student", "listLocations")
    recorder.request("student", "viewLocation", id=ids["location"])
    room = {"name": "Briefing room 2", "type": "CLASSROOM", "country_id": "AT", "timezone_id": "Europe/Vienna"}
    recorder.request("manager", "editLocation", body=room)


def request_errors(recorder: ExampleRecorder, ids: Ids) -> None:
    """One error of each status but 503, which needs a database outage."""
    student = create_client(recorder.people["student"])
    recorder.record_error(student.post("/messages/messages/read.json", {"id": "7"}))
    recorder.record_error(Client().get("/trainings.json"))
    recorder.record_error(student.get("/manager/trainings.json"))
    recorder.record_error(student.get("/trainings/locations/view/00000000-0000-0000-0000-000000000000.json"))
    recorder.record_error(student.put("/trainings.json"))
    recorder.record_error(student.generic("POST", "/messages/messages/read.json", b"x" * 6_000_000, "application/json"))
    recorder.record_error(student.generic("POST", "/messages/messages/read.json", "<id/>", "text/xml"))
    key: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": "4d1c1cb6"}
    student.post("/messages/messages/read.json", {"id": ids["notification"]}, **key)
    recorder.record_error(student.post("/messages/messages/read.json", {"id": ids["training"]}, **key))
    for _ in range(6):
        guess = Client().post("/users/login.json", {"email": "nobody@demo.example", "password": "guess"})
    recorder.record_error(guess)
