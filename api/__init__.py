"""What every endpoint shares (contract section 1). Knows nothing of schools or trainings."""
