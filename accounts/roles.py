"""Roles and what they reach. A role is a number on the wire (`user_group_id`); lower is more powerful."""

from django.db import models


class Role(models.IntegerChoices):
    ADMINISTRATOR = 100, "Administrator"
    ACCOUNTABLE_MANAGER = 105, "Accountable Manager"
    OPERATIONS_MANAGER = 110, "Operations Manager"
    CHIEF_PILOT = 120, "Chief Pilot"
    TRAINING_MANAGER = 135, "Training Manager"
    CHIEF_INSTRUCTOR = 150, "Chief Instructor"
    INSTRUCTOR = 170, "Instructor"
    PILOT = 180, "Pilot"
    STUDENT = 190, "Student"


MANAGERS_UP_TO = Role.TRAINING_MANAGER
ALL_STUDENTS_UP_TO = Role.CHIEF_INSTRUCTOR
STAFF_UP_TO = Role.INSTRUCTOR
