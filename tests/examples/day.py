"""A day at the demo school: one request to each operation, in an order in which all succeed."""

from hashlib import sha256
from typing import Any

import pyotp
from django.test import override_settings
from django.utils import timezone

from accounts.models import IdentityProvider, User
from accounts.roles import Role
from accounts.sign_in.single_sign_on.logins import issue_client_code
from exams.models import Attempt, Exam
from tests.examples.papers import request_qualifications
from tests.examples.recorder import ExampleRecorder
from tests.factories import PASSWORD
from tests.world import Client, create_client
from trainings.models import Training

Ids = dict[str, Any]


def send_every_request(recorder: ExampleRecorder, ids: Ids) -> None:
    """`ids` are those that `seed_demo --json` prints."""
    request_people(recorder, ids)
    request_own_account(recorder, ids)
    request_trainings(recorder, ids)
    request_exam(recorder, ids)
    request_class(recorder, ids)
    request_flights(recorder, ids)
    request_managers(recorder, ids)
    request_scheduled_exam(recorder, ids)
    request_restart(recorder, ids)
    with override_settings(MAIL_ENABLED=True):
        request_people_and_groups(recorder, ids)
    request_errors(recorder, ids)
    request_links(recorder, ids)
    recorder.request("student", "logoutByGet")
    recorder.request("student", "logout")
    recorder.request(None, "endSession", body={"digest": sha256(b"dws_a-token").hexdigest()})


