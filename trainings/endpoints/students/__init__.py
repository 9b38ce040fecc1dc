"""Students and their enrollments, for managers (docs/api.md, section 7)."""
