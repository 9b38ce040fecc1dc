"""Lessons and slides for students and teachers (docs/api.md, section 4)."""

import uuid

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet
from exams.sitting.restarting import reset_lesson
from trainings.endpoints.lessons import reads, services
from trainings.endpoints.lessons.next_steps import find_next_step
from trainings.endpoints.lessons.serializers import (
    CompleteInput,
    LessonAttendanceOutput,
    LessonNameOutput,
    LessonResetOutput,
    LessonViewOutput,
    NavigationOutput,
    ResetInput,
    SlideContentOutput,
    SlideRowOutput,
    StepOutput,
)
from trainings.endpoints.lookups import get_subject
from trainings.enrollments.finding import get_enrollment
from trainings.syllabus.navigation import read_navigation


class LessonViewSet(ApiViewSet):
    """`GET /trainings/lessons/view/{lessonId}/{enrollmentId}.json`, `POST /trainings/lessons/complete.json`,
    `POST /trainings/lessons/reset.json`"""

    @operation("viewLesson", response=LessonViewOutput, summary="A lesson as one enrollment stands in it")
    def retrieve(self, request: Request, lesson_id: uuid.UUID, enrollment_id: uuid.UUID) -> Response:
        enrollment = get_enrollment(get_caller(request), enrollment_id)
        lesson = reads.get_lesson_of(enrollment, lesson_id)
        view = reads.read_lesson_view(lesson, enrollment, get_caller(request), timezone.now())
        return Response(LessonViewOutput(view).data)

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
        caller = get_caller(request)
        data = self.validate_body(request, CompleteInput)
        enrollment, lesson = reads.get_enrollment_and_lesson(caller, data["enrollmentId"], data["lessonId"])
        finished = services.complete_lesson(enrollment=enrollment, lesson=lesson, seconds=data["timeSpent"], by=caller)
        step = find_next_step(lesson, enrollment, timezone.now())
        return Response(
            {
                "result": True,
                "finished": finished,
                "trainingId": str(enrollment.training_id),
                "next": StepOutput(step).data if step else None,
            }
        )

    @operation(
        "resetLesson",
        request=ResetInput,
        response=LessonResetOutput,
        summary="Start a lesson again whose exam has no attempts left",
    )
    def reset(self, request: Request) -> Response:
        caller = get_caller(request)
        data = self.validate_body(request, ResetInput)
        enrollment = get_enrollment(caller, data["enrollmentId"])
        lesson = reads.get_lesson_of(enrollment, data["lessonId"])
        return Response(LessonResetOutput(reset_lesson(enrollment=enrollment, lesson=lesson, by=caller)).data)


class SlideViewSet(ApiViewSet):
    """`GET /trainings/lessons/slides/{lessonId}.json`, `/trainings/lessons/slide/{slideId}.json`"""

    @operation(
        "listSlides",
        response=inline_response("Slides", lesson=LessonNameOutput(), slides=SlideRowOutput(many=True)),
        summary="The slides of a lesson, without their content",
    )
    def list(self, request: Request, lesson_id: uuid.UUID) -> Response:
        lesson = reads.get_lesson(get_caller(request), lesson_id)
        slides = to_rows(SlideRowOutput, reads.list_slides(lesson))
        return Response({"lesson": LessonNameOutput(lesson).data, "slides": slides})

    @operation(
        "viewSlide",
        response=inline_response("SlideView", slide=SlideContentOutput(), navigation=NavigationOutput()),
        summary="One slide, and which come before and after it",
    )
    def retrieve(self, request: Request, slide_id: uuid.UUID) -> Response:
        slide = reads.get_slide(get_caller(request), slide_id)
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
        subject = get_subject(get_caller(request), subject_id)
        rows = reads.list_lesson_attendance(subject, get_caller(request))
        return Response({"lessons": to_rows(LessonAttendanceOutput, rows)})
