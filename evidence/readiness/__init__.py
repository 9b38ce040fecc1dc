"""Readiness rules. Importing the package registers them."""

import evidence.readiness.classes
import evidence.readiness.enrollments
import evidence.readiness.instructors
import evidence.readiness.missions  # noqa: F401
