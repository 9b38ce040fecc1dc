"""Record readiness. Importing the package registers every rule."""

import evidence.readiness.classes
import evidence.readiness.enrollments
import evidence.readiness.missions  # noqa: F401
