"""Faults against a served school with a PostgreSQL and a Redis of its own: `make torture`. See docs/operations.md."""
