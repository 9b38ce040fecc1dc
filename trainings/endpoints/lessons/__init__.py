"""Lessons and slides (docs/api.md, section 4)."""
