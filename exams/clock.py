"""The clock of exams: the database's, so that web processes whose clocks differ agree on every deadline."""

from datetime import timedelta

from core.clock import read_database_clock as now

__all__ = ["GRACE", "now"]

# How late an answer sent in the last second may arrive (docs/api.md, section 6).
GRACE = timedelta(seconds=5)
