"""Attempts at online exams: starting, answering, finishing and grading (docs/api.md, section 6)."""
