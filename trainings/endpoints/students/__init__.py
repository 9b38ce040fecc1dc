"""Students and their enrollments, for managers (contract section 7)."""
