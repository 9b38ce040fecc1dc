"""What every endpoint shares (docs/api.md, section 1). Knows nothing of trainings, classes or exams."""
