"""A day at the demo school: every operation once, in an order that makes sense."""

from typing import Any

from tests.examples.asker import Asker
from tests.factories import PASSWORD
from tests.world import Client, create_client

Ids = dict[str, Any]


def ask_everything(asker: Asker, ids: Ids) -> None:
    """`ids` are those that `seed_demo --json` tells."""
    ask_about_people(asker, ids)
    ask_about_trainings(asker, ids)
    ask_about_exam(asker, ids)
    ask_about_class(asker, ids)
    ask_about_flights(asker, ids)
    ask_about_managers(asker, ids)
    ask_for_errors(asker, ids)
    asker.ask("student", "logoutByGet")
    asker.ask("student", "logout")


def ask_about_people(asker: Asker, ids: Ids) -> None:
    asker.ask(None, "login", body={"email": "student@demo.example", "password": PASSWORD})
    asker.ask(None, "loginAtRoot", body={"email": "student@demo.example", "password": PASSWORD, "code": ""})
    asker.ask(None, "login", body={"email": "student@demo.example", "password": "wrong"})
    asker.ask("student", "viewOwnUser")
    asker.ask("student", "listCountries")
    asker.ask("student", "listTimezones")
    asker.ask("student", "listUnreadMessages")
    asker.ask("student", "readMessage", body={"id": ids["notification"]})


def ask_about_trainings(asker: Asker, ids: Ids) -> None:
    asker.ask("student", "listMyTrainings", page=1, limit=2)
    asker.ask("student", "viewTraining", id=ids["enrollment"])
    asker.ask("student", "listMySubjects")
    asker.ask("student", "viewSubject", enrollment_id=ids["enrollment"], subject_id=ids["subject"])
    asker.ask("student", "viewLesson", lesson_id=ids["lesson"], enrollment_id=ids["enrollment"])
    asker.ask("student", "listSlides", lesson_id=ids["lesson"])
    asker.ask("student", "viewSlide", slide_id=ids["slide"])
    studied = {"lessonId": ids["lesson"], "enrollmentId": ids["enrollment"], "timeSpent": 900}
    asker.ask("student", "completeLesson", body=studied)
    around_vienna = {"start": "2026-03-16", "end": "2026-03-30", "timeZone": "Europe/Vienna"}
    asker.ask("student", "listCalendar", **around_vienna)
    feed = asker.ask("student", "issueCalendarFeed")
    asker.ask(None, "readCalendarFeed", token=feed["token"])
    asker.ask("student", "revokeCalendarFeed")
    asker.ask("student", "viewCertificate", enrollment_id=ids["finished"])
    asker.ask("student", "printCertificate", enrollment_id=ids["finished"])
    asker.ask(None, "checkCertificate", code=ids["code"]())


def ask_about_exam(asker: Asker, ids: Ids) -> None:
    where = {"enrollment_id": ids["enrollment"], "exam_id": ids["exam"]}
    asker.ask("student", "listExams", subject=ids["subject"])
    asker.ask("student", "viewExamStart", **where)
    attempt = asker.ask("student", "startExam", **where)["attempt_id"]
    first, *_ = asker.ask("student", "doExam", id=attempt)["ExamAttemptDetail"]
    chosen = {"attemptDetailId": first["id"], "questionOptionId": first["TrainingQuestionOption"][0]["id"]}
    asker.ask("student", "answerExam", body=chosen)
    asker.ask("student", "finishExam", id=attempt)
    asker.ask("student", "finishExamByGet", id=attempt)
    asker.ask("student", "viewExam", id=attempt)


def ask_about_class(asker: Asker, ids: Ids) -> None:
    one, student = ids["class"], ids["user"]
    asker.ask("instructor", "viewClass", id=one)
    mark = {"value": True, "time": 5400, "remarks": "Well prepared."}
    asker.ask("instructor", "storeAttendance", body={"class_id": one, "attendance": {student: mark}})
    evaluation: Ids = {"class_id": one, "student_id": student, "remarks": "Asks the right questions."}
    evaluation |= {"objectives": {ids["objective"]: "STD"}}
    if ids["metric"]:
        evaluation["metrics"] = {ids["metric"]: {"rating": "4", "comments": "Calm."}}
    asker.ask("instructor", "saveStudentEvaluation", body=evaluation)
    asker.ask("instructor", "viewStudentEvaluation", class_id=one, user_id=student)
    asker.ask("instructor", "signClass", body={"classId": one, "password": PASSWORD})
    again = create_client(asker.people["instructor"])
    asker.refused(again.post("/trainings/onsite/sign_class.json", {"classId": one, "password": PASSWORD}))
    asker.ask("manager", "unsignClass", body={"classId": one, "reason": "A student was marked by mistake."})
    asker.ask("instructor", "listLessonAttendance", subject_id=ids["class_subject"])


