"""The managers' pages of exams, the question bank and attempts."""

import exams.admin.attempts
import exams.admin.exams
import exams.admin.questions  # noqa: F401
