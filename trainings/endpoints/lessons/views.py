"""Lessons and slides for students and teachers (docs/api.md, section 4)."""

import uuid
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.row_lists import to_rows
from api.views import ApiViewSet, get_one_or_404
from core.exceptions import InvalidInput, NotFound
from trainings.endpoints.lessons import reads, services
from trainings.endpoints.lessons.next_steps import find_next_step
from trainings.endpoints.lessons.serializers import (
    CompleteInput,
    LessonAttendanceOutput,
    LessonNameOutput,
    LessonViewOutput,
    NavigationOutput,
    SlideContentOutput,
    SlideRowOutput,
    StepOutput,
)
from trainings.models import Enrollment, Lesson, Slide, Subject
from trainings.syllabus.navigation import read_navigation


class LessonViewSet(ApiViewSet):
    """`GET /trainings/lessons/view/{lessonId}/{enrollmentId}.json`, `POST /trainings/lessons/complete.json`"""

    @operation("viewLesson", response=LessonViewOutput, summary="A lesson as one enrollment stands in it")
    def retrieve(self, request: Request, lesson_id: uuid.UUID, enrollment_id: uuid.UUID) -> Response:
        rows = Enrollment.objects.visible_to(get_caller(request)).select_related("training")
        enrollment = get_one_or_404(rows, pk=enrollment_id)
        lesson = reads.find_lesson(enrollment, lesson_id)
        if lesson is None:
            raise NotFound
        return Response(LessonViewOutput(reads.read_lesson_view(lesson, enrollment, timezone.now())).data)

    @operation(
        "completeLesson",
        request=CompleteInput,
        response=inline_response(
            "LessonCompleted",
            result=serializers.BooleanField(),
            finished=serializers.BooleanField(),
            trainingId=serializers.CharField(),
            next=StepOutput(allow_null=True),
        ),
        summary="I have studied the slides of a lesson",
    )
    def complete(self, request: Request) -> Response:
        asked = self.validate_body(request, CompleteInput)
        enrollment, lesson = self.named(request, asked)
        finished = services.complete_lesson(
            enrollment=enrollment, lesson=lesson, seconds=asked["timeSpent"], by=get_caller(request)
        )
        step = find_next_step(lesson, enrollment, timezone.now())
        return Response(
            {
                "result": True,
                "finished": finished,
                "trainingId": str(enrollment.training_id),
                "next": StepOutput(step).data if step else None,
            }
        )

    def named(self, request: Request, asked: dict[str, Any]) -> tuple[Enrollment, Lesson]:
        """The enrollment and the lesson that the body names; they belong together."""
        rows = Enrollment.objects.visible_to(get_caller(request)).select_related("training")
        enrollment = rows.filter(pk=asked["enrollmentId"]).first()
        if enrollment is None:
            raise InvalidInput.for_field("enrollmentId", "There is no enrollment with this id.")
        lesson = reads.find_lesson(enrollment, asked["lessonId"])
        if lesson is None:
            raise InvalidInput.for_field("lessonId", "The training has no lesson with this id.")
        return enrollment, lesson


class SlideViewSet(ApiViewSet):
    """`GET /trainings/lessons/slides/{lessonId}.json`, `/trainings/lessons/slide/{slideId}.json`"""

    @operation(
        "listSlides",
        response=inline_response("Slides", lesson=LessonNameOutput(), slides=SlideRowOutput(many=True)),
        summary="The slides of a lesson, without their content",
    )
    def list(self, request: Request, lesson_id: uuid.UUID) -> Response:
        lesson = get_one_or_404(Lesson.objects.visible_to(get_caller(request)), pk=lesson_id)
        slides = to_rows(SlideRowOutput, reads.list_slides(lesson))
        return Response({"lesson": LessonNameOutput(lesson).data, "slides": slides})

    @operation(
        "viewSlide",
        response=inline_response("SlideView", slide=SlideContentOutput(), navigation=NavigationOutput()),
        summary="One slide, and which come before and after it",
    )
    def retrieve(self, request: Request, slide_id: uuid.UUID) -> Response:
        slide = get_one_or_404(Slide.objects.visible_to(get_caller(request)), pk=slide_id)
        return Response(
            {
                "slide": SlideContentOutput(slide).data,
                "navigation": NavigationOutput(read_navigation(slide)).data,
            }
        )


class LessonAttendanceViewSet(ApiViewSet):
    """`GET /trainings/lessons/attendance/{subjectId}.json`"""

    @operation(
        "listLessonAttendance",
        response=inline_response("LessonAttendance", lessons=LessonAttendanceOutput(many=True)),
        summary="Who studied or attended the lessons of a subject",
    )
    def list(self, request: Request, subject_id: uuid.UUID) -> Response:
        subject = get_one_or_404(Subject.objects.visible_to(get_caller(request)), pk=subject_id)
        rows = reads.list_lessons_with_attendance(subject, get_caller(request))
        return Response({"lessons": to_rows(LessonAttendanceOutput, rows)})
