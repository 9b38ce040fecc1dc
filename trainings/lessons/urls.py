"""Documented paths: lessons and slides (contract section 4)."""

from django.urls import path

from trainings.lessons.views import LessonAttendanceViewSet, LessonViewSet, SlideViewSet

urlpatterns = [
    path("trainings/lessons/view/<id:lesson_id>/<id:enrollment_id>.json", LessonViewSet.as_view({"get": "retrieve"})),
    path("trainings/lessons/complete.json", LessonViewSet.as_view({"post": "complete"})),
    path("trainings/lessons/slides/<id:lesson_id>.json", SlideViewSet.as_view({"get": "list"})),
    path("trainings/lessons/slide/<id:slide_id>.json", SlideViewSet.as_view({"get": "retrieve"})),
    path("trainings/lessons/attendance/<id:subject_id>.json", LessonAttendanceViewSet.as_view({"get": "list"})),
]