def request_people(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request(None, "login", body={"email": "student@demo.example", "password": PASSWORD})
    recorder.request(None, "loginAtRoot", body={"email": "student@demo.example", "password": PASSWORD, "code": ""})
    recorder.request(None, "login", body={"email": "student@demo.example", "password": "wrong"})
    request_second_factor(recorder)
    recorder.request(None, "loginByCode", body={"code": create_code(recorder.people["student"])})
    recorder.request("student", "viewOwnUser")
    recorder.request("student", "viewOwnCompany")
    recorder.request("student", "listCountries")
    recorder.request("student", "listTimezones")
    recorder.request("student", "listUnreadMessages")
    recorder.request("student", "readMessage", body={"id": ids["notification"]})


def request_own_account(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request("student", "listMessages", page=1, limit=2)
    recorder.request("student", "viewMessage", id=ids["notification"])
    detail, preferences = {"phone": "+43 1 2345", "city": "Vienna", "country_id": "AT"}, {"newsletter": True}
    recorder.request("student", "editOwnUser", body={"UserDetail": detail, "User": preferences})
    recorder.request("student", "requestData", body={"kind": "ACCESS"})
    recorder.request("student", "listDataRequests")
    recorder.request("student", "listLogins")


def request_links(recorder: ExampleRecorder, ids: Ids) -> None:
    """What changes how the student logs in, and therefore comes last."""
    user, new = ids["user"], "cumulus-humilis-7"
    logins = recorder.request("student", "listLogins")
    recorder.request("student", "closeSession", session_id=logins["currentSession"])
    address = {"new_email": "student@new.example", "new_email_repeat": "student@new.example", "password": PASSWORD}
    recorder.request("student", "changeOwnEmail", body=address)
    recorder.request(None, "confirmEmail", user_id=user, code=ids["link"]("confirmation"))
    changed = {"password": PASSWORD, "newpassword": new, "newpasswordrepeat": new}
    recorder.request("student", "changeOwnPassword", body=changed)
    recorder.request(None, "recoverPassword", body={"email": "student@new.example"})
    link = {"user_id": user, "code": ids["link"]("recovery")}
    recorder.request(None, "viewNewPassword", **link)
    recorder.request(None, "setNewPassword", body={"password": PASSWORD, "newpassword": PASSWORD}, **link)


def request_second_factor(recorder: ExampleRecorder) -> None:
    setup = recorder.request("student", "startTotp", body={"password": PASSWORD})
    code = pyotp.TOTP(setup["secret"]).at(int(timezone.now().timestamp()))
    recorder.request("student", "confirmTotp", body={"code": code})
    recorder.request(None, "login", body={"email": "student@demo.example", "password": PASSWORD})
    recorder.request("student", "renewRecoveryCodes", body={"password": PASSWORD})
    recorder.request("student", "disableTotp", body={"password": PASSWORD})


def create_code(user: User) -> str:
    """What single sign-on leaves for a client."""
    provider = IdentityProvider.objects.create(
        company=user.company, name="Campus", issuer="https://id.demo.example", highest_role=Role.STUDENT
    )
    return issue_client_code(user, provider)


def request_trainings(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request("student", "listMyTrainings", page=1, limit=2)
    recorder.request("student", "viewTraining", id=ids["enrollment"])
    recorder.request("student", "viewTrainingSchema", id=ids["training"])
    for enrollment in (ids["flight_enrollment"], ids["enrollment"]):
        recorder.request("student", "viewStudentSummary", enrollment_id=enrollment)
        recorder.request("student", "viewStudentHours", enrollment_id=enrollment)
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


def request_restart(recorder: ExampleRecorder, ids: Ids) -> None:
    """The attempts at the gate exam of the lesson are used up, none is passed."""
    used = Attempt.objects.filter(exam=ids["exam"], enrollment=ids["enrollment"]).count()
    Exam.objects.filter(pk=ids["exam"]).update(max_attempts=used)
    Training.objects.filter(enrollments=ids["enrollment"]).update(allow_auto_restart=True)
    again = {"enrollmentId": ids["enrollment"], "lessonId": ids["lesson"]}
    recorder.request("student", "resetLesson", body=again)


def request_class(recorder: ExampleRecorder, ids: Ids) -> None:
    one, student = ids["class"], ids["user"]
    recorder.request("instructor", "viewClass", id=one)
    recorder.request("instructor", "listReadableStudents", finished="0", limit=2)
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


def request_scheduled_exam(recorder: ExampleRecorder, ids: Ids) -> None:
    """The exam of the student, now taken from a class that has just begun."""
    Exam.objects.filter(pk=ids["exam"]).update(access_mode=Exam.AccessMode.SCHEDULED)
    held = {"training_subject_id": ids["subject"], "training_subject_exam_id": ids["exam"], "students": [ids["user"]]}
    held |= {"start": timezone.now().strftime("%Y-%m-%d %H:%M:%S"), "teacher_id": ids["instructor"]}
    session = recorder.request("manager", "saveClass", body=held)["class"]["LessonClass"]["id"]
    recorder.request("manager", "listSchedulableExams", subject_id=ids["subject"])
    where = {"enrollment_id": ids["enrollment"], "exam_id": ids["exam"]}
    recorder.request("student", "viewExamStart", **where)
    recorder.request("student", "listOwnScheduledExams")
    attempt = recorder.request("student", "startExam", **where)["attempt_id"]
    recorder.request("instructor", "viewClass", id=session)
    recorder.request("student", "finishExam", id=attempt)
    recorder.request("student", "viewClass", id=session)


def request_flights(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request("student", "listUnsignedMissions")
    recorder.request("student", "viewFlight", id=ids["flight_record"])
    mission = recorder.request("instructor", "viewMission", id=ids["flight_template"])["mission"]
    first, second, *_ = mission["FlightObjective"]
    graded = {"objectives": {first["id"]: "STD", second["id"]: "+"}}
    recorder.request("student", "signMission", body={"user_training_flight_id": ids["flight_record"], "pass": PASSWORD})
    flown = {"enrollment_id": ids["flight_enrollment"], "training_flight_id": ids["flight_template"]}
    flown |= {"completed": True, "time": 4200, "flight_id": "OE-ABC", "date": "2026-03-18", "remarks": "Good landings."}
    recorder.request("manager", "recordMission", body=flown)
    stated = {**flown, "flight_id": "OE-DEF", "times": {"dual": 3600}, **graded}
    recorder.request("instructor", "recordInstructedMission", body=stated)


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
    recorder.request("instructor", "reportOwnTeaching", **period)
    for files in ("exportTeachingAsCsv", "exportTeachingAsXlsx"):
        recorder.request("manager", files, **period)
    request_sessions(recorder, ids)
    for files in ("exportStudentsAsCsv", "exportStudentsAsXlsx"):
        recorder.request("manager", files, training=ids["training"], finished="0")
    recorder.request("manager", "exportRecord", enrollment_id=ids["enrollment"])
    request_locations(recorder, ids)
    request_authoring(recorder, ids)
    planned = {"training_subject_id": ids["class_subject"], "teacher_id": ids["instructor"], "students": [ids["user"]]}
    planned |= {"start": "2026-04-01 16:00:00", "minutes": 90, "location_id": ids["location"], "notify": True}
    new = recorder.request("manager", "saveClass", body=planned)["class"]["LessonClass"]["id"]
    recorder.request("manager", "deleteClass", id=new)
    recorder.request("manager", "deleteClassByGet", id=new)


def request_sessions(recorder: ExampleRecorder, ids: Ids) -> None:
    period = {"start": "2026-03-01", "end": "2026-03-31"}
    recorder.request("manager", "listManagedSessions", timeZone="Europe/Vienna", **period)
    recorder.request("instructor", "reportSessions", **period)
    recorder.request("manager", "reportSessionsOfTraining", training_id=ids["class_training"], **period)
    for files in ("exportSessionsAsCsv", "exportSessionsAsXlsx"):
        recorder.request("manager", files, list="users", **period)
    for files in ("exportSessionsOfTrainingAsCsv", "exportSessionsOfTrainingAsXlsx"):
        recorder.request("manager", files, training_id=ids["class_training"], **period)


def request_authoring(recorder: ExampleRecorder, ids: Ids) -> None:
    exam = ids["exam"]
    options = [{"name": "Nimbostratus", "value": True}, {"name": "Cirrus", "value": False}]
    written = {"exam_id": exam, "name": "Which cloud brings steady rain?", "TrainingQuestionOption": options}
    question = recorder.request("manager", "saveQuestion", body=written)["id"]
    recorder.request("manager", "deleteQuestion", body={"id": question, "exam_id": exam})
    added = {"training_subject_id": ids["subject"], "name": "Final exam", "questions": 20, "minutes": 45, "score": 80}
    recorder.request("manager", "addExam", body=added)
    subject = recorder.request("manager", "viewManagedSubject", id=ids["subject"])["subject"]
    parts = sorted(subject["TrainingSubjectLesson"] + subject["TrainingSubjectExam"], key=lambda part: part["order"])
    order = {"id": ids["subject"], "items": [part["id"] for part in parts]}
    recorder.request("manager", "reorderActivities", body=order)
    recorder.request("manager", "readActivityImpact", body={"lesson_id": ids["lesson"]})


def request_people_and_groups(recorder: ExampleRecorder, ids: Ids) -> None:
    recorder.request("manager", "listUserGroups")
    recorder.request("manager", "listAllUserGroups")
    recorder.request("manager", "listTeachers")
    recorder.request("manager", "listPeople", username="demo", active="1", limit=2)
    recorder.request("manager", "listNamesOfPeople")
    request_qualifications(recorder, ids)
    new = {"email": "ida@demo.example", "name": "Ida", "surname": "Lang", "user_group_id": "190", "country_id": "AT"}
    person = recorder.request("manager", "createPerson", body=new)["user_id"]
    recorder.request("manager", "remindPerson", body={"user": person})
    changed = {"id": person, "phone": "+43 1 23456", "expiration": "2027-12-31", "supervisor_id": ids["instructor"]}
    recorder.request("manager", "editPerson", body=changed)
    intake = {"PilotGroup": {"name": "Autumn intake", "User": [{"id": person}]}}
    group = recorder.request("manager", "addPilotGroup", body=intake)["id"]
    recorder.request("manager", "listPilotGroups")
    recorder.request("manager", "viewPilotGroup", id=group)
    recorder.request("manager", "viewPerson", user_id=ids["user"])
    renamed = {"PilotGroup": {"name": "Winter intake"}}
    recorder.request("manager", "editPilotGroup", id=group, body=renamed)
    recorder.request("manager", "deletePilotGroup", id=group)
    recorder.request("manager", "deletePerson", user_id=ids["fresh"], body={"confirm": True})


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
