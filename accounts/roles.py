"""Roles and what they reach. A role is a number on the wire (`user_group_id`); lower is more powerful.

What the five roles of managers (100 to 135) may do in the managers' admin. The contract gives every manager every
function, so that what differs is whom they reach:

| in the own school                              | every manager                                         |
|------------------------------------------------|-------------------------------------------------------|
| syllabus, exams, missions, locations           | reads and changes                                     |
| enrollments                                    | reads, changes, finishes                              |
| certificates                                   | reads, revokes, issues again                          |
| classes, attempts, flight records, the ledger  | reads: what is recorded or signed changes nowhere     |
| people: account, password, role                | reads all; changes those of the own rank and below    |
| API keys                                       | reads all; issues and revokes for the same people     |

So a training manager can neither log in as the administrator nor act by the administrator's keys. Above the own rank no
role can be given. Written in `UserQuerySet.in_reach_of` and the ModelAdmins (tests/office/people/test_roles.py).
"""

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
