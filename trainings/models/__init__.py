"""The syllabus of a school's trainings, who is enrolled in them, and what is credited to whom."""

from trainings.calendar_feeds import CalendarFeed
from trainings.models.credits import Credit
from trainings.models.enrollment_counts import EnrollmentCount
from trainings.models.enrollments import MAX_REASON, Enrollment, LessonStudy, StudySession
from trainings.models.syllabus import (
    MAX_MINUTES,
    LearningObjective,
    Lesson,
    Metric,
    Slide,
    Subject,
    Training,
)

__all__ = [
    "MAX_MINUTES",
    "MAX_REASON",
    "CalendarFeed",
    "Credit",
    "Enrollment",
    "EnrollmentCount",
    "LearningObjective",
    "Lesson",
    "LessonStudy",
    "Metric",
    "Slide",
    "StudySession",
    "Subject",
    "Training",
]
