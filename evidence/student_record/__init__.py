"""The student record: everything on record about one enrollment, for an inspector or the student."""
