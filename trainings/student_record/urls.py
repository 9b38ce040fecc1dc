"""The whole record of an enrollment, for managers."""

from django.urls import path

from trainings.student_record.views import StudentRecordViewSet

urlpatterns = [
    path("manager/trainings/students/record/<id:enrollment_id>.zip", StudentRecordViewSet.as_view({"get": "retrieve"}))
]
