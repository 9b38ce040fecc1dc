"""Roles and their rights. A role is a number on the wire (`user_group_id`); lower is more powerful.

What the five roles of managers (100 to 135) may do in the admin. Every manager may use every function (docs/api.md,
section 1, Roles); the roles differ in whose accounts they may change:

| in the own school                              | every manager                                         |
|------------------------------------------------|-------------------------------------------------------|
| syllabus, exams, missions, locations           | reads and changes                                     |
| enrollments                                    | reads, changes, finishes; hands the record over       |
| certificates                                   | reads, issues, revokes, issues again                  |
| classes, flights                               | reads, records on behalf of the teacher or instructor |
| signatures under classes and debriefings       | reads, takes back with a reason; signs own classes    |
| attempts, the ledger                           | reads: what is recorded cannot be changed             |
| people: account, password, role, deletion      | reads all; changes those of the same role or lower    |
| API keys                                       | reads all; issues and revokes for the same people     |
| messages to people                             | sends; reads only the own                             |
| pilot groups                                   | reads (as the chief instructor does), changes         |
| settings of the school, holidays               | reads and changes                                     |
| name and time zone of the school               | changes them if nobody who can log in is above        |
| single sign-on                                 | reads; changes it if it logs in the same people alone |

So a training manager can neither log in as the administrator nor use the administrator's keys. Nobody can grant a role
higher than their own, change the own role, or close or delete the own account.

There is one rule: `UserQuerySet.in_reach_of`, and `User.is_in_reach_of` for one row. Every service that changes
somebody else's account begins with `lock_people` (accounts/people/reach.py), which applies it to the locked rows; the
ModelAdmins use it to decide what to offer. The settings of the school are in
accounts/school/settings.py. Checked by tests/accounts/people/test_privileges.py and tests/office/people/test_roles.py.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.IntegerChoices):
    ADMINISTRATOR = 100, _("Administrator")
    ACCOUNTABLE_MANAGER = 105, _("Accountable Manager")
    OPERATIONS_MANAGER = 110, _("Operations Manager")
    CHIEF_PILOT = 120, _("Chief Pilot")
    TRAINING_MANAGER = 135, _("Training Manager")
    CHIEF_INSTRUCTOR = 150, _("Chief Instructor")
    INSTRUCTOR = 170, _("Instructor")
    PILOT = 180, _("Pilot")
    STUDENT = 190, _("Student")

    @property
    def english(self) -> str:
        """The name as the API has it, and what is stored: `Chief Instructor`. The label is translated."""
        return self.name.replace("_", " ").title()


MANAGERS_UP_TO = Role.TRAINING_MANAGER
ALL_STUDENTS_UP_TO = Role.CHIEF_INSTRUCTOR
STAFF_UP_TO = Role.INSTRUCTOR


def name_role(value: int) -> str:
    """The English name of a role; of a number that is no role, the number."""
    return Role(value).english if value in Role.values else str(value)
