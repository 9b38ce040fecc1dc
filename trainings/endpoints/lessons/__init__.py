"""Lessons and slides (contract section 4)."""
