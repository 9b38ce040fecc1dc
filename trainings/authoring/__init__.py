"""Making trainings, from nothing or from a template (contract section 8)."""
