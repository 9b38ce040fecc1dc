"""What is recorded of a flight besides its columns: grades and times by kind; whose word it is, and on which days."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import InvalidInput
from instructors.papers import check_papers
from missions.flight_times import Times, check_times, read_times, replace_times
from missions.grades import Grades, check_objectives, read_grades, replace_grades
from missions.models import FlightRecord
from trainings.models import Enrollment


@dataclass(frozen=True)
class FlightDetails:
    grades: Grades
    times: Times


NO_DETAILS = FlightDetails({}, {})


def read_details(row: FlightRecord) -> FlightDetails:
    return FlightDetails(read_grades(row), read_times(row))


def check_details(template_id: uuid.UUID, seconds: int, details: FlightDetails) -> None:
    """Raises InvalidInput as `check_objectives` and `check_times` do."""
    check_objectives(template_id, details.grades)
    check_times(template_id, seconds, details.times)


def replace_details(row: FlightRecord, details: FlightDetails) -> None:
    """Stores the details of a flight that is new, or locked and not signed, in the place of those on record."""
    replace_grades(row, details.grades)
    replace_times(row, details.times)


def check_instructor(columns: dict[str, Any], by: User) -> dict[str, Any]:
    """The columns. Raises Forbidden for an instructor who records the own flight with expired papers, if the school
    says so: what is recorded so is the instructor's word, as a signature is. A repeated request is none of it."""
    if columns["instructor_id"] == by.pk:
        check_papers(by, clock.now())
    return columns


def check_flown_before_end(enrollment: Enrollment, flown_on: date) -> None:
    """Raises InvalidInput for a day on which the student was no longer, or not then, in the training. What was flown
    before may still be recorded."""
    if enrollment.withdrawn_on and flown_on > enrollment.withdrawn_on:
        text = _("The student was withdrawn from this training on %(day)s.")
        raise InvalidInput.for_field("date", text % {"day": enrollment.withdrawn_on})
    if enrollment.paused_on and flown_on > enrollment.paused_on:
        text = _("This training has been paused since %(day)s.")
        raise InvalidInput.for_field("date", text % {"day": enrollment.paused_on})