def ask_about_flights(asker: Asker, ids: Ids) -> None:
    asker.ask("student", "listUnsignedMissions")
    asker.ask("student", "signMission", body={"user_training_flight_id": ids["flight_record"], "pass": PASSWORD})
    flown = {"enrollment_id": ids["flight_enrollment"], "training_flight_id": ids["flight_template"]}
    flown |= {"completed": True, "time": 4200, "flight_id": "OE-ABC", "date": "2026-03-18", "remarks": "Good landings."}
    asker.ask("manager", "recordMission", body=flown)


def ask_about_managers(asker: Asker, ids: Ids) -> None:
    asker.ask("manager", "listManagedTrainings", page=1, limit=2)
    asker.ask("manager", "viewManagedSubject", id=ids["subject"])
    template, *_ = asker.ask("manager", "listTemplates")["templates"]
    created = {"name": "Summer course", "type": "DISTANCE", "template_id": template["Training"]["id"]}
    asker.ask("manager", "createTraining", body=created)
    asker.ask("manager", "listStudents", training=ids["training"], finished="0", limit=2)
    asker.ask("manager", "viewStudent", id=ids["enrollment"])
    enrolled = {"training_id": ids["training"], "students": [ids["fresh"]], "finish_before": "2026-12-31"}
    asker.ask("manager", "enrollStudents", body=enrolled)
    asker.ask("manager", "changeNotes", body={"id": ids["enrollment"], "notes": "Wants to fly the check in June."})
    period = {"from": "2026-03-01", "to": "2026-03-31"}
    asker.ask("manager", "reportTeaching", body=period)
    for files in ("exportTeachingAsCsv", "exportTeachingAsXlsx"):
        asker.ask("manager", files, **period)
    for files in ("exportStudentsAsCsv", "exportStudentsAsXlsx"):
        asker.ask("manager", files, training=ids["training"], finished="0")
    asker.ask("manager", "exportRecord", enrollment_id=ids["enrollment"])
    ask_about_locations(asker, ids)
    planned = {"training_subject_id": ids["class_subject"], "teacher_id": ids["instructor"], "students": [ids["user"]]}
    planned |= {"start": "2026-04-01 16:00:00", "minutes": 90, "location_id": ids["location"], "notify": True}
    new = asker.ask("manager", "saveClass", body=planned)["class"]["LessonClass"]["id"]
    asker.ask("manager", "deleteClass", id=new)
    asker.ask("manager", "deleteClassByGet", id=new)


def ask_about_locations(asker: Asker, ids: Ids) -> None:
    asker.ask("student", "listLocations")
    asker.ask("student", "viewLocation", id=ids["location"])
    room = {"name": "Briefing room 2", "type": "CLASSROOM", "country_id": "AT", "timezone_id": "Europe/Vienna"}
    asker.ask("manager", "editLocation", body=room)


def ask_for_errors(asker: Asker, ids: Ids) -> None:
    """One of each status but 503, which a server with a database does not answer."""
    student = create_client(asker.people["student"])
    asker.refused(student.post("/messages/messages/read.json", {"id": "7"}))
    asker.refused(Client().get("/trainings.json"))
    asker.refused(student.get("/manager/trainings.json"))
    asker.refused(student.get("/trainings/locations/view/00000000-0000-0000-0000-000000000000.json"))
    asker.refused(student.put("/trainings.json"))
    asker.refused(student.generic("POST", "/messages/messages/read.json", b"x" * 6_000_000, "application/json"))
    asker.refused(student.generic("POST", "/messages/messages/read.json", "<id/>", "text/xml"))
    key: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": "4d1c1cb6"}
    student.post("/messages/messages/read.json", {"id": ids["notification"]}, **key)
    asker.refused(student.post("/messages/messages/read.json", {"id": ids["training"]}, **key))
    for _ in range(6):
        guess = Client().post("/users/login.json", {"email": "nobody@demo.example", "password": "guess"})
    asker.refused(guess)
