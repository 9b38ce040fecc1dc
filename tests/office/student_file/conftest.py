"""Exams follow the frozen clock on PostgreSQL too."""

from tests.exams.conftest import exams_follow_the_frozen_clock

__all__ = ["exams_follow_the_frozen_clock"]
