"""The managers' pages of trainings: the enrollments and the syllabus."""

import trainings.admin.enrollments
import trainings.admin.syllabus  # noqa: F401
