"""The paths of trainings and their viewsets (docs/api.md, sections 3, 4, 7 to 9 and 13)."""

from django.urls import path, re_path

from api.paths import NAMED
from trainings.endpoints.calendar.views import CalendarViewSet, FeedViewSet
from trainings.endpoints.certificate.views import CertificateCheckViewSet, CertificateViewSet, check_page
from trainings.endpoints.enrolling.views import EnrollViewSet
from trainings.endpoints.lessons.views import LessonAttendanceViewSet, LessonViewSet, SlideViewSet
from trainings.endpoints.managed_trainings.views import ManagedTrainingViewSet
from trainings.endpoints.my_trainings.views import MyTrainingsViewSet
from trainings.endpoints.person.views import TeacherViewSet
from trainings.endpoints.student_hours.views import StudentHoursViewSet
from trainings.endpoints.student_record.views import StudentRecordViewSet
from trainings.endpoints.student_summary.views import StudentSummaryViewSet
from trainings.endpoints.students.views import StudentViewSet, TaughtStudentViewSet
from trainings.endpoints.subjects.views import ManagedSubjectViewSet, SubjectViewSet
from trainings.endpoints.teaching_report.views import OwnTeachingViewSet, TeachingReportViewSet
from trainings.endpoints.training_schema.views import TrainingSchemaViewSet
from trainings.endpoints.training_templates.views import AuthoringViewSet
from trainings.endpoints.training_view.views import TrainingViewSet

CODE = r"(?P<code>[A-Za-z0-9_-]{24})"

my_trainings = MyTrainingsViewSet.as_view({"get": "list"})
subject_view = SubjectViewSet.as_view({"get": "retrieve"})
managed_trainings = ManagedTrainingViewSet.as_view({"get": "list"})
students = StudentViewSet.as_view({"get": "list"})
taught_students = TaughtStudentViewSet.as_view({"get": "list"})

urlpatterns = [
    path("trainings.json", my_trainings),
    re_path(rf"^trainings/{NAMED}\.json\Z", my_trainings),
    path("trainings/trainings/view/<id:id>.json", TrainingViewSet.as_view({"get": "retrieve"})),
    path("trainings/trainings/schema/<id:id>.json", TrainingSchemaViewSet.as_view({"get": "retrieve"})),
    path("trainings/subjects/mine.json", SubjectViewSet.as_view({"get": "mine"})),
    path("trainings/subjects/view/<id:enrollment_id>/<id:subject_id>.json", subject_view),
    path("trainings/lessons/view/<id:lesson_id>/<id:enrollment_id>.json", LessonViewSet.as_view({"get": "retrieve"})),
    path("trainings/lessons/complete.json", LessonViewSet.as_view({"post": "complete"})),
    path("trainings/lessons/reset.json", LessonViewSet.as_view({"post": "reset"})),
    path("trainings/lessons/slides/<id:lesson_id>.json", SlideViewSet.as_view({"get": "list"})),
    path("trainings/lessons/slide/<id:slide_id>.json", SlideViewSet.as_view({"get": "retrieve"})),
    path("trainings/lessons/attendance/<id:subject_id>.json", LessonAttendanceViewSet.as_view({"get": "list"})),
    path("trainings/students/list.json", taught_students),
    re_path(rf"^trainings/students/list/{NAMED}\.json\Z", taught_students),
    path("trainings/students/summary/<id:enrollment_id>.json", StudentSummaryViewSet.as_view({"get": "retrieve"})),
    path("trainings/students/hours/<id:enrollment_id>.json", StudentHoursViewSet.as_view({"get": "retrieve"})),
    path("trainings/trainings/calendar.json", CalendarViewSet.as_view({"get": "list"})),
    path("trainings/trainings/calendar.ics", FeedViewSet.as_view({"get": "retrieve"})),
    path("trainings/trainings/calendar_feed.json", CalendarViewSet.as_view({"post": "issue_feed"})),
    path("trainings/trainings/calendar_feed_revoke.json", CalendarViewSet.as_view({"post": "revoke_feed"})),
    path("trainings/trainings/certificate/<id:enrollment_id>.json", CertificateViewSet.as_view({"get": "retrieve"})),
    path("trainings/trainings/certificate/<id:enrollment_id>.pdf", CertificateViewSet.as_view({"get": "pdf"})),
    re_path(rf"^certificates/{CODE}\.json\Z", CertificateCheckViewSet.as_view({"get": "retrieve"})),
    re_path(rf"^certificates/{CODE}\Z", check_page),
    path("manager/trainings.json", managed_trainings),
    re_path(rf"^manager/trainings/{NAMED}\.json\Z", managed_trainings),
    path("manager/trainings/subjects/teachers.json", TeacherViewSet.as_view({"get": "list"})),
    path("manager/trainings/subjects/view/<id:id>.json", ManagedSubjectViewSet.as_view({"get": "retrieve"})),
    path("manager/trainings/trainings/create.json", AuthoringViewSet.as_view({"post": "create"})),
    path("manager/trainings/trainings/templates.json", AuthoringViewSet.as_view({"get": "templates"})),
    path("trainings/trainings/teaching.json", OwnTeachingViewSet.as_view({"get": "show"})),
    path("manager/trainings/trainings/teaching_report.json", TeachingReportViewSet.as_view({"post": "show"})),
    path("manager/trainings/trainings/teaching_report.csv", TeachingReportViewSet.as_view({"get": "csv"})),
    path("manager/trainings/trainings/teaching_report.xlsx", TeachingReportViewSet.as_view({"get": "xlsx"})),
    path("manager/trainings/students/enroll.json", EnrollViewSet.as_view({"post": "enroll", "get": "reject_method"})),
    path("manager/trainings/students/list.json", students),
    re_path(rf"^manager/trainings/students/list/{NAMED}\.json\Z", students),
    path("manager/trainings/students/list.csv", StudentViewSet.as_view({"get": "csv"})),
    path("manager/trainings/students/list.xlsx", StudentViewSet.as_view({"get": "xlsx"})),
    path("manager/trainings/students/view/<id:id>.json", StudentViewSet.as_view({"get": "retrieve"})),
    path("manager/trainings/students/notes.json", StudentViewSet.as_view({"post": "notes"})),
    path("manager/trainings/students/record/<id:enrollment_id>.zip", StudentRecordViewSet.as_view({"get": "retrieve"})),
]
