"""Writing the activities of subjects and the question bank: managers, and a subject's teacher within the subject."""
