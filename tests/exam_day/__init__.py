"""A whole school sits an exam at the same time, on a served school: `make exam-day`. See docs/operations.md."""
